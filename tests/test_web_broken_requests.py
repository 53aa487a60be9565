"""What is no HTTP, or an address or a length that Python refuses: answered by 400, counted, logged, and no fault."""

import json
import random
import socket
from pathlib import Path
from urllib.parse import quote

import pytest
from waitress.adjustments import Adjustments
from web_process import serving

from web.serving.bounds import MOST_HEADER, Request

BROKEN = (
    b"GET http://[::1 HTTP/1.1\r\n\r\n",
    b"GET http://[bad]/ HTTP/1.1\r\n\r\n",
    b"GET http://[]/ HTTP/1.1\r\n\r\n",
    b"GET http://]/ HTTP/1.1\r\n\r\n",
    b"GET http://[v1.x HTTP/1.0\r\n\r\n",
    b"GET / HTTP/1.1\r\nContent-Length: " + b"9" * 5000 + b"\r\n\r\n",
    b"POST /settings HTTP/1.1\r\nContent-Length: " + b"9" * 5000 + b"\r\n\r\n",
    b"GET / HTTP/1.1\r\nContent-Length: -1\r\n\r\n",
    b"GET\r\n\r\n",
    b"\xff\xfe\r\n\r\n",
)
WORDS = (
    b"GET POST / : // http:// [ ] ::1 ? # % %zz @ HTTP/1.1 HTTP/9.9 Host: Content-Length: Transfer-Encoding: chunked"
    b" Expect: 100-continue Connection: keep-alive 0 5 -1 +1 0x5 \x00 \x85 \xff \xe2\x84\x80 \xc2\xb2 v1. ; , a *"
)
PIECES = (*WORDS.split(b" "), b" ", b"\r\n", b"\r", b"\n", b"\t", b"9" * 5000)


def random_request(chance: random.Random) -> bytes:
    """A request whose address, headers and body are pieces of HTTP in any order, or bytes."""

    def some(most: int) -> bytes:
        return b"".join(chance.choice(PIECES) for _ in range(chance.randint(0, most)))

    line = chance.choice(
        (b"GET " + some(8) + b" HTTP/1.1", b"GET http://" + some(6) + b" HTTP/1.1", b"POST / HTTP/1.1", some(4))
    )
    return b"\r\n".join((line, *(some(5) for _ in range(chance.randint(0, 3))), b"", some(6)))


def exchanged(port: int, sent: bytes, *, more: bool = True) -> bytes:
    """All that a server answers to a client that sends this. more: it could send more, as far as the server knows."""
    with socket.create_connection(("127.0.0.1", port), timeout=20) as asked:
        asked.sendall(sent)
        if not more:
            asked.shutdown(socket.SHUT_WR)
        answer = b""
        try:
            while piece := asked.recv(65536):
                answer += piece
        except ConnectionResetError:
            pass
        return answer


def parsed(sent: bytes) -> Request:
    request = Request(
        Adjustments(max_request_header_size=MOST_HEADER, max_request_body_size=1 << 20), lambda *_: 1000, lambda: None
    )
    while sent and not request.completed:
        sent = sent[request.received(sent) :]
    return request


@pytest.mark.parametrize("sent", BROKEN, ids=lambda sent: repr(sent[:30]))
def test_a_broken_request_is_a_bad_request(sent: bytes) -> None:
    request = parsed(sent)
    assert request.completed
    assert request.error is not None
    assert request.error.code == 400


@pytest.mark.parametrize("sent", [b"GET http://[::1]/ HTTP/1.1\r\n\r\n", b"GET http://a:x/ HTTP/1.1\r\n\r\n"])
def test_what_is_an_address_stays_one(sent: bytes) -> None:
    assert parsed(sent).error is None


def test_an_address_may_have_its_letters_as_they_are() -> None:
    request = parsed("GET /reports/工作?q=提案&x=1 HTTP/1.1\r\nHost: a\r\n\r\n".encode())
    assert request.error is None
    assert request.path.encode("latin-1").decode() == "/reports/工作"
    assert request._parsed.query == f"q={quote('提案')}&x=1"


def test_nothing_that_is_sent_makes_the_parser_fail() -> None:
    chance = random.Random(15)
    for _ in range(3_000):
        parsed(random_request(chance))


@pytest.mark.slow
def test_every_broken_request_has_its_answer_its_line_and_no_fault(tmp_path: Path, seed_index: Path) -> None:
    log = tmp_path / "access.log"
    with serving(seed_index, "--workers", "1", "--access-log", str(log), "--access-log-format", "json") as server:
        for sent in BROKEN:
            assert exchanged(server.port, sent).startswith((b"HTTP/1.0 400 ", b"HTTP/1.1 400 ")), sent
        assert [json.loads(line)["status"] for line in log.read_text().splitlines()] == [400] * len(BROKEN)
        chance = random.Random(16)
        for _ in range(300):
            exchanged(server.port, random_request(chance), more=False)
        server.get("/healthz")
        _, _, errors = server.stop()
    assert "ERROR" not in errors
    assert "Traceback" not in errors
    assert "exception" not in errors
