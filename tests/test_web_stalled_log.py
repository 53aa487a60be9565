"""The access log where its reader stops: no request waits, lines stay whole, and the lost ones are counted and told."""

import os
import signal
import sys
import threading
import time
from pathlib import Path

import pytest
from web_process import serving

from web.serving.access_log import LONGEST, AccessLog
from web.serving.lines import MOST_WAITING
from web.serving.served import Served

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="pipes as on Linux")


def asked(number: int) -> Served:
    environ = {"REQUEST_METHOD": "GET", "REQUEST_URI": f"/{number:05}/" + "x" * 1900, "HTTP_REFERER": "y" * 900}
    return Served(environ, 0.0, status=200)


def read_all(reader: int, until: threading.Event) -> bytes:
    """What comes until then, and what is there after."""
    found = b""
    while True:
        ended = until.is_set()
        try:
            found += os.read(reader, 1 << 20)
        except BlockingIOError:
            if ended:
                return found
            time.sleep(0.001)


def drained(log: AccessLog, reader: int) -> list[bytes]:
    """Lines that a reader gets who goes on reading."""
    ended = threading.Event()

    def close() -> None:
        log.close()
        ended.set()

    closing = threading.Thread(target=close)
    closing.start()
    lines = read_all(reader, ended).splitlines(keepends=True)
    closing.join()
    return lines


@pytest.fixture
def fifo(tmp_path: Path) -> Path:
    os.mkfifo(tmp_path / "log")
    return tmp_path / "log"


def test_a_reader_that_stops_makes_nobody_wait(fifo: Path, caplog: pytest.LogCaptureFixture) -> None:
    reader = os.open(fifo, os.O_RDONLY | os.O_NONBLOCK)
    log = AccessLog(fifo)
    total = MOST_WAITING + 200
    for number in range(total):
        log.write(asked(number))
    assert 0 < log.lost < total - MOST_WAITING + 1
    assert [record.levelname for record in caplog.records] == ["WARNING"]
    lines = drained(log, reader)
    assert len(lines) == total - log.lost
    assert all(line.endswith(b'"-"\n') and len(line) <= LONGEST for line in lines)
    assert [int(line.split(b"/")[3]) for line in lines[:5]] == list(range(5))
    assert len(caplog.records) == 2
    assert f"丢了 {log.lost} 行" in caplog.text
    log.write(asked(77))
    assert len(drained(log, reader)) == 1
    os.close(reader)


def test_a_pipe_without_a_reader_stops_neither_start_nor_rotation(fifo: Path) -> None:
    log = AccessLog(fifo)
    for number in range(100):
        log.write(asked(number))
    fifo.rename(fifo.with_name("old"))
    os.mkfifo(fifo)
    log.reopen()
    log.write(asked(100))
    reader = os.open(fifo, os.O_RDONLY | os.O_NONBLOCK)
    # One line may have been begun in the old pipe.
    assert len(drained(log, reader)) >= 100 - 16
    assert log.lost == 0
    os.close(reader)


def test_a_reader_that_comes_back_gets_all(fifo: Path, caplog: pytest.LogCaptureFixture) -> None:
    reader = os.open(fifo, os.O_RDONLY | os.O_NONBLOCK)
    log = AccessLog(fifo)
    log.write(asked(1))
    os.close(reader)
    log.write(asked(2))
    log.close()
    reader = os.open(fifo, os.O_RDONLY | os.O_NONBLOCK)
    assert len(drained(log, reader)) == 2
    assert not caplog.records
    os.close(reader)


@pytest.mark.slow
@pytest.mark.parametrize("options", [(), ("--workers", "2")])
def test_a_site_whose_log_nobody_reads_answers_and_ends(options: tuple[str, ...], seed_index: Path) -> None:
    """Standard output is a pipe of which only the first line is read; 64 kB are soon full."""
    path = "/healthz?" + "x" * 1900
    with serving(seed_index, "--access-log", "-", "--metrics-from", "127.0.0.1", *options) as site:
        for _ in range(2 * MOST_WAITING + 200):
            site.get(path)
        counted = site.get("/metrics").decode()
        site.process.send_signal(signal.SIGTERM)
        assert site.process.wait(20) == 0
        lines = (site.process.stdout.read() if site.process.stdout else "").splitlines()
    lost = next(line for line in counted.splitlines() if line.startswith("zhengsou_access_log_lost_lines_total"))
    assert float(lost.split()[1]) > 0
    assert lines
    assert all(line.endswith('"-"') for line in lines)
