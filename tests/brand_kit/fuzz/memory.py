"""How much memory this process's caged children take at most, and what they start."""

from __future__ import annotations

import re
import resource
import threading
from pathlib import Path

from brand_kit.rendering import sandbox

_PEAK = re.compile(r"VmHWM:\s+(\d+) kB")
_EVERY = 0.1


class Watch:
    """Watches the keeper's children while it is entered; `peak` is in bytes.

    The system tells the peak of every process that somebody waited for, however short it lived. A program whose caller
    was killed is waited for by nobody: a thread looks at what is alive, and sees all that live for a tenth of a second.
    The system keeps one peak for all children that a process ever had, so this wants a process that has had none.
    """

    def __init__(self) -> None:
        self._alive = 0
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)

    def __enter__(self) -> Watch:
        if resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss:
            message = "This process has had children already, whose memory would be taken for that of the caged ones."
            raise RuntimeError(message)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._done.set()
        self._thread.join()

    @property
    def peak(self) -> int:
        """The largest resident set of any of them so far; it ends the keeper, so that its children count."""
        sandbox._keeper.drop()
        return max(self._alive, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024)

    def _look(self) -> None:
        while not self._done.wait(_EVERY):
            process = sandbox._keeper.process
            for pid in _children(process.pid) if process else ():
                self._alive = max(self._alive, _peak_of(pid))


def _children(pid: int) -> list[int]:
    found: list[int] = []
    todo = [pid]
    while todo:
        parent = todo.pop()
        try:
            text = Path(f"/proc/{parent}/task/{parent}/children").read_text(encoding="ascii")
        except OSError:
            continue
        todo += [int(word) for word in text.split()]
        found += [int(word) for word in text.split()]
    return found


def _peak_of(pid: int) -> int:
    try:
        match = _PEAK.search(Path(f"/proc/{pid}/status").read_text(encoding="ascii", errors="replace"))
    except OSError:
        return 0
    return int(match[1]) * 1024 if match else 0
