"""`viva` as it is installed: says which extra is missing where a partner asked for the client alone."""

import sys


def run() -> None:
    """Runs the command that the command line names."""
    try:
        # Imported here: what it stands on is not there in an installation of the client alone.
        from viva_client.command.main import viva
    except ModuleNotFoundError as missing:
        sys.exit(f"viva: the package {missing.name} is not installed; install viva with its extra `command`")
    viva()
