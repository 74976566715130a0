"""DeadTaskService on the wire: what an admin sees of work that could not be done, and does about it."""

from datetime import datetime

from google.protobuf.timestamp_pb2 import Timestamp
from sqlalchemy import and_, or_, select
from viva.llm.v1 import llm_service_pb2 as llm
from viva.session.v1 import dead_task_service_pb2 as pb
from viva.session.v1 import dead_task_service_pb2_grpc as rpc

from mesh.call import Context
from mesh.caller import current_caller
from mesh.contract import method_of
from mesh.refusal import NotFound, Refusal, Status
from services.session.database import Database, UnitOfWork
from services.session.once import once
from services.session.paging import open_place, page_size, place_token
from services.session.prepared import Row
from services.session.tasks.domain import TaskState
from services.session.tasks.making import remake_task
from services.session.tasks.store import SqlTaskStore, tasks

KIND = "dead_tasks"


class TaskUnknown(NotFound):
    """There is no such task."""

    reason = "TASK_UNKNOWN"


class TaskNotRequeuable(Refusal):
    """This task cannot be done again: it is not dead, or what it was for has gone on without it."""

    status = Status.FAILED_PRECONDITION
    reason = "TASK_NOT_REQUEUABLE"


NEVER_AGAIN = {method_of(request).full_name for request in (llm.AskRequest, llm.EvaluateRequest, llm.WriteReportRequest)}
"""What an interview has gone on without: a question was asked from the bank, a report was written that says what is missing."""


class DeadTaskServicer(rpc.DeadTaskServiceServicer):
    """Dead tasks."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def ListDeadTasks(self, request: pb.ListDeadTasksRequest, context: Context) -> pb.ListDeadTasksResponse:
        """See the contract."""
        size = page_size(request.page_size)
        query = select(tasks).where(tasks.c.state == TaskState.DEAD.value)
        if request.page_token:
            last, task_id = open_place(request.page_token, KIND)
            query = query.where(or_(tasks.c.end_time < last, and_(tasks.c.end_time == last, tasks.c.task_id < task_id)))
        async with self._database.work() as work:
            rows = await work.all(query.order_by(tasks.c.end_time.desc(), tasks.c.task_id.desc()).limit(size + 1))
        shown = rows[:size]
        last_token = place_token(KIND, shown[-1]["end_time"], shown[-1]["task_id"]) if len(rows) > size else ""
        return pb.ListDeadTasksResponse(tasks=[_encode(row) for row in shown], next_page_token=last_token)

    async def RequeueTask(self, request: pb.RequeueTaskRequest, context: Context) -> pb.RequeueTaskResponse:
        """See the contract."""
        admin = current_caller().person.account_id
        async with self._database.work() as work:
            task_id = await once(work, admin, request, lambda: _remade(work, request.task_id))
            return pb.RequeueTaskResponse(task_id=task_id.decode())


async def _remade(work: UnitOfWork, task_id: str) -> bytes:
    task = await SqlTaskStore(work).lock(task_id)
    if task is None:
        raise TaskUnknown
    if task.state is not TaskState.DEAD or task.method in NEVER_AGAIN:
        raise TaskNotRequeuable(state=task.state.value)
    return (await remake_task(work, task)).task_id.encode()


def _encode(row: Row) -> pb.DeadTask:
    return pb.DeadTask(
        task_id=row["task_id"],
        method=row["method"],
        resource_id=row["resource_id"] or "",
        attempts=row["attempt"],
        reason=row["reason"],
        create_time=_timestamp(row["create_time"]),
        end_time=_timestamp(row["end_time"]),
    )


def _timestamp(time: datetime) -> Timestamp:
    stamp = Timestamp()
    stamp.FromDatetime(time)
    return stamp
