#!/usr/bin/env python3
"""Has one answer scored against a rubric of one's own, without an interview: a tool inside a company, with a client of its own.

    VIVA_CLIENT_ID=… VIVA_CLIENT_SECRET=… docs/examples/score_an_answer.py "Tell me about a hard bug." < answer.txt

VIVA says where Viva is (http://127.0.0.1:8080). Needs `viva[client]`, and a client with the scope scoring. Nothing is stored.
"""

import argparse
import asyncio
import os
import sys
from uuid import uuid4

from viva.interview.v1.evaluation_pb2 import Evaluation, Unavailable
from viva.interview.v1.language_pb2 import LANGUAGE_ENGLISH
from viva.interview.v1.rubric_pb2 import Criterion, Level, Rubric
from viva.interview.v1.stage_pb2 import PURPOSE_PRACTICE
from viva.llm.v1.llm_service_pb2 import ScoreAnswerRequest
from viva.llm.v1.llm_service_pb2_grpc import LlmServiceStub
from viva_client import ClientCredentials, Viva, VivaError

RUBRIC = Rubric(
    version="bug-hunting-1",
    criteria=[
        Criterion(
            criterion_id="evidence",
            name="Evidence",
            description="Whether the cause was found by looking, and not by guessing.",
            levels=[
                Level(points=0, anchor="Says nothing about how the cause was found."),
                Level(points=50, anchor="Names what was looked at."),
                Level(points=100, anchor="Names what was measured, and the numbers before and after."),
            ],
            indicators=["measured", "profiler", "logs", "reproduced", "<number>"],
        )
    ],
)


async def main(question: str, answer: str) -> None:
    """Prints each criterion's score with the words it rests on."""
    secret = ClientCredentials(os.environ["VIVA_CLIENT_ID"], os.environ["VIVA_CLIENT_SECRET"])
    async with Viva.connect(os.environ.get("VIVA", "http://127.0.0.1:8080"), secret) as viva:
        # What has no method of its own is called through its generated stub, with all that every call has.
        request = ScoreAnswerRequest(
            answer_id=str(uuid4()), language=LANGUAGE_ENGLISH, purpose=PURPOSE_PRACTICE, question=question, answer=answer, rubric=RUBRIC
        )
        show((await viva.stub(LlmServiceStub).ScoreAnswer(request)).evaluation)


def show(evaluation: Evaluation) -> None:
    """Prints what was found, and by what."""
    for criterion in evaluation.criteria:
        points = criterion.points if criterion.HasField("points") else f"no score, {Unavailable.Name(criterion.unavailable)}"
        print(f"{criterion.name}: {points}", *(f"“{citation.text}”" for citation in criterion.citations), sep="\n  ")
    print(f"{evaluation.feedback}\n(scored by {evaluation.stamp.engine} {evaluation.stamp.model})")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("question", help="what was asked; what was answered is read from standard input")
    arguments = parser.parse_args()
    if not {"VIVA_CLIENT_ID", "VIVA_CLIENT_SECRET"} <= os.environ.keys():
        parser.error("set VIVA_CLIENT_ID and VIVA_CLIENT_SECRET")
    try:
        asyncio.run(main(arguments.question, sys.stdin.read()))
    except (VivaError, ValueError) as failed:
        sys.exit(str(failed))
