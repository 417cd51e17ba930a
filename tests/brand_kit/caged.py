"""What `test_sandbox` runs in the cage: functions that behave badly, each in its own way."""

from __future__ import annotations

import ctypes
import os
import socket
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

from brand_kit.rendering.errors import PictureRefused, ValueRefused
from brand_kit.rendering.sandbox import run_in_cage


@dataclass(frozen=True, slots=True)
class Answer:
    number: int
    text: str


class Trap:
    def __reduce__(self) -> tuple[object, tuple[str]]:
        return os.system, ("true",)


def add(a: int, b: int) -> int:
    return a + b


def answer(number: int) -> list[Answer]:
    return [Answer(number, "plain")]


def trap() -> Trap:
    return Trap()


def echo(data: bytes) -> bytes:
    return data


def nested(number: int) -> list[Answer]:
    return run_in_cage(answer, number)


def spin() -> None:
    while True:
        pass


def swallow() -> None:
    """Be like WeasyPrint, which catches everything while it draws."""
    while True:
        try:
            time.sleep(60)
        except BaseException:  # noqa: S112
            continue


def hoard() -> int:
    return len(bytearray(3 * 1024**3))


def crash() -> None:
    ctypes.string_at(0)


def leave() -> None:
    os._exit(3)


def refuse() -> None:
    raise PictureRefused("Send another one.", code="other")


def refuse_value() -> None:
    raise ValueRefused("headline", "Too long.", code="long")


def divide() -> float:
    return 1 / 0


def read(path: str) -> str:
    return Path(path).read_text(encoding="utf-8", errors="replace")


def write(path: str, size: int) -> int:
    return Path(path).write_bytes(b"x" * size)


def connect(port: int) -> None:
    socket.create_connection(("127.0.0.1", port), 2).close()


def programs() -> str:
    return subprocess.run(["/bin/echo", "hello"], capture_output=True, text=True, check=True).stdout


def connect_by_program(port: int) -> int:
    command = ["/bin/bash", "-c", f"echo hello >/dev/tcp/127.0.0.1/{port}"]
    return subprocess.run(command, capture_output=True, check=False).returncode


def leave_a_child_behind() -> int:
    return subprocess.Popen(["/bin/sleep", "300"]).pid


def kill(pid: int) -> None:
    os.kill(pid, 9)


def environment() -> dict[str, str]:
    return dict(os.environ)


def open_files() -> list[int]:
    found = []
    for number in range(64):
        try:
            os.fstat(number)
        except OSError:
            continue
        found.append(number)
    return found
