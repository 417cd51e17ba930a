"""Run a function on untrusted input in a child process that cannot harm this one: `run_in_cage`.

The child has limits of memory, processor time, wall-clock time, file size and open files, no network, no access to
files beyond its libraries and what `Limits.reads` names, none of this process's environment, and its whole process
group is killed when its time is over. A child costs a few milliseconds, because a keeper process, which has the
function's module loaded already, forks it. Safe to call from any thread and from forked workers.
"""

from __future__ import annotations

import atexit
import io
import json
import os
import pickle
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from time import monotonic
from typing import Any, TypeVar, TypeVarTuple, cast

from brand_kit.rendering import cage_keeper
from brand_kit.rendering.confinement import Limits
from brand_kit.rendering.errors import RenderingError

__all__ = ["CageError", "Limits", "run_in_cage", "standing_walls"]

R = TypeVar("R")
Ts = TypeVarTuple("Ts")

_PATIENCE = 60.0
"""Seconds beyond a function's own limit before the keeper is taken for dead; it may be importing slow modules."""
_KEPT_VARIABLES = ("PATH", "LANG", "TZ", "TMPDIR", "LD_LIBRARY_PATH", "XDG_DATA_DIRS", "XDG_DATA_HOME")
_KEPT_PREFIXES = ("LC_", "FONTCONFIG_")


class CageError(RenderingError):
    """A caged function did not return.

    Its `code` is `time`, `memory`, `died` (a crash), `raised` (an exception that is not the engine's own),
    `reply` (a result that is too large or of a type that was not named) or `unavailable` (no child could be had, which
    is never the input's fault). `detail` is for the log.
    """

    code = "cage"

    def __init__(self, message: str, *, code: str, detail: str = "") -> None:
        """Keep the message, the kind of failure and what the log should have."""
        super().__init__(message, code=code)
        self.detail = detail


def run_in_cage(
    function: Callable[[*Ts], R],
    *arguments: *Ts,
    limits: Limits = Limits(),  # noqa: B008 - frozen
    returns: tuple[type, ...] = (),
) -> R:
    """Return what `function(*arguments)` returns in a limited child process without network.

    The function must be at the top level of a module and its arguments must be picklable. The result may be bytes,
    any nesting of plain values, and instances of the classes in `returns`: nothing else is believed, since the child
    may have been taken over. A `RenderingError` of the function is raised here as it was; every other end is a
    `CageError`. In a caged function, calls run in place, under the limits that hold already.
    """
    if cage_keeper.caged:
        return function(*arguments)
    return cast(R, _ask(function, arguments, limits, returns))


def standing_walls() -> tuple[str, ...]:
    """Return the names of the walls that this system gives a cage, for checks of a deployment."""
    return cast(tuple[str, ...], _ask(None, (), Limits(), ()))


def _ask(
    function: Callable[..., object] | None,
    arguments: tuple[object, ...],
    limits: Limits,
    returns: tuple[type, ...],
) -> object:
    request = pickle.dumps((function, arguments), protocol=5)
    module = function.__module__ if function is not None else __name__
    order = json.dumps({"module": module, "packages": _packages(module), "limits": asdict(limits)}).encode()
    with _keeper.turns:
        for attempt in (1, 2):
            reply, verdict = _exchange(order, request, limits)
            if verdict:
                break
            # The keeper itself was killed, perhaps by the system when memory ran short: once more with a new one.
            _keeper.drop()
            if attempt == 2:
                raise CageError("The conversion process could not be started; please try again.", code="unavailable")
    return _result(reply, verdict, limits, returns)


def _exchange(order: bytes, request: bytes, limits: Limits) -> tuple[bytes, dict[str, Any]]:
    """Return the child's answer and the keeper's verdict, which is empty if the keeper is dead."""
    ours, theirs = socket.socketpair()
    verdict_in, verdict_out = os.pipe()
    deadline = monotonic() + limits.seconds + _PATIENCE
    with ours, open(verdict_in, "rb") as verdicts:
        try:
            _keeper.send(order, [theirs.fileno(), verdict_out])
        except OSError:
            return b"", {}
        finally:
            theirs.close()
            os.close(verdict_out)
        ours.settimeout(limits.seconds + _PATIENCE)
        with suppress(BrokenPipeError, ConnectionResetError):
            ours.sendall(request)
            ours.shutdown(socket.SHUT_WR)
        reply = bytearray()
        try:
            while piece := ours.recv(1 << 20):
                reply += piece
                if len(reply) > limits.reply + 1:
                    raise CageError("The result of the conversion is too large.", code="reply")
                ours.settimeout(max(0.001, deadline - monotonic()))
        except ConnectionResetError:
            reply.clear()
        except TimeoutError:
            return b"", {}
        text = verdicts.read()
        return bytes(reply), json.loads(text) if text else {}


def _result(reply: bytes, verdict: dict[str, Any], limits: Limits, returns: tuple[type, ...]) -> object:
    ending = f"{verdict['cause']}, status {verdict['status']}, {verdict['cpu_seconds']:.2f} s of processor time"
    slow = verdict["cause"] == "time" or verdict["status"] == -signal.SIGXCPU
    if slow or (verdict["status"] == -signal.SIGKILL and verdict["cpu_seconds"] >= limits.cpu_seconds):
        raise CageError("The conversion took too long.", code="time", detail=ending)
    kind, body = reply[:1], reply[1:]
    if verdict["status"] != 0 or kind not in {cage_keeper.BYTES, cage_keeper.PICKLE, cage_keeper.ERROR}:
        raise CageError("The conversion broke down.", code="died", detail=ending)
    if kind == cage_keeper.BYTES:
        return body
    if kind == cage_keeper.ERROR:
        raise _error(*json.loads(body))
    try:
        return _Reader(io.BytesIO(body), returns).load()
    except CageError:
        raise
    except Exception as error:
        raise CageError("The result of the conversion cannot be read.", code="reply", detail=repr(error)) from error


class _Reader(pickle.Unpickler):
    """Reads plain values and instances of named classes, and nothing that could run code."""

    def __init__(self, stream: io.BytesIO, classes: tuple[type, ...]) -> None:
        super().__init__(stream)
        self.classes = {(each.__module__, each.__qualname__): each for each in classes}

    def find_class(self, module: str, name: str) -> type:
        """Return a class that the caller named."""
        if (module, name) not in self.classes:
            message = f"The cage answered with {module}.{name}, which `returns` does not name."
            raise CageError(message, code="reply")
        return self.classes[module, name]


def _error(module: str, kind: str, arguments: list[Any], state: dict[str, Any], detail: str) -> RenderingError:
    """Return the engine's own error as it was raised in the cage, or say that something else went wrong."""
    known = {(each.__module__, each.__qualname__): each for each in _kinds(RenderingError)}
    if each := known.get((module, kind)):
        error = each.__new__(each)
        error.args = tuple(arguments)
        for key, value in state.items():
            setattr(error, key, value)
        return error
    if module == "memory":
        return CageError("The conversion took too much memory.", code="memory")
    message = "; ".join(str(argument) for argument in arguments)
    return CageError(f"The conversion failed: {kind}: {message}", code="raised", detail=detail)


def _kinds(base: type[RenderingError]) -> set[type[RenderingError]]:
    return {base}.union(*(_kinds(each) for each in base.__subclasses__()))


def _packages(module: str) -> list[str]:
    """Return the folders of this package and of the function's own, from which the child may still import."""
    names = {__name__.partition(".")[0], module.partition(".")[0]}
    files = [getattr(sys.modules.get(name), "__file__", None) for name in sorted(names)]
    return [str(Path(file).resolve().parent) for file in files if file]


class _Keeper:
    """The keeper process of this process, started when it is first needed."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        # More children than cores would only take each other's time away.
        self.turns = threading.BoundedSemaphore(max(2, os.cpu_count() or 2))
        self.control: socket.socket | None = None
        self.process: subprocess.Popen[bytes] | None = None

    def send(self, order: bytes, fds: list[int]) -> None:
        """Hand over one request, starting the keeper if there is none."""
        with self.lock:
            if self.control is None:
                self.start()
            assert self.control is not None  # noqa: S101 - for the type checker
            socket.send_fds(self.control, [order], fds)

    def start(self) -> None:
        """Start the keeper with a bare environment, in a session of its own so that Ctrl-C does not reach it."""
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            self.process = subprocess.Popen(
                cage_keeper.command(theirs.fileno()),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                env=_bare(os.environ),
                pass_fds=[theirs.fileno()],
                start_new_session=True,
                cwd="/",
            )
        self.control = ours

    def drop(self) -> None:
        """End the keeper, if there is one."""
        with self.lock:
            control, process = self.control, self.process
            self.control = self.process = None
        if control is not None and process is not None:
            control.close()
            try:
                process.wait(2)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()

    def forget(self) -> None:
        """In a forked child: leave the parent's keeper alone and begin anew, locks included."""
        if self.control is not None and self.process is not None:
            self.control.close()
            self.process.returncode = 0
        self.__init__()  # type: ignore[misc]


def _bare(environment: Mapping[str, str]) -> dict[str, str]:
    """Keep only variables that carry no secrets: the cage must not know database or signing keys."""
    kept = {name: value for name, value in environment.items() if name in _KEPT_VARIABLES}
    kept |= {name: value for name, value in environment.items() if name.startswith(_KEPT_PREFIXES)}
    return kept | {"PYTHONDONTWRITEBYTECODE": "1", "SOURCE_DATE_EPOCH": "0"}


_keeper = _Keeper()
atexit.register(_keeper.drop)
os.register_at_fork(after_in_child=_keeper.forget)
