"""Ending a server that many clients ask, and what becomes of their requests."""

import json
import signal
import threading
import time
from contextlib import closing
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from pathlib import Path

from web_process import Running, serving

QUERY = "/api/search?q=%E6%8F%90%E6%A1%88"


@dataclass
class Ended:
    """answered: whole answers. lost: what became of requests on connections that were accepted for them."""

    answered: int = 0
    lost: list[str] = field(default_factory=list)
    seconds: float = 0.0


def ended_under_load(index: Path, workers: int, clients: int, after: int = 40, number: int = signal.SIGTERM) -> Ended:
    """End a server with a signal, `clients` asking all the time, after `after` answers; it must end quietly."""
    ended, stop = Ended(), threading.Event()
    with serving(index, "--workers", str(workers)) as server:
        threads = [threading.Thread(target=_ask, args=(server, stop, ended)) for _ in range(clients)]
        for thread in threads:
            thread.start()
        deadline = time.monotonic() + 60
        while ended.answered < after:
            assert time.monotonic() < deadline
            time.sleep(0.001)
        started = time.monotonic()
        said = server.stop(number)
        ended.seconds = time.monotonic() - started
        stop.set()
        for thread in threads:
            thread.join()
    assert said == (0, "", "")
    return ended


def _ask(server: Running, stop: threading.Event, ended: Ended) -> None:
    """Ask as browsers do, on connections that are kept; until a new one is refused.

    A kept connection that the server closed while it was idle is no loss: its client asks again on another (RFC 9112,
    section 9.3.1).
    """
    kept: HTTPConnection | None = None
    while not stop.is_set():
        fresh = kept is None
        connection = kept or server.connect()
        try:
            connection.connect() if fresh else None
        except OSError:
            return
        kept = connection if _answered(connection, ended, fresh=fresh) else None
        if kept is None:
            connection.close()


def _answered(connection: HTTPConnection, ended: Ended, *, fresh: bool) -> bool:
    """Whether the connection can be kept after a request on it."""
    try:
        connection.request("GET", QUERY)
        with closing(connection.getresponse()) as answer:
            whole = answer.status == 200 and json.loads(answer.read())["total"] > 0
            if not whole:
                ended.lost.append(f"status {answer.status}")
            ended.answered += 1
            return answer.getheader("Connection") != "close"
    except (OSError, ValueError, HTTPException) as fault:
        if fresh:
            ended.lost.append(repr(fault))
        return False
