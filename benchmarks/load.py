"""Concurrent clients of a running server that check and classify every answer."""

from __future__ import annotations

import json
import threading
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from http.client import HTTPConnection, HTTPException
from itertools import pairwise
from typing import Any, Final

RIGHT: Final = "right"
WRONG: Final = "WRONG"
_PATIENCE: Final = 120.0
"""Seconds after which a client gives up."""
_PAUSE: Final = 0.05
"""Seconds before the next question after one that was not answered."""


@dataclass(frozen=True, slots=True)
class Question:
    """An address under /api/search, and digests of the right answer: the numbers of all hits, and the page."""

    address: str
    numbers: bytes
    page: bytes


@dataclass(frozen=True, slots=True)
class Answered:
    """Outcome of a question. began: by time.monotonic. kind: RIGHT, WRONG, or the kind of error."""

    began: float
    seconds: float
    kind: str
    address: str

    @property
    def ended(self) -> float:
        """By time.monotonic."""
        return self.began + self.seconds

    @property
    def allowed(self) -> bool:
        """Whether it may happen during a failover."""
        return self.kind == RIGHT or self.kind.startswith("503 cluster_unavailable: ")


def asked_for(address: str, answer: dict[str, Any]) -> Question:
    """The question to which this is the right answer, ignoring its duration."""
    return Question(address, _digest({**answer, "hits": []}), _digest(answer))


def _digest(answer: dict[str, Any]) -> bytes:
    # Engines add up scores in an order of their own.
    hits = [{**hit, "score": f"{hit['score']:.5g}"} for hit in answer["hits"]]
    told = {name: value for name, value in answer.items() if name != "took_ms"} | {"hits": hits}
    return sha256(json.dumps(told, ensure_ascii=False, sort_keys=True).encode()).digest()


@dataclass(slots=True)
class Load:
    """Clients of a server; `answers` grows while they run."""

    port: int
    questions: Sequence[Question]
    answers: list[Answered] = field(default_factory=list)
    _stop: threading.Event = field(default_factory=threading.Event)

    def ask(self, client: int, clients: int) -> None:
        """Ask one question after the other until told to stop, each client beginning elsewhere."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=_PATIENCE)
        number = client * len(self.questions) // clients
        try:
            while not self._stop.is_set():
                question = self.questions[number % len(self.questions)]
                number += 1
                began = time.monotonic()
                kind = _kind(connection, question)
                self.answers.append(Answered(began, time.monotonic() - began, kind, question.address))
                if kind != RIGHT:
                    self._stop.wait(_PAUSE)
        finally:
            connection.close()

    def stop(self) -> None:
        """Stop the clients after their pending answers."""
        self._stop.set()


def _kind(connection: HTTPConnection, question: Question) -> str:
    try:
        connection.request("GET", question.address)
        response = connection.getresponse()
        content = response.read()
    except (OSError, HTTPException) as fault:
        connection.close()
        return f"no answer: {type(fault).__name__}"
    try:
        answer = json.loads(content)
        if response.status == 200:
            return RIGHT if asked_for(question.address, answer) == question else WRONG
        error = answer["error"]
        return f"{response.status} {error['code']}: {error['message']}"
    except (ValueError, KeyError, TypeError):
        return f"{response.status} without JSON: {content[:80]!r}"


@contextmanager
def loading(port: int, questions: Sequence[Question], clients: int) -> Iterator[Load]:
    """Run that number of clients against the server on that port until the block ends."""
    load = Load(port, questions)
    threads = [threading.Thread(target=load.ask, args=(number, clients), daemon=True) for number in range(clients)]
    for thread in threads:
        thread.start()
    try:
        yield load
    finally:
        load.stop()
        for thread in threads:
            thread.join(_PATIENCE)


def kinds(answers: Iterable[Answered]) -> Counter[str]:
    """Number of answers of each kind."""
    return Counter(each.kind for each in answers)


def error_span(answers: Iterable[Answered]) -> float:
    """Seconds from the first error's answer to the last error's; 0 for fewer than two."""
    errors = [each.ended for each in answers if each.kind != RIGHT]
    return max(errors) - min(errors) if errors else 0.0


def stalled(answers: Iterable[Answered], begin: float, end: float) -> float:
    """Longest time between `begin` and `end` (time.monotonic) without a right answer, in seconds."""
    times = [begin, *sorted(each.ended for each in answers if each.kind == RIGHT and begin < each.ended < end), end]
    return max(after - before for before, after in pairwise(times))
