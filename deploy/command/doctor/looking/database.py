"""Where the database stands, seen through one connection as the service that owns it."""

import re
from pathlib import Path

from deploy.command.doctor.machine import DatabaseView
from deploy.command.installation import Installation

CONNECT_SECONDS = 5
REVISION = re.compile(r'^revision = "(\w+)"$', re.MULTILINE)
REVISED = re.compile(r'^down_revision = "(\w+)"$', re.MULTILINE)


def view(installation: Installation | None) -> DatabaseView | None:
    """None where no database of ours runs."""
    port = next((process.port for process in installation.processes if process.name == "postgres"), None) if installation else None
    if installation is None or port is None:
        return None
    # Imported here: the doctor has to be there when what they come from is not.
    import psycopg

    from deploy.supervisor.postgres import EmbeddedPostgres

    server = EmbeddedPostgres(installation.data_dir / "postgres", port)
    try:
        with psycopg.connect(server.url.replace("+psycopg", ""), connect_timeout=CONNECT_SECONDS) as connection:
            row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    except psycopg.errors.UndefinedTable:
        return DatabaseView()
    except PermissionError:
        return DatabaseView(complaint="whoever asks may not read its password")
    except psycopg.OperationalError as failure:
        return DatabaseView(complaint=str(failure).strip().partition("\n")[0])
    return DatabaseView(migration=str(row[0]) if row else None)


def newest_migration(directory: Path) -> str:
    """The one that no other follows."""
    texts = [path.read_text("utf-8") for path in directory.glob("*.py")]
    followed = {name for text in texts for name in REVISED.findall(text)}
    return ", ".join(sorted(name for text in texts for name in REVISION.findall(text) if name not in followed))
