"""The walls around a caged process: limits, no network, few files and few system calls.

Everything here is one-way and works on the calling process, which must have one thread: call it in a fresh child.
A wall that the system does not offer is left out and missing from what `confine` returns; the resource limits are
always there. Sources: unshare(2), seccomp(2), landlock(7), getrlimit(2) and the kernel's `linux/landlock.h`.
"""

from __future__ import annotations

import ctypes
import errno
import os
import platform
import resource
import signal
import struct
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

MEBIBYTE = 1024 * 1024

_PR_SET_PDEATHSIG, _PR_SET_SECCOMP, _PR_SET_NO_NEW_PRIVS = 1, 22, 38
_CLONE_NEWUSER, _CLONE_NEWNET, _CLONE_NEWIPC = 0x10000000, 0x40000000, 0x08000000
_LANDLOCK_CREATE, _LANDLOCK_ADD, _LANDLOCK_RESTRICT = 444, 445, 446
_READ = 1 << 0 | 1 << 2 | 1 << 3
"""Execute, read a file, list a folder."""
_WRITE_FILE, _TRUNCATE = 1 << 1, 1 << 14
_FILE_RIGHTS = 1 << 0 | _WRITE_FILE | 1 << 2 | _TRUNCATE
"""The rights that a rule on something other than a folder may name."""
_SYSTEM_READS = (
    "/usr",
    "/lib",
    "/lib64",
    "/bin",
    "/etc/alternatives",
    "/etc/fonts",
    "/etc/ld.so.cache",
    "/etc/localtime",
    "/var/cache/fontconfig",
    "/dev/null",
    "/dev/urandom",
)
_CALLS = {
    # name: (x86_64, aarch64)
    "socket": (41, 198),
    "ptrace": (101, 117),
    "process_vm_readv": (310, 270),
    "process_vm_writev": (311, 271),
    "pidfd_getfd": (438, 438),
    "io_uring_setup": (425, 425),
    "bpf": (321, 280),
    "perf_event_open": (298, 241),
    "userfaultfd": (323, 282),
    "add_key": (248, 217),
    "request_key": (249, 218),
    "keyctl": (250, 219),
    "mount": (165, 40),
    "umount2": (166, 39),
    "pivot_root": (155, 41),
    "chroot": (161, 51),
    "unshare": (272, 97),
    "setns": (308, 268),
    "open_by_handle_at": (304, 265),
}
_PROGRAM_CALLS = {"execve": (59, 221), "execveat": (322, 281)}
_ARCHITECTURES = {"x86_64": (0, 0xC000003E), "aarch64": (1, 0xC00000B7)}


@dataclass(frozen=True, slots=True)
class Limits:
    """What a caged function may use."""

    seconds: float = 10.0
    """Wall-clock seconds, after which the whole process group is killed."""
    cpu_seconds: int = 8
    memory: int = 1024 * MEBIBYTE
    """Address space in bytes beyond what the child starts with."""
    file_size: int = 0
    """The largest file in bytes that it may write."""
    open_files: int = 64
    reply: int = 64 * MEBIBYTE
    """The largest result in bytes."""
    programs: bool = False
    """Whether it may start other programs, which stay inside the cage."""
    reads: Sequence[str] = ()
    """Files and folders it may read beside the system's libraries and fonts, Python, and the function's own package."""
    writes: Sequence[str] = ()
    """Folders it may write in."""


def confine(limits: Limits, packages: Iterable[str]) -> tuple[str, ...]:
    """Shut the calling process in for good and return the names of the walls that stand.

    `packages` are the folders of the packages that the process still imports from.
    """
    libc = ctypes.CDLL(None, use_errno=True)
    walls = ["limits"]
    libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0:
        walls.append("no-new-privileges")
    _limit_resources(limits)
    spaces = (_CLONE_NEWUSER | _CLONE_NEWNET | _CLONE_NEWIPC, _CLONE_NEWNET | _CLONE_NEWIPC)
    if any(libc.unshare(flags) == 0 for flags in spaces):
        walls.append("network-namespace")
    if _restrict_files(libc, limits, packages):
        walls.append("landlock")
    if _filter_calls(libc, programs=limits.programs):
        walls.append("seccomp")
    return tuple(walls)


def _limit_resources(limits: Limits) -> None:
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    for kind, limit in (
        (resource.RLIMIT_AS, pages * resource.getpagesize() + limits.memory),
        (resource.RLIMIT_CPU, limits.cpu_seconds),
        (resource.RLIMIT_FSIZE, limits.file_size),
        (resource.RLIMIT_NOFILE, limits.open_files),
        (resource.RLIMIT_CORE, 0),
    ):
        _, hard = resource.getrlimit(kind)
        soft = limit if hard == resource.RLIM_INFINITY else min(limit, hard)
        if kind != resource.RLIMIT_CPU:
            hard = soft
        elif hard == resource.RLIM_INFINITY or hard > soft:
            # A second later than the soft limit, so that the death tells its reason (SIGXCPU).
            hard = soft + 1
        resource.setrlimit(kind, (soft, hard))


def _restrict_files(libc: ctypes.CDLL, limits: Limits, packages: Iterable[str]) -> bool:
    """Allow reading and writing below the named places only (Landlock, Linux 5.13 and later)."""
    version = libc.syscall(_LANDLOCK_CREATE, None, 0, 1)
    if version < 1:
        return False
    rights = (1 << 13) - 1
    for since, right in ((2, 1 << 13), (3, _TRUNCATE), (5, 1 << 15)):
        if version >= since:
            rights |= right
    # From version 6 on, signals and abstract sockets are kept inside as well: a cage cannot kill its neighbours.
    scoped = 3 if version >= 6 else 0
    network = 3 if version >= 4 else 0
    fields = (rights, network, scoped)[: 3 if version >= 6 else 2 if version >= 4 else 1]
    attributes = struct.pack(f"={len(fields)}Q", *fields)
    ruleset = libc.syscall(_LANDLOCK_CREATE, attributes, len(attributes), 0)
    if ruleset < 0:
        return False
    try:
        for path, wanted in _rules(limits, packages, rights):
            try:
                place = os.open(path, os.O_PATH | os.O_CLOEXEC)
            except OSError:
                continue
            allowed = wanted & rights if os.path.isdir(path) else wanted & rights & _FILE_RIGHTS
            libc.syscall(_LANDLOCK_ADD, ruleset, 1, struct.pack("=Qi", allowed, place), 0)
            os.close(place)
        return bool(libc.syscall(_LANDLOCK_RESTRICT, ruleset, 0) == 0)
    finally:
        os.close(ruleset)


def _rules(limits: Limits, packages: Iterable[str], everything: int) -> Iterator[tuple[str, int]]:
    installed = [path for path in sys.path if Path(path).name in {"site-packages", "dist-packages", "lib-dynload"}]
    library = str(Path(os.__file__).parent)
    for path in (*_SYSTEM_READS, library, *installed, *packages, *limits.reads):
        yield path, _READ
    yield "/dev/null", _READ | _WRITE_FILE
    for path in limits.writes:
        yield path, everything


class _Instruction(ctypes.Structure):
    _fields_ = (("code", ctypes.c_ushort), ("jt", ctypes.c_ubyte), ("jf", ctypes.c_ubyte), ("k", ctypes.c_uint32))


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("instructions", ctypes.POINTER(_Instruction)))


def _filter_calls(libc: ctypes.CDLL, *, programs: bool) -> bool:
    """Answer sockets, tracing, mounting and the like with "not permitted" (seccomp)."""
    if platform.machine() not in _ARCHITECTURES:
        return False
    column, architecture = _ARCHITECTURES[platform.machine()]
    denied = [numbers[column] for numbers in _CALLS.values()]
    if not programs:
        denied += [numbers[column] for numbers in _PROGRAM_CALLS.values()]
    load, equal, above, answer = 0x20, 0x15, 0x35, 0x06
    refuse = 0x00050000 | errno.EPERM
    code = [
        _Instruction(load, 0, 0, 4),
        _Instruction(equal, 1, 0, architecture),
        _Instruction(answer, 0, 0, refuse),
        _Instruction(load, 0, 0, 0),
        # The x32 variants of the same calls have this bit set.
        _Instruction(above, len(denied) + 1, 0, 0x40000000),
    ]
    # Each comparison jumps over the rest of the list and the "allowed" answer.
    code += [_Instruction(equal, len(denied) - index, 0, number) for index, number in enumerate(denied)]
    code += [_Instruction(answer, 0, 0, 0x7FFF0000), _Instruction(answer, 0, 0, refuse)]
    program = _Program(len(code), (_Instruction * len(code))(*code))
    return bool(libc.prctl(_PR_SET_SECCOMP, 2, ctypes.byref(program), 0, 0) == 0)
