"""ScenarioService on the wire: decode, call the use case, encode."""

from viva.session.v1 import scenario_pb2
from viva.session.v1 import scenario_service_pb2 as pb
from viva.session.v1 import scenario_service_pb2_grpc as rpc

from mesh.call import Context
from services.session.authority import caller_id
from services.session.database import Database
from services.session.moments import timestamp
from services.session.prepared import Row
from services.session.questions.scenario_editing import Scenarios


class ScenarioServicer(rpc.ScenarioServiceServicer):
    """Scenarios."""

    def __init__(self, database: Database) -> None:
        self._scenarios = Scenarios(database)

    async def GetScenario(self, request: pb.GetScenarioRequest, context: Context) -> pb.GetScenarioResponse:
        """See the contract."""
        return pb.GetScenarioResponse(scenario=_encode(await self._scenarios.get(request.scenario_id)))

    async def ListScenarios(self, request: pb.ListScenariosRequest, context: Context) -> pb.ListScenariosResponse:
        """See the contract."""
        rows, following = await self._scenarios.page(request)
        return pb.ListScenariosResponse(scenarios=[_encode(row) for row in rows], next_page_token=following)

    async def CopyScenario(self, request: pb.CopyScenarioRequest, context: Context) -> pb.CopyScenarioResponse:
        """See the contract."""
        return pb.CopyScenarioResponse(scenario=_encode(await self._scenarios.copy(request, caller_id())))

    async def UpdateScenario(self, request: pb.UpdateScenarioRequest, context: Context) -> pb.UpdateScenarioResponse:
        """See the contract."""
        return pb.UpdateScenarioResponse(scenario=_encode(await self._scenarios.update(request)))

    async def CheckScenario(self, request: pb.CheckScenarioRequest, context: Context) -> pb.CheckScenarioResponse:
        """See the contract."""
        return pb.CheckScenarioResponse(faults=self._scenarios.check(request.content))

    async def DeleteScenario(self, request: pb.DeleteScenarioRequest, context: Context) -> pb.DeleteScenarioResponse:
        """See the contract."""
        await self._scenarios.delete(request.scenario_id)
        return pb.DeleteScenarioResponse()


def _encode(row: Row) -> scenario_pb2.Scenario:
    return scenario_pb2.Scenario(
        scenario_id=row["scenario_id"],
        company_id=row["company_id"] or "",
        content=scenario_pb2.ScenarioContent.FromString(row["content"]),
        version=row["version"],
        create_time=timestamp(row["create_time"]),
        update_time=timestamp(row["update_time"]),
        etag=str(row["version"]),
    )
