"""How long a Viva takes to be ready, the first time and ever after: `make bench-start`.

Prints wall seconds and the seconds that its processes kept a core busy. What other programs took of the cores meanwhile is
left out of the third column, which is what a machine of its own would need.
"""

import tempfile
import time
from pathlib import Path

from tests.integration.supervised import Supervised


def main() -> None:
    """Starts one Viva in a new directory twice and prints a line for each start."""
    with tempfile.TemporaryDirectory(prefix="viva-start-") as directory:
        Path(directory).chmod(0o711)
        viva = Supervised(Path(directory) / "viva")
        print(f"{'start':<8}{'wall s':>8}{'busy s':>8}{'alone s':>9}")
        for name in ("first", "second", "third"):
            began = time.monotonic()
            alone = viva.start()
            wall, busy = time.monotonic() - began, viva.used_seconds()
            viva.stop()
            print(f"{name:<8}{wall:>8.1f}{busy:>8.1f}{alone:>9.1f}", flush=True)


if __name__ == "__main__":
    main()
