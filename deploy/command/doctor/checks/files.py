"""Are Viva's files its own, and are its keys for its eyes only?"""

from collections.abc import Iterator

from deploy.command.doctor.finding import Finding, ok, problem
from deploy.command.doctor.machine import Entry, Machine

OTHERS = 0o077
OTHERS_WRITE = 0o022


def data_dir(machine: Machine) -> Iterator[Finding]:
    entry, path = machine.data_dir, machine.settings.data_dir
    if not machine.may_write_data:
        yield problem(
            "data",
            f"{path} cannot be written by whoever starts Viva here.",
            "run it as the owner of that directory, or choose another with --data-dir",
        )
    if entry is None:
        if machine.may_write_data:
            yield ok("data", f"{path} is not there yet; the first start makes it.")
        return
    if entry.owner not in machine.users:
        yield problem(
            "data",
            f"{path} belongs to user number {entry.owner}, who is not the one that runs Viva.",
            "run Viva as its owner, or `chown` it and all below",
        )
    if entry.mode & OTHERS_WRITE:
        yield problem("data", f"{path} can be changed by other users of this machine (mode {entry.mode:04o}).", f"chmod go-w {path}")
    if machine.may_write_data and entry.owner in machine.users and not entry.mode & OTHERS_WRITE:
        yield ok("data", f"{path} is Viva's own.")


def keys(machine: Machine) -> Iterator[Finding]:
    """Private keys and passwords in files, and the directory of both."""
    if machine.keys_dir is None:
        yield ok("keys", "There are no keys yet; the first start makes them.")
        return
    found = [finding for entry in (machine.keys_dir, *machine.private_files) for finding in _key(entry, machine)]
    yield from found
    if not found:
        yield ok("keys", f"{len(machine.private_files)} private files in {machine.keys_dir.path} can be read by their owner alone.")


def container_files(machine: Machine) -> Iterator[Finding]:
    """Their owner is who the containers run as, which is not known here; that nobody else reads them is."""
    for entry in machine.container_files:
        if entry.mode & OTHERS:
            sentence = f"{entry.path} is open to other users of this machine (mode {entry.mode:04o})."
            yield problem("containers", sentence, f"chmod 0600 {entry.path}; whoever could read it may have, so replace what it held")


def _key(entry: Entry, machine: Machine) -> Iterator[Finding]:
    if entry.mode & OTHERS:
        right = "0700" if machine.keys_dir is not None and entry.path == machine.keys_dir.path else "0600"
        sentence = f"{entry.path} is open to other users of this machine (mode {entry.mode:04o})."
        yield problem("keys", sentence, f"chmod {right} {entry.path}; whoever could read it may have, so replace what it held")
    if entry.owner not in machine.users:
        yield problem(
            "keys", f"{entry.path} belongs to user number {entry.owner}, who is not the one that runs Viva.", f"chown {entry.path}"
        )
