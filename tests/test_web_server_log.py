"""The server's own log: each record with its time and process, and nobody waits for who reads it."""

import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from reports import line, write_lines
from web_process import serving

from index import index_paths

pytestmark = [pytest.mark.slow, pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")]
RECORD = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d{4} \[(?P<process>\d+)\] (?P<level>[A-Z]+) (?P<message>.+)")


def test_every_record_has_its_time_and_process(tmp_path: Path) -> None:
    """What two workers find damaged, and what the server says of one that was killed."""
    index_paths([write_lines(tmp_path / "r.jsonl", line("a", ["提案"]))], tmp_path / "index")
    [segment] = (tmp_path / "index").rglob("*.zs")
    with segment.open("r+b") as file:
        file.seek(100)
        file.write(b"\xff\xff\xff")
    (tmp_path / "synonyms.txt").write_bytes(b"\xff\xfe")
    with serving(tmp_path / "index", "--workers", "2") as server:
        workers = server.workers()
        os.kill(workers[0], signal.SIGKILL)
        errors = server.process.stderr
        assert errors
        said = [errors.readline()]
        while "将重新启动" not in said[-1]:
            said.append(errors.readline())
        while f"（进程号 {workers[0]}）" not in "".join(said):
            said.append(errors.readline())
        status, _, rest = server.stop()
    assert status == 0
    records = [RECORD.fullmatch(each) for each in "".join([*said, rest]).splitlines()]
    assert None not in records
    processes = {int(each["process"]) for each in records if each}
    assert {server.process.pid, workers[1]} <= processes
    assert {each["process"] for each in records if each and "将重新启动" in each["message"]} == {
        str(server.process.pid)
    }


STALLED = """
import logging, os, sys
from web.serving.server_log import flush_log, logged_to_standard_error
with logged_to_standard_error():
    pid = os.fork()
    for number in range(5_000):
        logging.getLogger("x").warning("%s", "x" * 300)
    if not pid:
        flush_log()
        os._exit(7)
    sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
"""


def test_neither_server_nor_worker_waits_for_who_reads_it() -> None:
    process = subprocess.Popen([sys.executable, "-c", STALLED], stderr=subprocess.PIPE, text=True)
    try:
        assert process.wait(60) == 7
        lines = process.stderr.read().splitlines() if process.stderr else []
    finally:
        process.kill()
        process.communicate()
    assert lines
    assert all(RECORD.fullmatch(each) for each in lines[:-1])
