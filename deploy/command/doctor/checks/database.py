"""Can the database be reached, and does it have the tables that this checkout's code expects?"""

from collections.abc import Iterator

from deploy.command.doctor.finding import Finding, ok, problem
from deploy.command.doctor.machine import Machine


def database(machine: Machine) -> Iterator[Finding]:
    view = machine.database
    if view is None:
        yield ok("database", "The database does not run, so there is nothing to look at.")
    elif view.complaint:
        yield problem(
            "database", f"The database takes no connection: {view.complaint}.", f"see {machine.settings.log_dir / 'postgres.log'}"
        )
    elif view.migration is None:
        yield problem("database", "The database has no tables yet.", "wait until Viva is ready; if it never is, see the log of migrate")
    elif view.migration != machine.newest_migration:
        sentence = f"The database stands at migration {view.migration}, and this code needs {machine.newest_migration}."
        yield problem(
            "database", sentence, "start Viva again from this checkout, which migrates it; for an older checkout restore a backup"
        )
    else:
        yield ok("database", f"The database is reached and stands at the newest migration, {view.migration}.")
