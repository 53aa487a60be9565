"""Where the server listens, and the address that it tells."""

import os
import re
import socket
from http.client import HTTPConnection
from pathlib import Path
from urllib.request import urlopen

import pytest
from click.testing import CliRunner
from reports import line, write_lines
from web_process import serving

from index import index_paths
from web.cli import cli
from web.serving.announced import announced
from web.serving.deployment import Deployment
from web.serving.sockets import ServerError, is_loopback, listen

needs_ipv6 = pytest.mark.skipif(not socket.has_dualstack_ipv6(), reason="no IPv6 here")


def answers(host: str, listening: socket.socket) -> bool:
    try:
        socket.create_connection((host, listening.getsockname()[1]), timeout=20).close()
    except OSError:
        return False
    return True


@pytest.mark.parametrize(
    ("host", "reached", "not_reached"),
    [
        ("127.0.0.1", ("127.0.0.1",), ("::1",)),
        ("0.0.0.0", ("127.0.0.1",), ("::1",)),
        pytest.param("::", ("127.0.0.1", "::1"), (), marks=needs_ipv6),
        pytest.param("::1", ("::1",), ("127.0.0.1",), marks=needs_ipv6),
    ],
)
def test_who_reaches_it(host: str, reached: tuple[str, ...], not_reached: tuple[str, ...]) -> None:
    with listen(host, 0) as listening:
        assert [each for each in reached if not answers(each, listening)] == []
        assert [each for each in not_reached if answers(each, listening)] == []


def test_both_families_or_a_word(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "has_dualstack_ipv6", lambda: False)
    monkeypatch.setattr(socket, "has_ipv6", True)

    with pytest.raises(ServerError, match=r"同时接受 IPv4 和 IPv6。请写 --host 0\.0\.0\.0"):
        listen("::", 0)


@pytest.mark.parametrize(
    ("host", "local"),
    [
        ("127.0.0.1", True),
        ("127.9.9.9", True),
        ("::1", True),
        ("localhost", True),
        ("0.0.0.0", False),
        ("::", False),
        ("192.0.2.1", False),
        ("zs.example", False),
    ],
)
def test_what_only_this_machine_reaches(host: str, local: bool) -> None:
    assert is_loopback(host) is local


ANY_NAME = Deployment()
OTHERS = re.compile(r" ，别的电脑上用 http://[^ /:]+:[0-9]+/a/")


def test_what_listens_on_one_address_tells_it() -> None:
    with listen("127.0.0.1", 0) as listening:
        port = listening.getsockname()[1]
        assert announced("127.0.0.1", listening, ANY_NAME) == f"http://127.0.0.1:{port}/"
        assert announced("localhost", listening, Deployment("/a")) == f"http://localhost:{port}/a/"


@needs_ipv6
def test_an_ipv6_address_is_told_in_brackets() -> None:
    for written in ("::1", "0:0:0:0:0:0:0:1"):
        with listen(written, 0) as listening:
            port = listening.getsockname()[1]
            assert announced(written, listening, Deployment("/a")) == f"http://[::1]:{port}/a/"


@pytest.mark.parametrize("host", ["0.0.0.0", "0", "", pytest.param("::", marks=needs_ipv6)])
def test_what_listens_everywhere_tells_one_here_and_one_for_others(host: str) -> None:
    with listen(host, 0) as listening:
        port = listening.getsockname()[1]
        first = f"http://127.0.0.1:{port}/a/"
        told = announced(host, listening, Deployment("/a"))
        assert told.startswith(first)
        assert OTHERS.fullmatch(told.removeprefix(first))
        assert answers("127.0.0.1", listening)


def test_only_names_that_are_answered_for_are_told() -> None:
    with listen("0.0.0.0", 0) as listening:
        tail = f":{listening.getsockname()[1]}/a/"

        def told(*hosts: str, proxies: int = 0) -> str:
            return announced("0.0.0.0", listening, Deployment("/a", proxies, hosts))

        assert told("zs.example") == f"http://zs.example{tail}"
        assert told(".zs.example") == f"http://zs.example{tail}"
        assert told("zs.example", "127.0.0.1") == f"http://127.0.0.1{tail}"
        assert told("zs.example", proxies=1) == f"在 0.0.0.0{tail[:-3]} 上等反向代理，网站是 zs.example/a/"
        both = told("127.0.0.1", "zs.example", proxies=1)
        assert both == f"http://127.0.0.1{tail} ，经反向代理是 zs.example/a/"
        assert told(proxies=1).startswith(f"http://127.0.0.1{tail}")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("host", "options"),
    [
        ("127.0.0.1", ()),
        ("127.9.9.9", ()),
        ("0.0.0.0", ("--trusted-host", "localhost", "--base-path", "/a")),
        ("0.0.0.0", ("--trusted-proxy", "1", "--trusted-host", "127.0.0.1 zs.example")),
        pytest.param("::", ("--base-path", "/a"), marks=needs_ipv6),
        pytest.param("0:0:0:0:0:0:0:1", (), marks=needs_ipv6),
    ],
)
def test_every_address_that_is_told_opens(host: str, options: tuple[str, ...], seed_index: Path) -> None:
    with serving(seed_index, "--host", host, *options) as server:
        told = re.findall(r"http://[^ ]+", server.said)
        assert told
        for address in told:
            with urlopen(address, timeout=20) as answer:
                assert answer.status == 200


@pytest.mark.slow
@needs_ipv6
def test_the_command_takes_the_settings_of_a_site(seed_index: Path) -> None:
    with serving(seed_index, "--host", "::", "--base-path", "/search", "--trusted-proxy", "1") as server:
        assert f"http://127.0.0.1:{server.port}/search/ " in server.said
        for host in ("127.0.0.1", "::1"):
            asked = HTTPConnection(host, server.port, timeout=20)
            asked.request("GET", "/search/api/openapi.json", headers={"X-Forwarded-Host": "a.example"})
            assert b'"/search"' in asked.getresponse().read()
            asked.close()
        for outside in ("/", "//search/", "///search/reports", "//search//search/"):
            server.get(outside, status=404)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("options", "warned"),
    [(("--host", "0.0.0.0"), True), (("--host", "0.0.0.0", "--trusted-proxy", "1"), False), ((), False)],
)
def test_passwords_in_plain_text_are_warned_of(tmp_path: Path, options: tuple[str, ...], warned: bool) -> None:
    users = tmp_path / "users"
    users.write_text("myName:$2y$05$c4WoMPo3SXsafkva.HHa6uXQZWr7oboPiC2bT/r7q1BB8I2s0BRqC\n")
    index_paths([write_lines(tmp_path / "r.jsonl", line("a", ["提案"]))], tmp_path / "index")
    with serving(tmp_path / "index", "--auth-file", os.fspath(users), *options) as server:
        server.get("/", status=401)
        _, _, errors = server.stop()
    assert ("不加密" in errors) is warned


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--base-path", "search"), "网站的路径不对"),
        (("--auth-file", "/nothing/there"), "/nothing/there 读不了"),
    ],
)
def test_a_setting_that_is_none_is_refused(seed_index: Path, options: tuple[str, ...], said: str) -> None:
    done = CliRunner().invoke(cli, ["serve", "--index", os.fspath(seed_index), "--port", "0", *options])

    assert done.exit_code != 0
    assert said in str(done.exception)
