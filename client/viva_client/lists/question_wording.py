"""What is wrong with the words of a question, and what to do about it."""

from interviewing.wording import WordingFault

WORDING: dict[WordingFault, tuple[str, str]] = {
    WordingFault.EMPTY: ("says nothing", "write the question"),
    WordingFault.TOO_LONG: ("is too long to be spoken", "shorten it to 1000 characters or less"),
    WordingFault.NO_QUESTION: ("asks nothing", "end it as a question, or as a request such as “말씀해 주세요.” or “Please tell me …”"),
    WordingFault.SEVERAL_QUESTIONS: ("asks several things", "ask one thing; put the others into rows of their own"),
    WordingFault.OTHER_LANGUAGE: ("is not written in the language of its row", "correct the language, or translate it"),
    WordingFault.MARK_UP: ("holds mark-up that a voice would stumble over", "write plain words"),
    WordingFault.PLACEHOLDER: ("leaves a place open that nobody fills in", "write out what is meant"),
}
ANOTHER_TOPIC = "ask about the work instead; no interview may touch this"
