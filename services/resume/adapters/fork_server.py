"""Forks a warmed process again and again: the half that runs in it. The other half is `forking`.

Forking is only safe from a process with a single thread, and only worth something from one that has loaded everything. Whoever asks
sends two ends of pipes for each child, over the socket that this process was given as standard input; in the child they are its
standard input and output, and nothing else is open but where errors go.
"""

import gc
import os
import selectors
import signal
import socket
import struct
from collections.abc import Callable
from contextlib import suppress

FRAME = struct.Struct(">cii")
"""A kind, the process that it is about, and its exit as subprocess gives it: negative for a signal."""
READY, FORK, FORKED, END, ENDED = b"R", b"F", b"P", b"E", b"D"
_STREAMS = 3
_MOST_OPEN = 64


def serve(work: Callable[[], None]) -> None:
    """Does `work` in a child for everybody who asks, until nobody is left to ask; then every child is ended."""
    ForkServer(socket.socket(fileno=os.dup(0)), work).run()


class ForkServer:
    """The children of this process."""

    def __init__(self, asked: socket.socket, work: Callable[[], None]) -> None:
        """Forks nothing yet."""
        self._asked = asked
        self._work = work
        self._children: set[int] = set()
        self._woken, waking = os.pipe()
        os.set_blocking(self._woken, False)
        os.set_blocking(waking, False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.set_wakeup_fd(waking)

    def run(self) -> None:
        """Answers until the other side is gone."""
        # What the collector never looks at again is not written to either, and stays one copy for all children.
        gc.collect()
        gc.freeze()
        with selectors.DefaultSelector() as selector, suppress(ConnectionError):
            selector.register(self._asked, selectors.EVENT_READ)
            selector.register(self._woken, selectors.EVENT_READ)
            self._tell(READY)
            while self._turn({key.fileobj for key, _ in selector.select()}):
                pass
        for child in self._children:
            _kill(child)

    def _turn(self, ready: set[object]) -> bool:
        if self._woken in ready:
            os.read(self._woken, 4096)
            self._reap()
        return self._asked not in ready or self._hear()

    def _hear(self) -> bool:
        """Does what is asked; False when nobody is there any more."""
        message, pipes, _, _ = socket.recv_fds(self._asked, FRAME.size, 2, socket.MSG_WAITALL)
        if len(message) < FRAME.size:
            return False
        kind, child, _ = FRAME.unpack(message)
        if kind == FORK:
            self._fork(*pipes)
        elif child in self._children:
            _kill(child)
        return True

    def _fork(self, taken: int, given: int) -> None:
        child = os.fork()
        if child == 0:
            self._be_born(taken, given)
        for pipe in (taken, given):
            os.close(pipe)
        self._children.add(child)
        self._tell(FORKED, child)

    def _be_born(self, taken: int, given: int) -> None:
        """Never returns: the child works and is gone."""
        status = 1
        try:
            signal.set_wakeup_fd(-1)
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            # A group that is ended with it, and a session by which its claim to the cores is weighed.
            os.setsid()
            os.dup2(taken, 0)
            os.dup2(given, 1)
            os.closerange(_STREAMS, _MOST_OPEN)
            self._work()
            status = 0
        finally:
            os._exit(status)

    def _reap(self) -> None:
        with suppress(ChildProcessError):
            while (ended := os.waitpid(-1, os.WNOHANG))[0]:
                child, status = ended
                self._children.discard(child)
                self._tell(ENDED, child, os.waitstatus_to_exitcode(status))

    def _tell(self, kind: bytes, child: int = 0, status: int = 0) -> None:
        self._asked.sendall(FRAME.pack(kind, child, status))


def _kill(child: int) -> None:
    """Kills a child that has not been waited for, and what it started; one that has no group of its own yet has started nothing."""
    try:
        os.killpg(child, signal.SIGKILL)
    except ProcessLookupError:
        os.kill(child, signal.SIGKILL)
