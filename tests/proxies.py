"""Reverse proxies before a real server, for tests: run with the samples of docs/deploy, other ports and names aside."""

import os
import shutil
import socket
import ssl
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPResponse, HTTPSConnection
from pathlib import Path

import pytest
from tls_proxy import Certificate

SAMPLES = Path(__file__).parent.parent / "docs" / "deploy"
NAME = "cppcc.example"
PATIENCE = 30.0


@dataclass(frozen=True)
class Proxy:
    """A proxy that listens on 127.0.0.1. log: paths that were asked for, one a line. plain: its port without TLS."""

    port: int
    plain: int
    log: Path

    def request(self, method: str, path: str, body: str = "", **headers: str) -> tuple[HTTPResponse, bytes]:
        """An answer and its body, unpacked by nobody."""
        context = ssl.create_default_context()
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        connection = HTTPSConnection("127.0.0.1", self.port, timeout=PATIENCE, context=context)
        connection.request(method, path, body or None, {"Host": NAME, "Connection": "close"} | headers)
        answer = connection.getresponse()
        return answer, answer.read()

    def asked(self) -> list[str]:
        """The paths that it was asked for."""
        return self.log.read_text().split()


def program(name: str) -> str:
    """The path of a program; skips where it is not installed, or fails there when ZHENGSOU_REQUIRE_<NAME>=1."""
    found = shutil.which(name, path=os.pathsep.join((os.environ.get("PATH", ""), "/usr/sbin", "/sbin")))
    if found is None:
        if os.environ.get(f"ZHENGSOU_REQUIRE_{name.upper()}") == "1":
            pytest.fail(f"no {name}; on Debian and Ubuntu: apt-get install {name}")
        pytest.skip(f"no {name} is installed")
    return found


def sample(name: str, *changes: tuple[str, str]) -> str:
    """A sample with other ports, paths and names, each of which must stand in it."""
    text = (SAMPLES / name).read_text("utf-8")
    for old, new in changes:
        assert old in text, (name, old)
        text = text.replace(old, new)
    return text


@contextmanager
def nginx(folder: Path, server: int, certificate: Certificate, *changes: tuple[str, str]) -> Iterator[Proxy]:
    """nginx with docs/deploy/nginx.conf before the server on that port. changes: further ones to the sample."""
    executable, port, plain = program("nginx"), free_port(), free_port()
    site = sample(
        "nginx.conf",
        ("listen 443 ssl", f"listen 127.0.0.1:{port} ssl"),
        ("listen 80", f"listen 127.0.0.1:{plain}"),
        ("127.0.0.1:8000", f"127.0.0.1:{server}"),
        ("/etc/ssl/certs/cppcc.example.pem", str(certificate.shown)),
        ("/etc/ssl/private/cppcc.example.key", str(certificate.key)),
        *changes,
    )
    (folder / "site.conf").write_text(site, "utf-8")
    places = "".join(f"{each}_temp_path {folder}/{each};\n" for each in NGINX_FOLDERS)
    user = "user root;" if os.getuid() == 0 else ""
    main = NGINX.format(folder=folder, user=user, places=places)
    (folder / "nginx.conf").write_text(main, "utf-8")
    command = [executable, "-p", str(folder), "-e", str(folder / "errors"), "-c", str(folder / "nginx.conf")]
    with running(command, port):
        yield Proxy(port, plain, folder / "asked")
    errors = (folder / "errors").read_text()
    assert not [each for each in errors.splitlines() if "[emerg]" in each or "[alert]" in each or "[crit]" in each]


NGINX_FOLDERS = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
NGINX = """daemon off;
{user}
pid {folder}/pid;
worker_processes 1;
events {{ worker_connections 256; }}
http {{
log_format asked '$uri';
access_log {folder}/asked asked;
{places}
include {folder}/site.conf;
}}
"""


@contextmanager
def caddy(folder: Path, server: int, certificate: Certificate) -> Iterator[Proxy]:
    """Caddy with docs/deploy/Caddyfile before the server on that port."""
    executable, port, plain = program("caddy"), free_port(), free_port()
    options = f"{{\nadmin off\nauto_https disable_redirects\nhttp_port {plain}\n}}\n"
    tls = f"\ttls {certificate.shown} {certificate.key}\n"
    text = sample(
        "Caddyfile",
        (f"\n{NAME} {{\n", f"\nhttps://:{port} {{\n\tbind 127.0.0.1\n{tls}"),
        ("127.0.0.1:8000", f"127.0.0.1:{server}"),
    )
    (folder / "Caddyfile").write_text(options + text, "utf-8")
    environment = os.environ | {"HOME": str(folder), "XDG_DATA_HOME": str(folder), "XDG_CONFIG_HOME": str(folder)}
    command = [executable, "run", "--adapter", "caddyfile", "--config", str(folder / "Caddyfile")]
    with running(command, port, environment):
        yield Proxy(port, plain, folder / "asked")


@contextmanager
def running(command: list[str], port: int, environment: dict[str, str] | None = None) -> Iterator[None]:
    """A process that listens on this port until the block ends."""
    with subprocess.Popen(
        command, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True, env=environment
    ) as process:
        try:
            until = time.monotonic() + PATIENCE
            while not _listens(port):
                assert process.poll() is None, process.communicate()
                assert time.monotonic() < until, "it does not listen"
                time.sleep(0.02)
            yield
        finally:
            process.terminate()
            with suppress(subprocess.TimeoutExpired):
                process.communicate(timeout=PATIENCE)
            process.kill()


def free_port() -> int:
    """A port of 127.0.0.1 that nothing listens on."""
    with socket.socket() as tried:
        tried.bind(("127.0.0.1", 0))
        port: int = tried.getsockname()[1]
        return port


def _listens(port: int) -> bool:
    with socket.socket() as tried:
        return tried.connect_ex(("127.0.0.1", port)) == 0


def plain_request(port: int, path: str) -> HTTPResponse:
    """An answer without TLS."""
    connection = HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    connection.request("GET", path, headers={"Host": NAME, "Connection": "close"})
    answer = connection.getresponse()
    answer.read()
    return answer
