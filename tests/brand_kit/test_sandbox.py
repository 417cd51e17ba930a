"""The cage holds: limits, no network, no files, no secrets, and an answer for every way to end."""

from __future__ import annotations

import os
import signal
import socket
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from brand_kit.rendering import sandbox
from brand_kit.rendering.errors import PictureRefused, ValueRefused
from brand_kit.rendering.sandbox import CageError, Limits, run_in_cage, standing_walls
from tests.brand_kit import caged

SHORT = Limits(seconds=1, cpu_seconds=1)


def is_running(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.1)
        yield server


def was_reached(listener: socket.socket) -> bool:
    try:
        listener.accept()[0].close()
    except TimeoutError:
        return False
    return True


def test_a_result_comes_back() -> None:
    assert run_in_cage(caged.add, 2, 3) == 5
    assert run_in_cage(caged.echo, b"\0" * 5_000_000) == b"\0" * 5_000_000


def test_classes_come_back_only_when_they_are_named() -> None:
    assert run_in_cage(caged.answer, 7, returns=(caged.Answer,)) == [caged.Answer(7, "plain")]
    with pytest.raises(CageError) as caught:
        run_in_cage(caged.answer, 7)
    assert caught.value.code == "reply"


def test_an_answer_that_would_run_code_here_is_not_believed() -> None:
    with pytest.raises(CageError) as caught:
        run_in_cage(caged.trap)
    assert caught.value.code == "reply"


def test_a_call_inside_a_caged_function_runs_in_place() -> None:
    assert run_in_cage(caged.nested, 3, returns=(caged.Answer,)) == [caged.Answer(3, "plain")]


@pytest.mark.parametrize("function", [caged.spin, caged.swallow])
def test_a_function_that_never_ends_is_killed_in_time(function: object) -> None:
    start = time.monotonic()
    with pytest.raises(CageError) as caught:
        run_in_cage(function, limits=SHORT)  # type: ignore[arg-type]
    assert caught.value.code == "time"
    assert time.monotonic() - start < 5


@pytest.mark.parametrize(
    ("function", "code"),
    [(caged.hoard, "memory"), (caged.crash, "died"), (caged.leave, "died"), (caged.divide, "raised")],
)
def test_every_other_end_has_its_own_code(function: object, code: str) -> None:
    with pytest.raises(CageError) as caught:
        run_in_cage(function)  # type: ignore[arg-type]
    assert caught.value.code == code


def test_refusals_come_back_as_they_were_raised() -> None:
    with pytest.raises(PictureRefused, match=r"^Send another one\.$") as caught:
        run_in_cage(caged.refuse)
    assert caught.value.code == "other"
    with pytest.raises(ValueRefused, match=r"^Too long\.$") as refused:
        run_in_cage(caged.refuse_value)
    assert (refused.value.key, refused.value.code) == ("headline", "long")


def test_an_answer_that_is_too_large_is_not_read() -> None:
    with pytest.raises(CageError) as caught:
        run_in_cage(caged.echo, b"x" * 100_000, limits=Limits(reply=10_000))
    assert caught.value.code == "reply"


def test_nothing_reaches_the_network(listener: socket.socket) -> None:
    port = listener.getsockname()[1]
    with pytest.raises(CageError, match="PermissionError"):
        run_in_cage(caged.connect, port)
    assert run_in_cage(caged.connect_by_program, port, limits=Limits(programs=True)) != 0
    assert not was_reached(listener)


def test_programs_run_only_where_they_are_allowed() -> None:
    assert run_in_cage(caged.programs, limits=Limits(programs=True)) == "hello\n"
    with pytest.raises(CageError, match="PermissionError"):
        run_in_cage(caged.programs)


def test_programs_left_behind_are_killed() -> None:
    pid = run_in_cage(caged.leave_a_child_behind, limits=Limits(programs=True))
    deadline = time.monotonic() + 2
    while is_running(pid) and time.monotonic() < deadline:
        time.sleep(0.01)
    assert not is_running(pid)


def test_files_are_out_of_reach(tmp_path: Path) -> None:
    if "landlock" not in standing_walls():
        pytest.skip("this kernel has no Landlock")
    secret = tmp_path / "secret"
    secret.write_text("canary")
    for path in (str(secret), "/etc/passwd", f"/proc/{os.getpid()}/environ"):
        with pytest.raises(CageError, match="PermissionError"):
            run_in_cage(caged.read, path)
    assert run_in_cage(caged.read, str(secret), limits=Limits(reads=(str(tmp_path),))) == "canary"
    with pytest.raises(CageError, match="PermissionError"):
        run_in_cage(caged.write, str(tmp_path / "new"), 1, limits=Limits(file_size=10))
    allowed = Limits(file_size=10, writes=(str(tmp_path),))
    assert run_in_cage(caged.write, str(tmp_path / "new"), 10, limits=allowed) == 10


def test_files_cannot_grow_beyond_their_limit(tmp_path: Path) -> None:
    with pytest.raises(CageError):
        run_in_cage(caged.write, str(tmp_path / "new"), 11, limits=Limits(file_size=10, writes=(str(tmp_path),)))


def test_a_child_cannot_kill_its_neighbours() -> None:
    if "landlock" not in standing_walls():
        pytest.skip("this kernel has no Landlock")
    with pytest.raises(CageError, match="PermissionError"):
        run_in_cage(caged.kill, os.getpid())


def test_no_secret_of_the_environment_comes_along(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "canary")
    sandbox._keeper.drop()
    assert "canary" not in run_in_cage(caged.environment).values()


def test_a_child_inherits_nothing_but_its_own_conversation() -> None:
    assert len(run_in_cage(caged.open_files)) <= 4


def test_a_dead_keeper_is_replaced() -> None:
    run_in_cage(caged.add, 1, 1)
    assert sandbox._keeper.process is not None
    os.kill(sandbox._keeper.process.pid, signal.SIGKILL)
    assert run_in_cage(caged.add, 2, 2) == 4


def test_threads_may_ask_at_once() -> None:
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(lambda number: run_in_cage(caged.add, number, 1), range(60))) == list(range(1, 61))


def test_one_thread_s_endless_child_does_not_hold_up_another() -> None:
    with ThreadPoolExecutor(1) as pool:
        slow = pool.submit(run_in_cage, caged.swallow, limits=SHORT)
        start = time.monotonic()
        assert run_in_cage(caged.add, 1, 2) == 3
        assert time.monotonic() - start < 0.9
        assert isinstance(slow.exception(), CageError)


@pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning")
def test_a_forked_worker_begins_with_a_keeper_of_its_own() -> None:
    run_in_cage(caged.add, 1, 1)
    pid = os.fork()
    if pid == 0:
        try:
            done = run_in_cage(caged.add, 20, 1) == 21
            sandbox._keeper.drop()
            os._exit(0 if done else 1)
        finally:
            os._exit(2)
    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 0
    assert run_in_cage(caged.add, 3, 4) == 7


def test_a_child_costs_milliseconds() -> None:
    run_in_cage(caged.add, 1, 1)
    times = []
    for _ in range(20):
        start = time.perf_counter()
        run_in_cage(caged.add, 1, 1)
        times.append(time.perf_counter() - start)
    assert sorted(times)[5] < 0.1
