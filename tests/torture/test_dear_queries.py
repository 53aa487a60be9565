"""Clients of dear queries beside one of plain ones, on a real server: that one is answered, and the others are told.

ZHENGSOU_TORTURE_SECONDS: how long, by default 60.
"""

import http.client
import os
import random
import re
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from reports import line, write_lines

from index import index_paths

SECONDS = float(os.environ.get("ZHENGSOU_TORTURE_SECONDS", "60"))
CHARACTERS = [chr(0x4E00 + 7 * number) for number in range(128)]
DEAR = f"/?q={quote(' OR '.join(CHARACTERS))}"
PLAIN = f"/?q={quote(CHARACTERS[0] + CHARACTERS[1])}"
CLIENTS = 16
MIB = 1 << 20
_ADDRESS = re.compile(r"http://127\.0\.0\.1:([0-9]+)/")


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """60,000 paragraphs of 60 characters at random."""
    folder = tmp_path_factory.mktemp("dear")
    dice = random.Random(15)
    reports = [line(f"r{n}", ["".join(dice.choices(CHARACTERS, k=60)) for _ in range(300)]) for n in range(200)]
    write_lines(folder / "a.jsonl", *reports)
    index_paths([folder], folder / "index")
    return folder / "index"


@pytest.fixture(scope="module")
def server(index: Path) -> Iterator[tuple[int, int]]:
    """Port and process of a server."""
    command = [sys.executable, "-c", "from web.cli import main; main()", "serve", "--index", str(index), "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
        try:
            assert process.stdout
            told = _ADDRESS.search(process.stdout.readline())
            assert told
            yield int(told[1]), process.pid
        finally:
            process.terminate()


def memory(pid: int) -> int:
    """Bytes of a process, without mapped files."""
    lines = (each.split() for each in Path(f"/proc/{pid}/status").read_text().splitlines())
    return next(int(each[1]) << 10 for each in lines if each[0] == "RssAnon:")


def asking(port: int, address: str, end: float, answers: list[tuple[int, str | None, float]]) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    while (began := time.monotonic()) < end:
        connection.request("GET", address)
        answer = connection.getresponse()
        answer.read()
        answers.append((answer.status, answer.headers["Retry-After"], time.monotonic() - began))
        time.sleep(0.02)
    connection.close()


def test_plain_searches_are_answered_and_memory_is_given_back(server: tuple[int, int]) -> None:
    port, pid = server
    plain: list[tuple[int, str | None, float]] = []
    dear: list[tuple[int, str | None, float]] = []
    for address in (PLAIN, DEAR):
        asking(port, address, time.monotonic() + 0.1, [])
    before, most, end = memory(pid), 0, time.monotonic() + SECONDS
    threads = [threading.Thread(target=asking, args=(port, DEAR, end, dear)) for _ in range(CLIENTS)]
    threads.append(threading.Thread(target=asking, args=(port, PLAIN, end, plain)))
    for thread in threads:
        thread.start()
    while any(thread.is_alive() for thread in threads):
        most = max(most, memory(pid))
        time.sleep(0.1)
    assert {status for status, _, _ in plain} == {200}
    times = sorted(seconds for _, _, seconds in plain)
    print(f"plain: {len(times)}, median {times[len(times) // 2]:.3f} s, slowest {times[-1]:.3f} s")
    print(f"memory: {before / MIB:.0f}, {most / MIB:.0f}, {memory(pid) / MIB:.0f} MiB")
    assert len(times) > SECONDS / 2
    assert {status for status, _, _ in dear} <= {200, 400, 429}
    assert any(status == 429 for status, _, _ in dear)
    assert all((after is not None) == (status == 429) for status, after, _ in dear)
    assert most < before + 512 * MIB
    assert memory(pid) < before + 64 * MIB
