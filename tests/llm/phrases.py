"""What the tiny model says when it has phrases: questions that may be asked, in both languages."""

KOREAN = (
    "그때 가장 먼저 하신 일은 무엇이었나요?",
    "그 결정을 내리신 이유는 무엇인가요?",
    "다시 한다면 무엇을 다르게 하시겠어요?",
    "그 일에서 직접 맡으신 부분은 어디까지였나요?",
    "결과를 어떻게 확인하셨나요?",
    "동료들은 어떤 의견을 주었나요?",
    "가장 어려웠던 점은 무엇이었나요?",
    "그 방법을 어디에서 배우셨나요?",
    "시간이 더 있었다면 무엇을 더 해 보셨을까요?",
    "그 경험이 이후의 일에 어떤 영향을 주었나요?",
    "문제를 어떻게 발견하셨나요?",
    "다른 방법과 비교해 보셨나요?",
    "우선순위는 어떻게 정하셨나요?",
    "그 과정에서 놓친 것은 없었나요?",
)
ENGLISH = (
    "What did you do first at that point?",
    "Why did you decide to do it that way?",
    "What would you do differently today?",
    "Which part of that work was your own?",
    "How did you check the result?",
    "What did your colleagues think of it?",
    "What was the hardest part of that?",
    "Where did you learn to work like that?",
    "What else would you have tried with more time?",
    "How has that experience changed your work since?",
    "How did you find the problem?",
    "Did you compare it with another way?",
    "How did you set your priorities?",
    "What did you miss along the way?",
)
