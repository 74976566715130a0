"""Partners of a whole Viva: made by its administrator as the documentation says, each with an id, a secret and scopes."""

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Self
from uuid import uuid4

from viva.contract.v1.options_pb2 import SCOPE_INTERVIEWS, SCOPE_REPORTS_READ, SCOPE_RESUMES, Scope
from viva.session.v1.client_service_pb2 import CreateClientRequest
from viva.session.v1.client_service_pb2_grpc import ClientServiceStub
from viva_client import ClientCredentials, LogIn, Viva

from deploy.supervisor.settings import REPOSITORY
from tests.integration.supervised import Supervised

INTERVIEWING = (SCOPE_INTERVIEWS, SCOPE_RESUMES, SCOPE_REPORTS_READ)
PROGRAM_SECONDS = 240


@dataclass(frozen=True)
class Partner:
    """One partner's client."""

    url: str
    credentials: ClientCredentials

    @classmethod
    async def of(cls, viva: Supervised, *scopes: Scope.ValueType) -> Self:
        """A new one; able to interview unless scopes are named."""
        async with Viva.connect(viva.url, LogIn(*viva.admin)) as admin:
            request = CreateClientRequest(name=f"Partner {uuid4()}", scopes=scopes or INTERVIEWING)
            made = await admin.stub(ClientServiceStub).CreateClient(request)
        return cls(viva.url, ClientCredentials(made.client.client_id, made.client_secret))

    def client(self) -> Viva:
        """Its program."""
        return Viva(self.url, self.credentials)

    def run(self, example: str, *arguments: str | Path, said: str = "") -> subprocess.CompletedProcess[str]:
        """Runs a program of docs/examples as this partner would, away from the repository."""
        secrets = {"VIVA": self.url, "VIVA_CLIENT_ID": self.credentials.client_id, "VIVA_CLIENT_SECRET": self.credentials.client_secret}
        return subprocess.run(
            [sys.executable, str(REPOSITORY / "docs" / "examples" / example), *map(str, arguments)],
            cwd="/",
            env=os.environ | secrets,
            input=said,
            capture_output=True,
            text=True,
            timeout=PROGRAM_SECONDS,
            check=False,
        )
