"""What people do with scenarios: copy, change, check and remove them."""

from collections.abc import Sequence
from uuid import uuid4

from viva.session.v1 import scenario_pb2
from viva.session.v1 import scenario_service_pb2 as pb

from mesh.refusal import Refusal
from services.session.database import Database, UnitOfWork
from services.session.hiring.company_store import CompanyStore
from services.session.hiring.domain import CompanyUnknown, EtagMismatch
from services.session.once import once
from services.session.paging import open_name, page_size, token
from services.session.prepared import Row
from services.session.questions.encoding import decode_scenario, encode_fault, encode_scenario
from services.session.questions.scenario import faults_in
from services.session.questions.scenarios import ScenarioStore, ScenarioUnknown

KIND = "scenarios"


class ScenarioInUse(Refusal):
    """A posting uses this scenario."""

    reason = "SCENARIO_IN_USE"


class ScenarioShipped(Refusal):
    """This scenario came with Viva; copy it and change the copy."""

    reason = "SCENARIO_SHIPPED"


class Scenarios:
    """Keeps scenarios."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def get(self, scenario_id: str) -> Row:
        """A scenario. Raises ScenarioUnknown."""
        async with self._database.work() as work:
            return await _known(work, scenario_id)

    async def page(self, request: pb.ListScenariosRequest) -> tuple[Sequence[Row], str]:
        """Those that came with Viva and a company's own, by name, and the next page's token. Raises PageTokenBroken."""
        size, after = page_size(request.page_size), open_name(request.page_token, KIND) if request.page_token else None
        async with self._database.work() as work:
            rows = await ScenarioStore(work).page(
                request.company_id or None, language=request.language, variant=request.variant, after=after, limit=size + 1
            )
        more, shown = len(rows) > size, rows[:size]
        return shown, token(KIND, shown[-1]["name"], shown[-1]["scenario_id"]) if more else ""

    async def copy(self, request: pb.CopyScenarioRequest, caller_id: str) -> Row:
        """Makes a company's own copy. Raises ScenarioUnknown, CompanyUnknown, RequestIdReused."""
        async with self._database.work() as work:

            async def make() -> bytes:
                return (await _copy(work, request)).encode()

            return await _known(work, (await once(work, caller_id, request, make)).decode())

    async def update(self, request: pb.UpdateScenarioRequest) -> Row:
        """Replaces what is written. Raises ScenarioUnknown, ScenarioShipped, ScenarioBroken, EtagMismatch."""
        scenario = decode_scenario(request.content)
        scenario.check()
        content = encode_scenario(scenario)
        async with self._database.work() as work:
            row = await _own(work, request.scenario_id)
            if bytes(row["content"]) != content.SerializeToString(deterministic=True):
                if request.etag != str(row["version"]):
                    raise EtagMismatch
                await ScenarioStore(work).change(request.scenario_id, content, at=await work.now())
            return await _known(work, request.scenario_id)

    def check(self, content: scenario_pb2.ScenarioContent) -> list[scenario_pb2.ScenarioFault]:
        """Everything that is wrong with a scenario."""
        return [encode_fault(fault) for fault in faults_in(decode_scenario(content))]

    async def delete(self, scenario_id: str) -> None:
        """Removes a company's scenario. Raises ScenarioUnknown, ScenarioShipped, ScenarioInUse."""
        async with self._database.work() as work:
            await _own(work, scenario_id)
            if await ScenarioStore(work).is_used(scenario_id):
                raise ScenarioInUse
            await ScenarioStore(work).delete(scenario_id)


async def _copy(work: UnitOfWork, request: pb.CopyScenarioRequest) -> str:
    if await CompanyStore(work).find(request.company_id) is None:
        raise CompanyUnknown
    source = await _known(work, request.scenario_id)
    content = scenario_pb2.ScenarioContent.FromString(source["content"])
    content.name = request.name
    scenario_id = str(uuid4())
    await ScenarioStore(work).add(scenario_id, request.company_id, content, at=await work.now())
    return scenario_id


async def _own(work: UnitOfWork, scenario_id: str) -> Row:
    row = await ScenarioStore(work).lock(scenario_id)
    if row is None:
        raise ScenarioUnknown
    if row["company_id"] is None:
        raise ScenarioShipped
    return row


async def _known(work: UnitOfWork, scenario_id: str) -> Row:
    row = await ScenarioStore(work).find(scenario_id)
    if row is None:
        raise ScenarioUnknown
    return row
