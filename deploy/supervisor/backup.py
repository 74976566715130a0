"""`python -m deploy.supervisor.backup save FILE`, and `restore FILE`: the embedded database in one file, and back.

Saving needs a Viva that runs and disturbs nobody. Restoring needs one of which only the database runs (`--only postgres`).
"""

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from psycopg import sql

from deploy.supervisor.ports import LOOPBACK
from deploy.supervisor.postgres import DATABASE, ROLE, SUPERUSER, EmbeddedPostgres, binary
from deploy.supervisor.settings import REPOSITORY

TABLES = "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"


class CannotBackUp(Exception):
    """A reason, in one line, why nothing was saved or restored."""


def save(server: EmbeddedPostgres, file: Path) -> None:
    """Writes the product's database, as it is at one moment, to `file`, which must not exist; only its owner can read it."""
    try:
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as failure:
        raise CannotBackUp(f"{file} cannot be written: {failure.strerror}") from None
    with os.fdopen(descriptor, "wb") as output:
        done = subprocess.run(
            [*_program(server, "pg_dump"), "--format=custom", DATABASE], env=_environment(server), stdout=output, check=False
        )
        os.fsync(output.fileno())
    if done.returncode:
        file.unlink()
        raise CannotBackUp("pg_dump failed; what it said stands above")


def restore(server: EmbeddedPostgres, file: Path, *, replace: bool = False) -> None:
    """Makes the product's database what it was when `file` was saved. One that holds tables is replaced only when told so."""
    if not file.is_file():
        raise CannotBackUp(f"there is no file {file}")
    with server.administer(DATABASE) as connection:
        if connection.execute(TABLES).fetchone() != (0,) and not replace:
            raise CannotBackUp("the database is not empty; with --replace all that it holds is lost")
    with server.administer() as connection:
        connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(DATABASE)))
    server.provision()
    # As session's role, to which everything is to belong; a comment on an extension only its owner may write.
    command = [*_program(server, "pg_restore"), "--exit-on-error", "--no-owner", "--no-comments", f"--role={ROLE}", f"--dbname={DATABASE}"]
    if subprocess.run([*command, str(file)], env=_environment(server), check=False).returncode:
        raise CannotBackUp("pg_restore failed half-way; what it said stands above. Run it again with --replace")


def running(data_dir: Path, *, alone: bool = False) -> EmbeddedPostgres:
    """The database of the Viva that runs on this data; with `alone`, only when nothing runs beside it."""
    roster = data_dir / "run" / "processes.json"
    processes = json.loads(roster.read_text())["processes"] if roster.exists() else {}
    if "postgres" not in processes:
        raise CannotBackUp(
            f"no database runs on {data_dir}; start it with: python -m deploy.supervisor --data-dir {data_dir} --only postgres"
        )
    beside = sorted(processes.keys() - {"postgres"})
    if alone and beside:
        raise CannotBackUp(f"{', '.join(beside)} would write while the database is replaced; stop Viva and start it with --only postgres")
    return EmbeddedPostgres(data_dir / "postgres", processes["postgres"]["port"], keys_dir=data_dir / "keys")


def _program(server: EmbeddedPostgres, name: str) -> list[str]:
    return [binary(name), f"--host={LOOPBACK}", f"--port={server.port}", f"--username={SUPERUSER}", "--no-password"]


def _environment(server: EmbeddedPostgres) -> dict[str, str]:
    return {"PATH": os.environ["PATH"], "PGPASSWORD": server.password(SUPERUSER)}


def main(arguments: Sequence[str]) -> int:
    """Saves or restores, and says so in one line."""
    parser = argparse.ArgumentParser(prog="python -m deploy.supervisor.backup", description=__doc__)
    parser.add_argument("what", choices=["save", "restore"])
    parser.add_argument("file", type=Path)
    parser.add_argument("--data-dir", type=Path, default=Path(os.environ.get("VIVA_DATA_DIR", REPOSITORY / "var")))
    parser.add_argument("--replace", action="store_true", help="restore: give up what the database holds now")
    options = parser.parse_args(arguments)
    data_dir = options.data_dir.absolute()
    try:
        if options.what == "save":
            save(running(data_dir), options.file)
        else:
            restore(running(data_dir, alone=True), options.file, replace=options.replace)
    except CannotBackUp as reason:
        print(f"nothing was done: {reason}" if options.what == "save" else f"not restored: {reason}", file=sys.stderr)
        return 1
    print(f"saved to {options.file}" if options.what == "save" else f"restored from {options.file}; start Viva as always")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
