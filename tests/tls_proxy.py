"""A gate with TLS and a password in front of a server on loopback, as a cluster's security is seen by its clients."""

import base64
import hmac
import http.client
import shutil
import socket
import ssl
import subprocess
import sys
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import TracebackType
from typing import Any, Self

HOST = "127.0.0.1"
OURS = "DNS:localhost,IP:127.0.0.1"
# What is about one connection, and the password, which ends here.
NOT_PASSED_ON = {"connection", "keep-alive", "transfer-encoding", "host", "authorization", "content-length"}
CA_REQUEST = """
[req]
distinguished_name = name
prompt = no
x509_extensions = extensions
[name]
CN = Authority {name}
[extensions]
basicConstraints = critical, CA:TRUE
keyUsage = critical, keyCertSign, cRLSign
subjectKeyIdentifier = hash
"""
SERVER_EXTENSIONS = """
basicConstraints = critical, CA:FALSE
keyUsage = critical, digitalSignature
extendedKeyUsage = serverAuth
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
subjectAltName = {names}
"""


@dataclass(frozen=True, slots=True)
class Certificate:
    """PEM files: who vouches for a server, what it shows, and its key."""

    ca: Path
    shown: Path
    key: Path


def make_certificate(folder: Path, name: str, names: str = OURS) -> Certificate:
    """A certificate for a server under an authority of its own, both valid for two days.

    `names` are what the server may be called, as OpenSSL writes subjectAltName. Raises FileNotFoundError without
    the program `openssl`.
    """
    made = Certificate(folder / f"{name}-ca.pem", folder / f"{name}.pem", folder / f"{name}.key")
    ca_key, request = folder / f"{name}-ca.key", folder / f"{name}.csr"
    config, extensions = folder / f"{name}-ca.cnf", folder / f"{name}.cnf"
    config.write_text(CA_REQUEST.format(name=name), "utf-8")
    extensions.write_text(SERVER_EXTENSIONS.format(names=names), "utf-8")
    new_key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
    config_given = ["-config", str(config)]
    _openssl(["req", "-x509", *new_key, *config_given, "-days", "2", "-keyout", ca_key, "-out", made.ca])
    _openssl(["req", "-new", *new_key, *config_given, "-subj", "/CN=node", "-keyout", made.key, "-out", request])
    _openssl([
        "x509", "-req", "-in", request, "-CA", made.ca, "-CAkey", ca_key, "-CAcreateserial", "-days", "2",
        "-extfile", extensions, "-out", made.shown,
    ])  # fmt: skip
    return made


def _openssl(arguments: Sequence[str | Path]) -> None:
    program = shutil.which("openssl")
    if program is None:
        raise FileNotFoundError("no `openssl` to make certificates with; on Debian and Ubuntu: apt-get install openssl")
    subprocess.run([program, *arguments], check=True, capture_output=True)


class TlsProxy:
    """Listens on a free loopback port while entered, and passes on what comes with the right user and password.

    Anything else is answered with 401. `requests` counts what arrived inside TLS, `refused` those answered with 401.
    """

    def __init__(self, target: tuple[str, int], certificate: Certificate, *, user: str, password: str) -> None:
        self.certificate = certificate
        self.user = user
        self.password = password
        self.requests = 0
        self.refused = 0
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate.shown, certificate.key)
        self._server = _Server(target, context, self)
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05})

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    @property
    def port(self) -> int:
        """The port that it listens on."""
        return int(self._server.server_address[1])

    def address(self, name: str = "reports", *, host: str = HOST, user: str | None = None) -> str:
        """The address of an index behind it."""
        return f"opensearch+https://{user or self.user}@{host}:{self.port}/{name}"


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    # Threads that wait for the next request of a client that stays connected would never be done.
    block_on_close = False

    def __init__(self, target: tuple[str, int], context: ssl.SSLContext, proxy: TlsProxy) -> None:
        self.target = target
        self.context = context
        self.proxy = proxy
        self.counting = threading.Lock()
        pair = f"{proxy.user}:{proxy.password}".encode()
        self.expected = b"Basic " + base64.b64encode(pair)
        super().__init__((HOST, 0), _Handler)

    def get_request(self) -> tuple[socket.socket, Any]:
        connection, address = super().get_request()
        connection.settimeout(60)
        # Handshakes wait in the thread of each connection, not here.
        return self.context.wrap_socket(connection, server_side=True, do_handshake_on_connect=False), address

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing of connections that fail, as those of clients that do not trust the certificate do."""
        if not isinstance(sys.exception(), OSError):
            super().handle_error(request, client_address)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: _Server

    def setup(self) -> None:
        self.request.do_handshake()
        super().setup()

    def answer(self) -> None:
        """Pass one request on, or refuse it."""
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        allowed = hmac.compare_digest(self.headers.get("Authorization", "").encode(), self.server.expected)
        with self.server.counting:
            self.server.proxy.requests += 1
            self.server.proxy.refused += not allowed
        if "Transfer-Encoding" in self.headers:
            self.reply(HTTPStatus.LENGTH_REQUIRED, [], b"")
        elif allowed:
            self.reply(*self.passed_on(body))
        else:
            self.reply(HTTPStatus.UNAUTHORIZED, [("WWW-Authenticate", 'Basic realm="cluster"')], b"Unauthorized")

    def passed_on(self, body: bytes) -> tuple[int, list[tuple[str, str]], bytes]:
        """What the server behind answers."""
        headers = {name: value for name, value in self.headers.items() if name.lower() not in NOT_PASSED_ON}
        connection = http.client.HTTPConnection(*self.server.target, timeout=60)
        try:
            connection.request(self.command, self.path, body or None, headers)
            response = connection.getresponse()
            kept = [(name, value) for name, value in response.getheaders() if name.lower() not in NOT_PASSED_ON]
            return response.status, kept, response.read()
        except (OSError, http.client.HTTPException) as error:
            return HTTPStatus.BAD_GATEWAY, [], str(error).encode()
        finally:
            connection.close()

    def reply(self, status: int, headers: Sequence[tuple[str, str]], body: bytes) -> None:
        """Send a whole answer."""
        self.send_response_only(status)
        for name, value in headers:
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    do_GET = do_HEAD = do_POST = do_PUT = do_DELETE = answer
