"""How answers are sent: whole, the head with the body, and without a busy loop beside the thread that sends."""

import socket
import threading
from collections.abc import Iterator

import pytest
from flask import Flask, Response

from web.serving.channel import Channel
from web.serving.listening import Connections, Server

LARGE = b"0123456789abcdef" * (1 << 19)
sent: list[tuple[bool, bool, int]] = []


class WatchedChannel(Channel):
    """Notes of everything sent by a request's thread whether the loop would send too, and what it begins with."""

    def send(self, data: bytes, do_close: bool = True) -> int:
        """Called with the lock of what is to be sent."""
        if not do_close:
            sent.append((self.writable(), bytes(data[:5]) == b"HTTP/", len(data)))
        taken: int = super().send(data, do_close)
        return taken


class WatchedServer(Server):
    """Serves on such connections."""

    channel_class = WatchedChannel


@pytest.fixture
def port() -> Iterator[int]:
    app = Flask("small")
    app.add_url_rule("/", "/", view_func=lambda: "here")
    app.add_url_rule("/none", "/none", view_func=lambda: ("", 204))
    app.add_url_rule("/large", "/large", view_func=lambda: LARGE)
    app.add_url_rule("/pieces", "/pieces", view_func=lambda: Response(iter(["one", "", "two"])))
    listening = socket.create_server(("127.0.0.1", 0))
    server = WatchedServer(app, listening, Connections(1))
    thread = threading.Thread(target=super(Server, server).run, daemon=True)
    thread.start()
    sent.clear()
    try:
        yield listening.getsockname()[1]
    finally:
        server.stop()
        thread.join(10)
        assert not thread.is_alive()
        server.close()


def answered(port: int, path: str, method: str = "GET") -> tuple[bytes, bytes]:
    """Head and body."""
    with socket.create_connection(("127.0.0.1", port), timeout=10) as asked:
        asked.sendall(f"{method} {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode())
        head, _, body = b"".join(iter(lambda: asked.recv(65536), b"")).partition(b"\r\n\r\n")
        return head, body


def test_a_page_is_sent_at_once_with_its_head_and_the_loop_is_not_asked_to_send_it_too(port: int) -> None:
    head, body = answered(port, "/")
    assert head.startswith(b"HTTP/1.1 200")
    assert body == b"here"
    assert sent == [(False, True, len(head) + 4 + len(body))]


@pytest.mark.parametrize(("path", "method", "status"), [("/", "HEAD", b"200"), ("/none", "GET", b"204")])
def test_an_answer_without_a_body_has_its_head(port: int, path: str, method: str, status: bytes) -> None:
    head, body = answered(port, path, method)
    assert head.startswith(b"HTTP/1.1 " + status)
    assert body == b""
    assert [begins for _, begins, _ in sent] == [True]


def test_what_the_connection_does_not_take_at_once_is_sent_by_the_loop(port: int) -> None:
    _, body = answered(port, "/large")
    assert body == LARGE
    assert not any(writable for writable, _, _ in sent)


def test_pieces_follow_the_head_in_their_order(port: int) -> None:
    head, body = answered(port, "/pieces")
    assert b"chunked" in head
    assert body == b"3\r\none\r\n3\r\ntwo\r\n0\r\n\r\n"
    assert [begins for _, begins, _ in sent] == [True, False, False]


def test_answers_of_one_connection_have_each_their_own_head(port: int) -> None:
    with socket.create_connection(("127.0.0.1", port), timeout=10) as asked:
        asked.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n\r\nHEAD / HTTP/1.1\r\nHost: x\r\n\r\n")
        asked.sendall(b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        answers = b"".join(iter(lambda: asked.recv(65536), b"")).split(b"HTTP/1.1 200 OK\r\n")
    assert [each.partition(b"\r\n\r\n")[2] for each in answers[1:]] == [b"here", b"", b"here"]


def test_a_connection_outlives_an_answer_without_a_body(port: int) -> None:
    with socket.create_connection(("127.0.0.1", port), timeout=10) as asked:
        asked.sendall(b"GET /none HTTP/1.1\r\nHost: x\r\n\r\nGET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        first, second = b"".join(iter(lambda: asked.recv(65536), b"")).split(b"HTTP/1.1 ")[1:]
    assert first.startswith(b"204")
    assert b"close" not in first
    assert second.endswith(b"here")


def test_the_answer_to_head_has_no_end_of_a_body(port: int) -> None:
    head, body = answered(port, "/pieces", "HEAD")
    assert head.startswith(b"HTTP/1.1 200")
    assert body == b""
