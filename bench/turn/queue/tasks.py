"""The old way's workers: `celery --app bench.turn.queue.tasks worker --queues gpu_queue`. A task is found by its name in a string."""

import os

from celery import Celery

from bench.turn.queue import work

GPU, CPU = "gpu_queue", "cpu_queue"

app = Celery("old_way", broker=os.environ["OLD_WAY_REDIS"], backend=os.environ["OLD_WAY_REDIS"])
app.conf.update(
    task_acks_late=True,
    worker_prefetch_multiplier=1,
    broker_connection_retry_on_startup=True,
    task_routes={"make_question": {"queue": GPU}, "evaluate": {"queue": CPU}},
)
make_question = app.task(name="make_question")(work.make_question)
evaluate = app.task(name="evaluate", ignore_result=True)(work.evaluate)
