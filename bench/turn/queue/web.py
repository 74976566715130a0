"""The old way's front: `uvicorn bench.turn.queue.web:app`. Keeps an answer, sends off the work, and is asked whether it is done."""

import os
from contextlib import asynccontextmanager
from typing import Annotated, Any
from uuid import uuid4

from celery.result import AsyncResult
from fastapi import Body, FastAPI
from psycopg_pool import ConnectionPool

from bench.turn.queue import tasks
from interviewing.vocabulary import Stage

TEMPLATES = {
    Stage.INTRO: "Welcome. Please introduce yourself with a focus on the experience that leads you to this role.",
    Stage.MOTIVATION: "What made you decide that this is the role you want?",
    Stage.FINAL_STATEMENT: "Is there anything that you would like to add?",
}
QUESTION = "INSERT INTO questions (interview_id, number, text) VALUES (%s, %s, %s)"
PATIENCE_SECONDS = 60

pool: ConnectionPool[Any] = ConnectionPool(os.environ["OLD_WAY_DATABASE"], min_size=20, max_size=20, open=False)


@asynccontextmanager
async def opened(_: object) -> Any:
    """Opens the pool with the program."""
    with pool:
        yield


def begin() -> dict[str, Any]:
    """Makes an interview with its first question."""
    interview_id, question = str(uuid4()), {"number": int(Stage.INTRO), "text": TEMPLATES[Stage.INTRO]}
    with pool.connection() as connection:
        connection.execute("INSERT INTO interviews (interview_id) VALUES (%s)", [interview_id])
        connection.execute(QUESTION, [interview_id, *question.values()])
    return {"interview_id": interview_id, "question": question}


def answer(
    interview_id: str, number: Annotated[int, Body()], text: Annotated[str, Body()], wait: Annotated[bool, Body()]
) -> dict[str, Any]:
    """Keeps an answer. The next question comes at once when it is a template, else when a worker has made it."""
    following = Stage(number + 1)
    with pool.connection() as connection:
        connection.execute("INSERT INTO answers (interview_id, number, text) VALUES (%s, %s, %s)", [interview_id, number, text])
        if following in TEMPLATES:
            connection.execute(QUESTION, [interview_id, following, TEMPLATES[following]])
    tasks.evaluate.delay(interview_id, number)
    if following in TEMPLATES:
        return {"question": {"number": following, "text": TEMPLATES[following]}}
    made = tasks.make_question.delay(interview_id, following)
    return {"question": made.get(timeout=PATIENCE_SECONDS)} if wait else {"task_id": made.id}


def status(task_id: str) -> dict[str, Any]:
    """What has become of a task."""
    made = AsyncResult(task_id, app=tasks.app)
    return {"question": made.get()} if made.ready() else {}


app = FastAPI(lifespan=opened)
app.add_api_route("/interviews", begin, methods=["POST"])
app.add_api_route("/interviews/{interview_id}/answers", answer, methods=["POST"])
app.add_api_route("/tasks/{task_id}", status, methods=["GET"])
