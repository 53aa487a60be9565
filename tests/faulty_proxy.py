"""A gate in front of a server on loopback that goes wrong when told: busy, cut off, or taking only a part."""

import http.client
import json
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self

HOST = "127.0.0.1"


@dataclass(frozen=True, slots=True)
class Request:
    """What came: its number from 0 among all, and the rest as it was sent."""

    number: int
    method: str
    path: str
    body: bytes


@dataclass(frozen=True, slots=True)
class Answer:
    """A fault: answer so, without asking the server."""

    status: int
    kind: str = "es_rejected_execution_exception"


@dataclass(frozen=True, slots=True)
class Cut:
    """A fault: close the connection without an answer; before the server is asked, or after it has done its work."""

    after: bool


@dataclass(frozen=True, slots=True)
class PartlyBusy:
    """A fault: the server gets every `every`th document of a bulk request; of the others it says 429."""

    every: int = 2


Fault = Answer | Cut | PartlyBusy
Rule = Callable[[Request], Fault | None]


class FaultyProxy:
    """Passes requests on, but for what `rule` says; `requests` are all that came. A context manager."""

    def __init__(self, host: str, port: int, rule: Rule = lambda _: None) -> None:
        self.rule = rule
        self.requests: list[Request] = []
        self._lock = threading.Lock()
        self._server = _Server((HOST, 0), _Handler)
        self._server.proxy = self
        self._server.target = host, port
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,))

    def address(self, name: str) -> str:
        """The address of an index behind the gate."""
        return f"opensearch+http://{HOST}:{self._server.server_address[1]}/{name}"

    def came(self, method: str, path: str, body: bytes) -> Request:
        """Note a request."""
        with self._lock:
            self.requests.append(Request(len(self.requests), method, path, body))
            return self.requests[-1]

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    proxy: FaultyProxy
    target: tuple[str, int]


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server

    def _serve(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        request = self.server.proxy.came(self.command, self.path, body)
        fault = self.server.proxy.rule(request)
        if isinstance(fault, Answer):
            error = {"type": fault.kind, "reason": "told to", "root_cause": []}
            self._answer(fault.status, json.dumps({"error": error, "status": fault.status}).encode())
        elif isinstance(fault, PartlyBusy):
            self._answer(200, json.dumps(self._partly(body, fault.every)).encode())
        elif fault is None:
            self._answer(*self._pass_on(body))
        else:
            if fault.after:
                self._pass_on(body)
            self.close_connection = True

    def _partly(self, body: bytes, every: int) -> dict[str, Any]:
        lines = body.splitlines(keepends=True)
        documents = ["".join(map(bytes.decode, lines[at : at + 2])).encode() for at in range(0, len(lines), 2)]
        _, text = self._pass_on(b"".join(documents[::every]))
        answered = iter(json.loads(text)["items"])
        return {"errors": True, "items": [next(answered) if at % every == 0 else _busy(document)
                                          for at, document in enumerate(documents)]}  # fmt: skip

    def _pass_on(self, body: bytes) -> tuple[int, bytes]:
        connection = http.client.HTTPConnection(*self.server.target, timeout=60)
        try:
            kept = {name: self.headers[name] for name in ("Content-Type",) if name in self.headers}
            connection.request(self.command, self.path, body, kept)
            response = connection.getresponse()
            return response.status, response.read()
        finally:
            connection.close()

    def _answer(self, status: int, text: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""

    do_GET = do_POST = do_PUT = do_DELETE = do_HEAD = _serve


def _busy(document: bytes) -> dict[str, Any]:
    action = json.loads(document.splitlines()[0])["index"]
    error = {"type": "es_rejected_execution_exception", "reason": "told to"}
    return {"index": {"_id": action["_id"], "status": 429, "error": error}}


def bulks(requests: Sequence[Request]) -> list[Request]:
    """Those that are bulk requests."""
    return [request for request in requests if "/_bulk" in request.path]
