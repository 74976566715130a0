#!/usr/bin/env python3
"""Interviews a guest over gRPC through the edge, with a partner's own id and secret, and prints the report.

    VIVA_CLIENT_ID=… VIVA_CLIENT_SECRET=… docs/examples/partner_interview.py résumé.pdf

goes on with an interview that was begun before, by the same partner, when it is named:

    … docs/examples/partner_interview.py --interview 5b3f…

VIVA says where Viva is (http://127.0.0.1:8080). Needs `viva[client]`. An administrator makes id and secret, with the scopes
interviews, resumes and reports_read; how is written at `viva_client.Viva`.
"""

import argparse
import asyncio
import os
import sys
from contextlib import aclosing
from itertools import cycle
from pathlib import Path

from viva.interview.v1.evaluation_pb2 import UNAVAILABLE_UNSPECIFIED, Unavailable
from viva.interview.v1.language_pb2 import LANGUAGE_ENGLISH
from viva.interview.v1.report_pb2 import Report
from viva.interview.v1.stage_pb2 import Stage
from viva.resume.v1.resume_state_pb2 import RESUME_STATE_READY, ResumeFailure
from viva.session.v1.interview_pb2 import INTERVIEW_STATUS_SCHEDULED, Question
from viva_client import ClientCredentials, Viva, VivaError

ANSWERS = (
    (
        "Our order service timed out every evening, and I was responsible for it. I measured first, found one query without an index, "
        "added it and put a cache in front. The 99th percentile fell from 4 seconds to 300 milliseconds."
    ),
    (
        "I like building things that other people depend on. For example, I wrote a retry library that twelve teams use today, and "
        "I learned more from their bug reports than from any course."
    ),
    (
        "First I reproduced the problem with a test, then I compared two solutions with my team. We chose the simpler one, because a "
        "queue would have cost us a week. As a result we shipped on time."
    ),
    (
        "I made a mistake there: I changed the schema without telling the reporting team. I apologised, fixed their job the same day, "
        "and since then I write a short note before every migration."
    ),
    (
        "In three years I want to design services and not only write them. I read one paper a week, I mentor a junior colleague, and "
        "I plan to take over the on-call training in our team."
    ),
)


async def main(resume: Path | None, interview_id: str) -> None:
    """Holds one interview to its report."""
    secret = ClientCredentials(os.environ["VIVA_CLIENT_ID"], os.environ["VIVA_CLIENT_SECRET"])
    async with Viva.connect(os.environ.get("VIVA", "http://127.0.0.1:8080"), secret) as viva:
        interview_id = interview_id or await created(viva, resume)
        async with asyncio.TaskGroup() as both:
            both.create_task(tell_events(viva, interview_id))
            both.create_task(answer_all(viva, interview_id))
        show(await viva.reports.wait(interview_id))


async def created(viva: Viva, resume: Path | None) -> str:
    """A new interview for a guest, who needs no account, about a résumé if there is one."""
    resume_id = await uploaded(viva, resume) if resume else ""
    interview = await viva.interviews.create(position="Backend engineer", language=LANGUAGE_ENGLISH, resume_id=resume_id)
    print(f"interview {interview.interview_id} of guest {interview.candidate_id}")
    return interview.interview_id


async def uploaded(viva: Viva, resume: Path) -> str:
    """Stores the résumé and waits until it has been read."""
    resume_id = (await viva.resumes.upload(resume)).resume_id
    read = await viva.resumes.until_read(resume_id)
    if read.state != RESUME_STATE_READY:
        sys.exit(f"{resume} cannot be read: {ResumeFailure.Name(read.failure)}")
    print(f"résumé {resume_id}: {read.page_count} pages, {read.passage_count} passages")
    return resume_id


async def tell_events(viva: Viva, interview_id: str) -> None:
    """Prints what happens, each event once, until the report is there."""
    async with aclosing(viva.interviews.watch(interview_id)) as events:
        async for event in events:
            print(f"{event.sequence:4} {event.WhichOneof('payload')}")


async def answer_all(viva: Viva, interview_id: str) -> None:
    """Answers every question that is open, and shows the next one while it is being written."""
    if (await viva.interviews.get(interview_id)).state.status == INTERVIEW_STATUS_SCHEDULED:
        await viva.interviews.start(interview_id)
    answers = cycle(ANSWERS)
    async with aclosing(viva.interviews.questions(interview_id)) as questions:
        async for question in questions:
            await answer(viva, question, next(answers))


async def answer(viva: Viva, question: Question, text: str) -> None:
    """Says that the question is seen, answers it, and follows the words of the next one where it has to be thought of."""
    print(f"\n{question.number}. {question.text}\n   {text}")
    await viva.interviews.present(question)
    reply = await viva.interviews.answer(question, f"{text} ({question.number})", claim=True)
    # A page would show each piece as it comes; here events come between, and a line is a line.
    if written := "".join([piece.delta.text async for piece in viva.interviews.words(reply)]):
        print(f"   … {written}")


def show(report: Report) -> None:
    """Prints every score with the words that it rests on."""
    print(f"\noverall: {points(report.overall if report.HasField('overall') else None)}\n{report.summary}")
    for evaluation in report.evaluations:
        total = points(evaluation.points if evaluation.HasField("points") else None, evaluation.unavailable)
        print(f"\n{Stage.Name(evaluation.stage).removeprefix('STAGE_').lower()}: {total}")
        for criterion in evaluation.criteria:
            score = points(criterion.points if criterion.HasField("points") else None, criterion.unavailable)
            print(f"  {criterion.name}: {score}", *(f"“{citation.text}”" for citation in criterion.citations), sep="\n    ")


def points(score: float | None, unavailable: Unavailable.ValueType = UNAVAILABLE_UNSPECIFIED) -> str:
    """A score, or why there is none: nothing is made up."""
    if score is not None:
        return f"{score:.0f}"
    return f"no score, {Unavailable.Name(unavailable).removeprefix('UNAVAILABLE_').replace('_', ' ').lower()}"


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("resume", nargs="?", type=Path, help="a résumé to ask about")
    parser.add_argument("--interview", default="", help="one to go on with, instead of a new one")
    arguments = parser.parse_args()
    if not {"VIVA_CLIENT_ID", "VIVA_CLIENT_SECRET"} <= os.environ.keys():
        parser.error("set VIVA_CLIENT_ID and VIVA_CLIENT_SECRET")
    try:
        asyncio.run(main(arguments.resume, arguments.interview))
    except* (VivaError, OSError, ValueError) as failed:
        sys.exit(f"{failed.exceptions[0]}")
