"""A whole interview over a model, from sign-up to report, and what its report may rest on, whatever runs the model."""

from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

from tests.integration.supervised import Supervised
from tests.integration.visitor import Visitor

STAGES = 15


async def held(viva: Supervised, language: str, *, on_the_way: Callable[[], object] | None = None) -> dict[str, Any]:
    """Holds a whole interview, with something happening after the fifth answer, and returns its report, with `lines` by their ids."""
    visitor = await Visitor.arrives(viva, language)
    interview_id = await visitor.new_interview()
    await visitor.start(interview_id)
    if on_the_way:
        await visitor.answer_until(interview_id, 5)
        on_the_way()
    await visitor.hold(interview_id)
    report: dict[str, Any] = (await visitor.rest.ask("GET", f"/interviews/{interview_id}/report"))["report"]
    lines = await visitor.rest.lines_of(interview_id)
    report["lines"] = {line["line_id"]: line["text"] for line in lines if line["speaker"] == "SPEAKER_CANDIDATE"}
    await visitor.leave()
    return report


def checked(report: dict[str, Any], engine: str, model: str) -> Counter[str]:
    """Asserts that the report names who wrote it and cites what was said; returns how much of it the model made."""
    lines = report["lines"]
    assert len(report["questions"]) == len(lines) == STAGES
    made = [origin for origin in report["questions"] if origin.get("stamp")]
    assert all(origin["stamp"]["model"] == model for origin in made)
    # A server is left at the question mark, before it says what it took.
    assert engine == "openai" or all(origin["stamp"]["effort"]["written_tokens"] for origin in made)
    fallen_back = [origin for origin in report["questions"] if origin.get("is_fallback")]
    assert len(fallen_back) == report["fallback_questions"]

    scored = [each for each in report["evaluations"] if each.get("points") is not None]
    assert scored and {each["stamp"]["engine"] for each in scored} == {engine}
    assert (report["stamp"]["engine"], report["stamp"]["model"]) == (engine, model)
    cited = list(citations_in(report))
    assert cited and all(lines[each["line_id"]][each["start"] : each["end"]] == each["text"] for each in cited)
    return Counter(made=len(made), fallen_back=len(fallen_back), scored=len(scored), cited=len(cited))


def citations_in(part: Any) -> Iterator[dict[str, Any]]:
    """Every citation at any depth."""
    if isinstance(part, list):
        for each in part:
            yield from citations_in(each)
    elif isinstance(part, dict):
        if "line_id" in part and "end" in part:
            yield {"start": 0} | part
        for each in part.values():
            yield from citations_in(each)
