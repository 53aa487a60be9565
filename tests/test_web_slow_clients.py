"""Slow, idle and talkative clients: each is bounded, and whatever they do, others are answered."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import pytest
from flask import Flask, Response, request

import web.serving.bounds
from web.serving.bounds import BoundedChannel, close_overdue
from web.serving.listening import Connections, Server

PIECE = b"x" * (1 << 20)
TAKES = 100_000


def rest_of(connection: socket.socket) -> bytes:
    """All that comes until the connection's end."""
    return b"".join(iter(lambda: connection.recv(65536), b""))


class Site:
    """A small site behind the real server, in a thread of this process."""

    def __init__(self) -> None:
        self.app = Flask("small")
        self.made = self.gone = 0
        self.held = threading.Event()
        self.app.add_url_rule("/", "/", view_func=lambda: "here")
        self.app.add_url_rule("/held", "/held", view_func=self._hold)
        self.app.add_url_rule("/large", "/large", view_func=lambda: Response(self._pieces()))
        self.app.add_url_rule("/take", "/take", view_func=lambda: str(len(request.get_data())), methods=["POST"])
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.server = Server(self.app, self._listening, Connections(1), 0, self._largest)
        self.port = self._listening.getsockname()[1]

    def _largest(self, method: str, path: str) -> int:
        return TAKES if (method, path) == ("POST", "/take") else 0

    def _hold(self) -> str:
        gone = request.environ["waitress.client_disconnected"]
        while not self.held.wait(0.01):
            if gone():
                self.gone += 1
                break
        return "held"

    def _pieces(self) -> Iterator[bytes]:
        try:
            for _ in range(200):
                self.made += 1
                yield PIECE
        finally:
            self.gone += 1

    def connect(self) -> socket.socket:
        return socket.create_connection(("127.0.0.1", self.port), timeout=10)

    def ask(self, sent: bytes, connection: socket.socket | None = None) -> bytes:
        """All that is answered until the connection's end."""
        with connection or self.connect() as asked:
            asked.sendall(sent)
            return rest_of(asked)

    def sweep(self, later: float) -> None:
        """As if so many seconds had gone by."""
        channels: dict[int, BoundedChannel] = self.server.active_channels  # type: ignore[assignment]
        close_overdue(list(channels.values()), time.time() + later)

    @property
    def connections(self) -> int:
        return len(self.server.active_channels)  # type: ignore[arg-type]


def get(path: str = "/", *headers: str) -> bytes:
    return "\r\n".join([f"GET {path} HTTP/1.1", "Host: x", "Connection: close", *headers, "", ""]).encode()


def post(path: str, body: bytes, *headers: str) -> bytes:
    length = [] if any("Transfer-Encoding" in each for each in headers) else [f"Content-Length: {len(body)}"]
    return "\r\n".join([f"POST {path} HTTP/1.1", "Host: x", *length, *headers, "", ""]).encode() + body


@contextmanager
def running(site: Site) -> Iterator[Site]:
    thread = threading.Thread(target=super(Server, site.server).run, daemon=True)
    thread.start()
    try:
        yield site
    finally:
        site.held.set()
        site.server.stop()
        thread.join(10)
        assert not thread.is_alive()
        site.server.close()


@pytest.fixture
def site() -> Iterator[Site]:
    with running(Site()) as site:
        yield site


def wait_for(site: Site, what: str, wanted: int) -> None:
    deadline = time.monotonic() + 10
    while getattr(site, what) != wanted:
        assert time.monotonic() < deadline, (what, getattr(site, what))
        time.sleep(0.005)


def test_whoever_is_idle_for_longest_makes_room(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(web.serving.bounds, "MOST_CONNECTIONS", 20)
    with running(Site()) as site, ExitStack() as open_sockets:
        busy = open_sockets.enter_context(site.connect())
        busy.sendall(get("/held"))
        for _ in range(60):
            open_sockets.enter_context(site.connect())
        assert site.ask(get()).endswith(b"here")
        assert site.connections <= 21
        # Who waits for an answer is not idle.
        site.held.set()
        assert rest_of(busy).endswith(b"held")


@pytest.mark.slow
def test_a_thousand_idle_connections_keep_nobody_waiting(site: Site) -> None:
    with ExitStack() as open_sockets:
        for _ in range(1500):
            open_sockets.enter_context(site.connect())
        began = time.monotonic()
        for _ in range(20):
            assert site.ask(get()).endswith(b"here")
        assert time.monotonic() - began < 5


@pytest.mark.parametrize(
    ("sent", "later", "stays"),
    [
        (b"", 10, True),
        (b"", 16, False),
        (b"GET / HT", 10, True),
        (b"GET / HT", 16, False),
        (b"GET /held HTTP/1.1\r\nHost: x\r\n\r\n", 5_000, True),
        (b"GET / HTTP/1.1\r\nHost: x\r\n\r\n", 50, True),
        (b"GET / HTTP/1.1\r\nHost: x\r\n\r\n", 61, False),
        (b"POST /take HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nx", 25, True),
        (b"POST /take HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nx", 31, False),
    ],
)
def test_a_connection_waits_for_its_client_for_a_bounded_time(
    site: Site, sent: bytes, later: float, stays: bool
) -> None:
    with site.connect() as connection:
        connection.sendall(sent)
        if sent.startswith(b"GET / HTTP"):
            assert connection.recv(65536)
        wait_for(site, "connections", 1)
        time.sleep(0.05)
        site.sweep(later)
        assert site.connections == stays


def test_headers_that_trickle_are_not_waited_for(site: Site) -> None:
    with site.connect() as connection:
        connection.sendall(b"GET / HTTP/1.1\r\n")
        wait_for(site, "connections", 1)
        connection.sendall(b"X: y\r\n")
        time.sleep(0.05)
        channel = next(iter(site.server.active_channels.values()))  # type: ignore[attr-defined]
        # Its last byte is new, and it is still too long that it asks.
        channel.last_activity = time.time() + 16
        site.sweep(16)
        assert site.connections == 0


def test_huge_headers_are_refused(site: Site) -> None:
    assert site.ask(get("/", *[f"X-{each}: {'y' * 1000}" for each in range(100)])).startswith(b"HTTP/1.0 431")
    assert site.ask(get("/?q=" + "x" * 50_000)).endswith(b"here")


def test_an_answer_that_nobody_reads_is_broken_off(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(web.serving.bounds, "MOST_WAITING_IN_ALL", 8 << 20)
    with site.connect() as connection:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        connection.sendall(get("/large"))
        deadline = time.monotonic() + 10
        while site.made < 30:
            assert time.monotonic() < deadline
            time.sleep(0.005)
        site.sweep(0)
        wait_for(site, "gone", 1)
        assert site.made < 200
        assert site.connections == 0


def test_an_answer_whose_client_has_gone_is_made_no_further(site: Site) -> None:
    for path in ("/large", "/held"):
        connection = site.connect()
        connection.sendall(get(path))
        if path == "/large":
            assert connection.recv(1000)
        else:
            wait_for(site, "connections", 1)
            time.sleep(0.05)
        connection.close()
    wait_for(site, "gone", 2)
    assert site.ask(get()).endswith(b"here")


REFUSED = {
    "no address that takes one": post("/", PIECE),
    "no address": post("/nothing", PIECE),
    "too large": post("/take", PIECE),
    "in pieces": post("/", b"100000\r\n" + PIECE, "Transfer-Encoding: chunked"),
    "too large, in pieces": post("/take", b"100000\r\n" + PIECE, "Transfer-Encoding: chunked"),
    "with a get": get("/", "Content-Length: 1048576") + PIECE,
}


@pytest.mark.parametrize("kind", REFUSED)
def test_bodies_that_nothing_takes_are_not_kept(site: Site, kind: str) -> None:
    with site.connect() as connection:
        # It is never whole, and whoever reads it to its end waits for ever.
        answer = site.ask(REFUSED[kind][:-100], connection)
    assert answer.startswith(b"HTTP/1.1 ")
    assert b"connection: close" in answer.lower()
    assert answer.count(b"HTTP/1.1 ") == 1


def test_bodies_that_are_taken_are_taken(site: Site) -> None:
    whole = b"y" * TAKES
    assert site.ask(post("/take", whole, "Connection: close")).endswith(str(TAKES).encode())
    pieces = b"186A0\r\n" + whole + b"\r\n0\r\n\r\n"
    assert site.ask(post("/take", pieces, "Transfer-Encoding: chunked", "Connection: close")).endswith(b"100000")


def test_leave_to_send_a_body_is_given_where_it_is_taken(site: Site) -> None:
    ask = "Expect: 100-continue"
    with site.connect() as connection:
        connection.sendall(post("/take", b"y" * 9, ask, "Connection: close")[:-9])
        assert connection.recv(65536) == b"HTTP/1.1 100 Continue\r\n\r\n"
        assert site.ask(b"y" * 9, connection).endswith(b"9")
    for sent in (post("/", b"y" * 9, ask)[:-9], post("/take", PIECE, ask)[: -len(PIECE)], get("/", ask)):
        answer = site.ask(sent)
        assert b"100 Continue" not in answer
        assert answer.startswith(b"HTTP/1.1 ")


def test_who_leaves_when_refused_is_no_fault_of_the_program() -> None:
    """waitress reads the end of a connection, which closes it, and in the same round lets it write."""
    with running(Site()) as site, site.connect() as connection:
        connection.sendall(get("/held"))
        while not (channels := list(site.server.active_channels.values())):  # type: ignore[attr-defined]
            pass
        channel = channels[0]
        channel._refused = channel.close_when_flushed = True
        channel.handle_close()
        channel.handle_write()
        site.held.set()
