"""Nothing that stands in a layout can make a compile reach the network or read a file that is not the layout's."""

from __future__ import annotations

import io
import json
import pickle
import re
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pikepdf
import pytest

from brand_kit.rendering.compile import compile_master
from brand_kit.rendering.errors import CompileError
from brand_kit.rendering.fonts import FontShelf
from brand_kit.rendering.page import Job, Layout
from tests.brand_kit.rendering import sheet
from tests.brand_kit.rendering.channels import CHANNELS, put, with_channel

CANARY = "canary-d41d8cd98f00"
ROOT = Path(__file__).resolve().parents[3]
UNCAGED = """
import pickle, sys
from brand_kit.rendering.compile_child import compile_in_child

done = 0
for name, job in pickle.load(open(sys.argv[1], "rb")):
    try:
        sys.stdout.buffer.write(compile_in_child(job, sys.argv[2])[0])
    except Exception as error:
        print(type(error).__name__, file=sys.stderr)
    done += 1
print("done", done, file=sys.stderr)
"""
UNGUARDED = """
import json, sys
from pathlib import Path
from weasyprint import CSS, HTML

for number, (html, css) in enumerate(json.load(open(sys.argv[1]))):
    try:
        data = HTML(string=html).write_pdf(stylesheets=[CSS(string=css)])
    except Exception:
        data = b""
    Path(sys.argv[1] + str(number)).write_bytes(data)
"""


class Listener:
    """A server on the loopback that notes who comes and sends them away."""

    def __init__(self) -> None:
        self.hits: list[bytes] = []
        self.server = socket.create_server(("127.0.0.1", 0))
        self.port: int = self.server.getsockname()[1]
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while True:
            try:
                caller, _ = self.server.accept()
            except OSError:
                return
            with caller:
                caller.settimeout(2)
                try:
                    self.hits.append(caller.recv(200).split(b"\r\n")[0])
                    caller.sendall(b"HTTP/1.0 404 Not Found\r\nContent-Length: 0\r\n\r\n")
                except OSError:
                    self.hits.append(b"?")


@pytest.fixture
def listener() -> Iterator[Listener]:
    made = Listener()
    yield made
    made.server.close()


@pytest.fixture
def addresses(listener: Listener, tmp_path: Path) -> tuple[str, ...]:
    canary = tmp_path / "canary.txt"
    canary.write_text(CANARY)
    return (f"http://127.0.0.1:{listener.port}/x", canary.as_uri())


@pytest.fixture
def job(layout: Layout, shelf: FontShelf) -> Job:
    brand = sheet.make_brand(shelf, cjk=False, noto=False)
    return sheet.locked_job(layout, brand, "de", {"name": "Nordwind"})


def carries_the_canary(data: bytes) -> bool:
    """Tell whether the canary is in a file's bytes or in any of its streams."""
    if CANARY.encode() in data:
        return True
    with pikepdf.open(io.BytesIO(data)) as pdf:
        streams = [each for each in pdf.objects if isinstance(each, pikepdf.Stream)]
        return any(
            CANARY.encode() in each.read_bytes() for each in streams if "/DCTDecode" not in str(each.stream_dict)
        )


def test_there_are_more_than_thirty_channels_and_each_names_its_address(job: Job) -> None:
    assert len(CHANNELS) > 30
    for name, channel in CHANNELS.items():
        spoilt = with_channel(job, channel, ("marker:x",)).layout
        assert "marker:x" in f"{spoilt.html}{spoilt.css}{spoilt.assets}", name


@pytest.mark.slow
def test_no_channel_leads_out_of_the_cage(
    job: Job, shelf: FontShelf, listener: Listener, addresses: tuple[str, ...]
) -> None:
    compiled = 0
    for name, channel in CHANNELS.items():
        try:
            made = compile_master(with_channel(job, channel, addresses), shelf)
        except CompileError as error:
            assert CANARY not in str(error), name
            assert "sheet, de, screen" in str(error), name
        else:
            compiled += 1
            assert not carries_the_canary(made.data), name
        assert listener.hits == [], name
    # What was refused proves less than what was compiled without a look at the address.
    assert 5 < compiled < len(CHANNELS) - 15


@pytest.mark.slow
def test_no_channel_gets_past_the_fetcher_even_without_a_cage(
    job: Job, shelf: FontShelf, listener: Listener, addresses: tuple[str, ...], tmp_path: Path
) -> None:
    jobs = tmp_path / "jobs"
    jobs.write_bytes(pickle.dumps([(name, with_channel(job, each, addresses)) for name, each in CHANNELS.items()]))
    command = [sys.executable, "-c", UNCAGED, str(jobs), str(shelf.folder)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, check=False)
    assert f"done {len(CHANNELS)}".encode() in done.stderr, done.stderr[-2000:]
    assert listener.hits == []
    files = re.split(rb"(?=%PDF-1\.)", done.stdout)[1:]
    assert len(files) > 5
    assert not any(carries_the_canary(data) for data in files)


@pytest.mark.slow
def test_most_channels_do_fetch_where_nothing_guards_them(
    listener: Listener, addresses: tuple[str, ...], tmp_path: Path
) -> None:
    pages = [
        ("<body>" + put(each.html, f"{addresses[0]}{number}"), put(each.css, f"{addresses[0]}{number}"))
        for number, each in enumerate(CHANNELS.values())
    ]
    pages.append((f'<body><link rel="attachment" href="{addresses[1]}">', ""))
    jobs = tmp_path / "jobs"
    jobs.write_text(json.dumps(pages))
    subprocess.run([sys.executable, "-c", UNGUARDED, str(jobs)], capture_output=True, check=True)
    assert len({re.sub(rb"\D.*", b"", hit.partition(b"/x")[2]) for hit in listener.hits}) >= 15
    assert carries_the_canary((tmp_path / f"jobs{len(CHANNELS)}").read_bytes())
