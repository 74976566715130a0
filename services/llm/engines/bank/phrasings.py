"""The words around a quote: how one thing of an answer is asked about, and how a refusal is met.

`{quote}` stands for the quoted words, `{을}` and `{이}` for the particle that fits them. Each stage has several phrasings,
so that no interview hears one sentence again and again.
"""

from collections.abc import Mapping

from interviewing.language import Language
from interviewing.vocabulary import Stage

KOREAN, ENGLISH = Language.KOREAN, Language.ENGLISH
Phrasings = Mapping[Stage, Mapping[Language, tuple[str, ...]]]

ABOUT_A_QUOTE: Phrasings = {
    Stage.INTRO: {
        KOREAN: (
            "“{quote}”{을} 말씀하셨는데, 그 경험이 지원하신 직무와 어떻게 이어지나요?",
            "“{quote}”에 대해 조금 더 구체적으로 설명해 주시겠어요?",
        ),
        ENGLISH: (
            "You mentioned “{quote}”. How does that lead to the role you are applying for?",
            "Could you say a little more about “{quote}”?",
        ),
    },
    Stage.MOTIVATION: {
        KOREAN: (
            "“{quote}”{을} 말씀하셨는데, 그렇게 생각하게 된 구체적인 계기는 무엇이었나요?",
            "“{quote}”{이} 본인에게 중요한 이유는 무엇인가요?",
        ),
        ENGLISH: (
            "You mentioned “{quote}”. What exactly led you to see it that way?",
            "Why does “{quote}” matter to you?",
        ),
    },
    Stage.SKILL: {
        KOREAN: (
            "“{quote}”{을} 말씀하셨는데, 한계를 느낀 경우가 있었다면 언제였나요?",
            "“{quote}”{이} 필요하다고 판단하신 근거는 무엇인가요?",
            "“{quote}”{을} 모르는 동료에게 설명한다면 어떻게 말씀하시겠어요?",
        ),
        ENGLISH: (
            "You mentioned “{quote}”. When have you seen its limits?",
            "You spoke of “{quote}”. What made you judge that it was needed?",
            "How would you explain “{quote}” to a colleague who does not know it?",
        ),
    },
    Stage.EXPERIENCE: {
        KOREAN: (
            "“{quote}”{을} 말씀하셨는데, 그 가운데 본인이 직접 결정한 것은 무엇이었나요?",
            "“{quote}”{을} 말씀하셨는데, 그 효과를 어떻게 확인하셨나요?",
            "“{quote}”에서 가장 어려웠던 부분은 무엇이었나요?",
        ),
        ENGLISH: (
            "You mentioned “{quote}”. Which decision about it was your own?",
            "You spoke of “{quote}”. How did you check that it worked?",
            "What was hardest about “{quote}”?",
        ),
    },
    Stage.PROBLEM_SOLVING: {
        KOREAN: (
            "“{quote}”{을} 말씀하셨는데, 그때 고르지 않은 다른 방법은 무엇이었나요?",
            "“{quote}”{이} 문제와 관련된다는 것을 어떻게 확인하셨나요?",
            "“{quote}”{을} 말씀하셨는데, 다시 한다면 무엇을 다르게 하시겠어요?",
        ),
        ENGLISH: (
            "You mentioned “{quote}”. Which other option did you leave aside?",
            "How did you make sure that “{quote}” had to do with the problem?",
            "You spoke of “{quote}”. What would you do differently if you did it again?",
        ),
    },
    Stage.COMMUNICATION: {
        KOREAN: (
            "“{quote}”에 대해 상대는 어떤 생각을 가지고 있었나요?",
            "“{quote}”{을} 말씀하셨는데, 그 뒤로 함께 일하는 방식은 어떻게 달라졌나요?",
            "“{quote}”{을} 상대에게 어떤 말로 전하셨나요?",
        ),
        ENGLISH: (
            "You mentioned “{quote}”. How did the other side see it?",
            "You spoke of “{quote}”. How did working together change after that?",
            "In which words did you bring up “{quote}”?",
        ),
    },
    Stage.RESPONSIBILITY: {
        KOREAN: (
            "“{quote}”{을} 말씀하셨는데, 그 순간 어떤 판단을 하셨나요?",
            "“{quote}” 이후에 일하는 방식에서 바꾼 것은 무엇인가요?",
            "“{quote}”{을} 말씀하셨는데, 그 일을 누구에게 어떻게 알리셨나요?",
        ),
        ENGLISH: (
            "You mentioned “{quote}”. What did you decide at that moment?",
            "What have you changed in the way you work since “{quote}”?",
            "You spoke of “{quote}”. Whom did you tell about it, and how?",
        ),
    },
    Stage.GROWTH: {
        KOREAN: (
            "“{quote}”{을} 말씀하셨는데, 나아졌다는 것을 무엇으로 확인하셨나요?",
            "“{quote}”{을} 앞으로 업무에 어떻게 쓰실 생각인가요?",
            "“{quote}”에서 지금도 어렵다고 느끼는 것은 무엇인가요?",
        ),
        ENGLISH: (
            "You mentioned “{quote}”. By what did you know that you had got better?",
            "How do you mean to use “{quote}” in your work from here on?",
            "What do you still find difficult about “{quote}”?",
        ),
    },
    Stage.FINAL_STATEMENT: {
        KOREAN: ("“{quote}”에 대해 덧붙이고 싶은 점은 무엇인가요?",),
        ENGLISH: ("What would you like to add about “{quote}”?",),
    },
}

AFTER_NO_ANSWER: Phrasings = {
    Stage.INTRO: {
        KOREAN: (
            "최근에 재미있게 하신 일 한 가지를 편하게 들려주시겠어요?",
            "요즘 하루를 어떤 일로 시작하시나요?",
        ),
        ENGLISH: (
            "Could you tell me about something you enjoyed working on lately?",
            "What does your working day begin with at the moment?",
        ),
    },
    Stage.MOTIVATION: {
        KOREAN: (
            "이 일에서 가장 재미있어 보이는 부분은 무엇인가요?",
            "어떤 일을 할 때 시간이 빨리 간다고 느끼시나요?",
        ),
        ENGLISH: (
            "Which part of this work looks most interesting to you?",
            "What kind of work makes time pass quickly for you?",
        ),
    },
    Stage.SKILL: {
        KOREAN: (
            "최근에 사용해 본 도구나 기술 가운데 가장 익숙한 것은 무엇인가요?",
            "이 분야를 공부하면서 이해가 잘되었던 개념은 무엇인가요?",
        ),
        ENGLISH: (
            "Which tool or technique that you used lately are you most at home with?",
            "Which idea in this field did you find easiest to grasp?",
        ),
    },
    Stage.EXPERIENCE: {
        KOREAN: (
            "크지 않아도 좋으니 끝까지 마무리해 본 일 한 가지를 들려주시겠어요?",
            "수업이나 모임에서 맡아 보신 역할이 있다면 무엇인가요?",
        ),
        ENGLISH: (
            "Could you tell me about something, however small, that you saw through to the end?",
            "Which part have you played in a class or a group?",
        ),
    },
    Stage.PROBLEM_SOLVING: {
        KOREAN: (
            "최근에 생각대로 되지 않았던 작은 일을 어떻게 풀어 가셨나요?",
            "막히는 일이 생기면 보통 무엇부터 해 보시나요?",
        ),
        ENGLISH: (
            "How did you get past some small thing that did not work lately?",
            "When you are stuck, what do you usually try first?",
        ),
    },
    Stage.COMMUNICATION: {
        KOREAN: (
            "다른 사람과 함께 일할 때 편하게 느끼는 방식은 무엇인가요?",
            "누군가에게 무엇을 설명해 주었던 일을 하나 들려주시겠어요?",
        ),
        ENGLISH: (
            "In which way do you find it easy to work with others?",
            "Could you tell me about a time when you explained something to somebody?",
        ),
    },
    Stage.RESPONSIBILITY: {
        KOREAN: (
            "맡은 일을 잊지 않기 위해 쓰는 방법이 있다면 무엇인가요?",
            "스스로 잘 챙긴다고 생각하는 일은 무엇인가요?",
        ),
        ENGLISH: (
            "What do you do so as not to forget what you have taken on?",
            "What do you think you look after well?",
        ),
    },
    Stage.GROWTH: {
        KOREAN: (
            "요즘 새로 알게 된 것 가운데 기억에 남는 것은 무엇인가요?",
            "다음에 배워 보고 싶은 것은 무엇인가요?",
        ),
        ENGLISH: (
            "What have you come to know lately that stayed with you?",
            "What would you like to learn next?",
        ),
    },
    Stage.FINAL_STATEMENT: {
        KOREAN: ("오늘 대화에서 가장 편하게 말씀하신 내용은 무엇이었나요?",),
        ENGLISH: ("What was easiest to talk about today?",),
    },
}

REASSURANCE: Mapping[Language, tuple[str, ...]] = {
    KOREAN: (
        "괜찮습니다.",
        "네, 편하게 생각하셔도 됩니다.",
        "그럴 수 있습니다. 다른 이야기를 여쭤보겠습니다.",
    ),
    ENGLISH: (
        "That is all right.",
        "No problem at all.",
        "That happens. Let us look at something else.",
    ),
}
