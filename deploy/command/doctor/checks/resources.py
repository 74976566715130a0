"""Has the machine enough room, and does it know what time it is?"""

from collections.abc import Iterator

from deploy.command.doctor.finding import Finding, ok, problem, warning
from deploy.command.doctor.machine import Machine

GIB = 2**30
LEAST_DISK, GOOD_DISK = 1 * GIB, 5 * GIB
# All processes of one installation, at rest, hold about one GiB (`viva status`); a running one has that already.
LEAST_MEMORY, GOOD_MEMORY = 1.25 * GIB, 2.5 * GIB
LEAST_MEMORY_RUNNING, GOOD_MEMORY_RUNNING = 0.125 * GIB, 0.5 * GIB
# Access tokens live for fifteen minutes: a clock that is off by more makes every one of them old.
TOLERATED_SECONDS = 15 * 60


def disk(machine: Machine) -> Iterator[Finding]:
    free, place = machine.disk_free / GIB, machine.settings.data_dir
    remedy = "make room, or choose another place with --data-dir"
    if machine.disk_free < LEAST_DISK:
        yield problem("disk", f"{free:.1f} GiB are free where {place} is; the database stops when the disk is full.", remedy)
    elif machine.disk_free < GOOD_DISK:
        yield warning("disk", f"{free:.1f} GiB are free where {place} is, which résumés and answers will fill.", remedy)
    else:
        yield ok("disk", f"{free:.0f} GiB are free where {place} is.")


def memory(machine: Machine) -> Iterator[Finding]:
    least, good = (LEAST_MEMORY_RUNNING, GOOD_MEMORY_RUNNING) if machine.is_running else (LEAST_MEMORY, GOOD_MEMORY)
    free, remedy = machine.memory_free / GIB, "end other programs, or use a machine with more memory"
    if machine.memory_free < least:
        yield problem("memory", f"{free:.1f} GiB of memory are free; the system would end processes of Viva to get by.", remedy)
    elif machine.memory_free < good:
        yield warning("memory", f"{free:.1f} GiB of memory are free, which is little when several résumés are read at once.", remedy)
    else:
        yield ok("memory", f"{free:.1f} GiB of memory are free.")


def clock(machine: Machine) -> Iterator[Finding]:
    remedy = "set the clock and keep it right with chrony or systemd-timesyncd"
    if machine.clock_behind > TOLERATED_SECONDS:
        yield problem(
            "clock", "The clock is earlier than files of this checkout, so tokens will be refused as not yet valid or too old.", remedy
        )
    elif machine.clock_set is False:
        yield warning("clock", "Nothing keeps the clock right; when it drifts, tokens of other machines are refused.", remedy)
    elif machine.clock_set is None:
        yield ok("clock", "Whether something keeps the clock right cannot be known here.")
    else:
        yield ok("clock", "The clock is kept right.")
