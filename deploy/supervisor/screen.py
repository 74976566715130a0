"""Tells the person at the terminal what happens, in one short line each."""

from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from deploy.supervisor.child import Child, State


@dataclass
class Screen:
    """Lines on `out`."""

    out: TextIO

    def say(self, line: str = "") -> None:
        print(line, file=self.out, flush=True)

    def child_changed(self, child: Child) -> None:
        """Reports becoming ready and dying; starting and being stopped go without saying."""
        name = child.program.name
        if child.state is State.READY:
            again = " again" if child.restarts else ""
            self.say(f"  {name:<10} ready{again} after {child.ready_seconds:4.1f} s   port {child.program.port}")
        elif child.state is State.DIED:
            self.say(f"  {name:<10} died ({child.last_end}), restarting; {child.log.path} ends with: {child.log.last_words[:300]}")

    def still_waiting(self, child: Child) -> None:
        self.say(f"  {child.program.name:<10} not ready yet; {child.log.path} ends with: {child.log.last_words[:300]}")

    def welcome(self, url: str, seconds: float) -> None:
        self.say(f"\nViva is ready after {seconds:.1f} s:  {url}\nCtrl-C stops it.")

    def own_authority(self, file: Path, fingerprint: str) -> None:
        self.say(f"  HTTPS by a certificate of Viva's own making. Where it is to be trusted, install {file}")
        self.say(f"  after comparing its SHA-256 fingerprint:\n    {fingerprint}")

    def first_admin(self, username: str, password: str) -> None:
        self.say(f"\n  The first administrator, shown this once:\n    user name  {username}\n    password   {password}")
