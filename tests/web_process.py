"""A real server in a process of its own, for tests: its address, its workers, its end."""

import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import quote

from index.location import LocationLike

PROGRAM = "from web.cli import main; main()"


@dataclass
class Running:
    """A server that has said its address."""

    process: "subprocess.Popen[str]"
    port: int
    said: str
    """The line that told it."""

    def workers(self) -> list[int]:
        """The process identifiers of its workers (Linux)."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text()
        return [int(pid) for pid in children.split()]

    def connect(self) -> HTTPConnection:
        """A connection that is kept alive."""
        return HTTPConnection("127.0.0.1", self.port, timeout=20)

    def get(self, path: str, connection: HTTPConnection | None = None, status: int = 200) -> bytes:
        """What it answers, which must be with this status."""
        asked = connection or self.connect()
        asked.request("GET", quote(path, safe="/?=&"))
        answer = asked.getresponse()
        body = answer.read()
        assert answer.status == status, body
        if connection is None:
            asked.close()
        return body

    def stop(self, number: int = signal.SIGTERM) -> tuple[int, str, str]:
        """Its exit status, and what more it wrote to standard output and standard error."""
        self.process.send_signal(number)
        output, errors = self.process.communicate(timeout=30)
        return self.process.returncode, output, errors

    def listens(self) -> bool:
        """Whether anything accepts connections there."""
        with socket.socket() as tried:
            return tried.connect_ex(("127.0.0.1", self.port)) == 0


@contextmanager
def serving(place: LocationLike, *options: str) -> Iterator[Running]:
    """`zhengsou serve` on this index, on a free port, in a process group of its own, killed at the end."""
    command = [sys.executable, "-c", PROGRAM, "serve", "--index", str(place), "--port", "0", *options]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
    ) as process:
        try:
            assert process.stdout
            said = process.stdout.readline()
            port = re.search(r":([0-9]+)[/ ]", said)
            assert port, process.communicate(timeout=20)
            yield Running(process, int(port[1]), said)
        finally:
            try:
                os.killpg(process.pid, signal.SIGKILL)
            except ProcessLookupError:
                process.kill()
