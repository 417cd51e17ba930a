"""The process that forks caged children: it has one thread, no secrets in its environment, and loads modules ahead.

`sandbox.run_in_cage` starts one for each process that needs it and asks it for children over a socket. It never reads
what it is asked to work on: the function and its arguments go straight to the child.
"""

from __future__ import annotations

import gc
import importlib
import json
import os
import pickle
import select
import signal
import socket
import sys
import time
import traceback
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from brand_kit.rendering.confinement import Limits, confine

BYTES, PICKLE, ERROR = b"b", b"p", b"e"
caged = False
"""Whether this very process is a caged child."""


@dataclass(slots=True)
class _Child:
    pid: int
    pidfd: int
    deadline: float
    verdict: int
    """The pipe on which the caller learns how the child ended."""
    cause: str = ""


def serve(control_fd: int) -> None:
    """Fork a child for each request until the caller closes its end of the socket."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    control = socket.socket(fileno=control_fd)
    poller = select.poll()
    poller.register(control, select.POLLIN)
    children: dict[int, _Child] = {}
    loaded: set[str] = set()
    while True:
        nearest = min((child.deadline for child in children.values()), default=None)
        wait = None if nearest is None else max(0.0, nearest - time.monotonic()) * 1000 + 1
        # One event at a time: handling it may close descriptors, whose numbers are then used again.
        for fd, _event in poller.poll(wait)[:1]:
            if fd == control.fileno():
                message, fds, _flags, _address = socket.recv_fds(control, 1 << 18, 2)
                if not message:
                    for child in children.values():
                        _kill(child)
                    return
                request = json.loads(message)
                _load(request["module"], loaded)
                _start(request, fds, control, children, poller)
            elif fd in children:
                _bury(children[fd], children, poller)
            else:
                # The reading end of a verdict pipe was closed: nobody waits for this child any more.
                for abandoned in [each for each in children.values() if each.verdict == fd]:
                    abandoned.cause = "abandoned"
                    _kill(abandoned)
                    poller.unregister(fd)
        now = time.monotonic()
        for child in children.values():
            if now >= child.deadline and not child.cause:
                child.cause = "time"
                child.deadline = now + 3600
                _kill(child)


def _load(module: str, loaded: set[str]) -> None:
    """Import a module here once, so that no later child pays for it; a failure shows in the child."""
    if module not in loaded:
        loaded.add(module)
        with suppress(Exception):
            importlib.import_module(module)
        gc.collect()
        gc.freeze()


def _start(
    request: dict[str, Any],
    fds: list[int],
    control: socket.socket,
    children: dict[int, _Child],
    poller: select.poll,
) -> None:
    work, verdict = fds
    limits = Limits(**request["limits"])
    pid = os.fork()
    if pid == 0:
        try:
            control.close()
            for fd in [verdict, *(fd for child in children.values() for fd in (child.pidfd, child.verdict))]:
                os.close(fd)
            _run(socket.socket(fileno=work), limits, request["packages"])
        finally:
            os._exit(70)
    os.close(work)
    child = _Child(pid, os.pidfd_open(pid), time.monotonic() + limits.seconds, verdict)
    children[child.pidfd] = child
    poller.register(child.pidfd, select.POLLIN)
    poller.register(verdict, 0)


def _kill(child: _Child) -> None:
    """Kill the child with everything that it started; it is not reaped yet, so its number is still its own."""
    for kill in (os.killpg, os.kill):
        with suppress(ProcessLookupError, PermissionError):
            kill(child.pid, signal.SIGKILL)


def _bury(child: _Child, children: dict[int, _Child], poller: select.poll) -> None:
    _kill(child)
    _, status, usage = os.wait4(child.pid, 0)
    verdict = {
        "cause": child.cause or "end",
        "status": os.waitstatus_to_exitcode(status),
        "cpu_seconds": usage.ru_utime + usage.ru_stime,
    }
    with suppress(OSError):
        os.write(child.verdict, json.dumps(verdict).encode())
    del children[child.pidfd]
    poller.unregister(child.pidfd)
    with suppress(KeyError):
        poller.unregister(child.verdict)
    os.close(child.pidfd)
    os.close(child.verdict)


def _run(work: socket.socket, limits: Limits, packages: Iterable[str]) -> None:
    """Be the caged child: read the work, shut the door, do it, answer, and end without any clean-up of the keeper's."""
    global caged
    caged = True
    os.setsid()
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    with work.makefile("rb") as stream:
        request = stream.read()
    gc.enable()
    try:
        function, arguments = pickle.loads(request)  # noqa: S301 - written by the caller, our own process
        walls = confine(limits, packages)
        answer = _encoded(walls if function is None else function(*arguments))
    except MemoryError:
        answer = _failure("memory", "MemoryError", [], {}, "")
    except BaseException as error:
        kind = type(error)
        state = {key: item for key, item in vars(error).items() if isinstance(item, (str, int, float))}
        arguments = [item if isinstance(item, (str, int, float)) else repr(item) for item in error.args]
        detail = "".join(traceback.format_exception(error))[-8000:]
        answer = _failure(kind.__module__, kind.__qualname__, arguments, state, detail)
    with suppress(OSError):
        work.sendall(answer)
        work.shutdown(socket.SHUT_RDWR)
    os._exit(0)


def _encoded(value: object) -> bytes:
    return BYTES + value if isinstance(value, bytes) else PICKLE + pickle.dumps(value, protocol=5)


def _failure(module: str, kind: str, arguments: list[Any], state: dict[str, Any], detail: str) -> bytes:
    return ERROR + json.dumps([module, kind, arguments, state, detail]).encode()


def command(control_fd: int) -> list[str]:
    """Return the command line that starts a keeper on an inherited socket."""
    paths = [path or str(Path.cwd()) for path in sys.path]
    start = f"from {__name__} import serve; serve({control_fd})"
    code = f"import sys; sys.path[:] = {paths!r}; {start}"
    return [sys.executable, "-s", "-c", code]
