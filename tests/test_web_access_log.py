"""The access log: whole lines in either form, whatever a client sends, and in a new file once it was rotated."""

import json
import os
import re
import resource
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import bcrypt
import pytest
from flask.testing import FlaskClient

from web.app import create_app
from web.serving.access_log import LONGEST, AccessLog, CannotLog, Form
from web.serving.deployment import EVERYWHERE, Deployment
from web.serving.live import detach
from web.serving.observing import Observation, Observer
from web.serving.served import Served

COMBINED = re.compile(
    r"(?P<address>\S+) - (?P<user>\S+) \[(?P<time>\d\d/[A-Z][a-z]{2}/\d{4}:\d\d:\d\d:\d\d [+-]\d{4})\] "
    r'"(?P<request>(?:[^"\\]|\\.)*)" (?P<status>\d{3}) (?P<size>\d+|-) '
    r'"(?P<referer>(?:[^"\\]|\\.)*)" "(?P<agent>(?:[^"\\]|\\.)*)"'
)
HOSTILE = '" 200 1\n127.0.0.1 - root [x] "GET /forged\r\x1b[2J\x00\x85\\ é'


@contextmanager
def logging_to(
    file: Path, index: Path, form: Form = "combined", *, queries: bool = True, deployment: Deployment = EVERYWHERE
) -> Iterator[FlaskClient]:
    app = create_app(index, deployment)
    log = AccessLog(file, form, queries=queries)
    try:
        Observer(app, Observation(log), 1).begin(0)
        yield app.test_client()
    finally:
        detach(app)


def combined(file: Path) -> list[dict[str, str]]:
    """The lines, each of which must be whole."""
    found = [COMBINED.fullmatch(line) for line in file.read_text("ascii").splitlines()]
    assert None not in found
    return [each.groupdict() for each in found if each]


def objects(file: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in file.read_text("ascii").splitlines()]


def raw(client: FlaskClient, **environ: str) -> None:
    """A request with these strings in its environment, as a server would make it of hostile bytes."""
    client.get("/healthz", buffered=True, environ_overrides=environ)


def test_a_line_in_the_combined_form(tmp_path: Path, seed_index: Path) -> None:
    with logging_to(tmp_path / "log", seed_index) as client:
        size = len(
            client.get(
                "/?q=%E6%8F%90%E6%A1%88",
                buffered=True,
                headers={"Referer": "http://here/", "User-Agent": "Mozilla/5.0 (X)"},
            ).data
        )
        client.head("/?q=x", buffered=True)
        client.get("/nowhere", buffered=True)
    first, second, third = combined(tmp_path / "log")
    assert first["request"] == "GET /?q=%E6%8F%90%E6%A1%88 HTTP/1.1"
    assert (first["address"], first["user"], first["status"], first["size"]) == ("127.0.0.1", "-", "200", str(size))
    assert (first["referer"], first["agent"]) == ("http://here/", "Mozilla/5.0 (X)")
    assert (second["size"], second["referer"]) == ("-", "-")
    assert (third["status"], third["request"]) == ("404", "GET /nowhere HTTP/1.1")


def test_a_line_as_json(tmp_path: Path, seed_index: Path) -> None:
    with logging_to(tmp_path / "log", seed_index, "json") as client:
        client.get("/api/search?q=%E6%8F%90%E6%A1%88", buffered=True)
        client.get("/nowhere", buffered=True)
    first, second = objects(tmp_path / "log")
    assert first["target"] == "/api/search?q=%E6%8F%90%E6%A1%88"
    assert (first["route"], first["method"], first["status"], first["error"]) == ("api.search", "GET", 200, "")
    assert first["bytes"] > 100
    assert 0 < first["seconds"] < 60
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", first["time"])
    assert (second["route"], second["status"]) == ("", 404)


def test_the_client_is_whom_a_trusted_proxy_names(tmp_path: Path, seed_index: Path) -> None:
    forwarded = {"X-Forwarded-For": "198.51.100.9, 203.0.113.7"}
    for name, proxies in (("trusted", 1), ("not trusted", 0)):
        with logging_to(tmp_path / name, seed_index, deployment=Deployment(proxies=proxies)) as client:
            client.get("/healthz", buffered=True, headers=forwarded)
    assert combined(tmp_path / "trusted")[0]["address"] == "203.0.113.7"
    assert combined(tmp_path / "not trusted")[0]["address"] == "127.0.0.1"


def test_a_user_is_named_only_by_the_right_password(tmp_path: Path, seed_index: Path) -> None:
    users = tmp_path / "users"
    users.write_text("li:" + bcrypt.hashpw(b"right password", bcrypt.gensalt(4)).decode() + "\n")
    with logging_to(tmp_path / "log", seed_index, deployment=Deployment(auth_file=users)) as client:
        client.get("/help", buffered=True)
        client.get("/help", buffered=True, auth=("li", "wrong password"))
        client.get("/help", buffered=True, auth=("li", "right password"))
    assert [(line["user"], line["status"]) for line in combined(tmp_path / "log")] == [
        ("-", "401"),
        ("-", "401"),
        ("li", "200"),
    ]


def test_an_error_is_logged_with_its_id(tmp_path: Path) -> None:
    with logging_to(tmp_path / "log", tmp_path / "no index", "json") as client:
        answered = client.get("/api/search?q=x", buffered=True).get_json()["error"]["id"]
    (line,) = objects(tmp_path / "log")
    assert (line["status"], line["error"]) == (503, answered)


@pytest.mark.parametrize("form", ["combined", "json"])
def test_no_client_can_forge_or_break_a_line(form: Form, tmp_path: Path, seed_index: Path) -> None:
    with logging_to(tmp_path / "log", seed_index, form) as client:
        for key in ("REQUEST_URI", "HTTP_REFERER", "HTTP_USER_AGENT", "REMOTE_ADDR", "REMOTE_USER", "SERVER_PROTOCOL"):
            raw(client, **{key: HOSTILE})
            raw(client, **{key: 'é\\"\n' * 9_999})
    text = (tmp_path / "log").read_text("ascii")
    assert text.count("\n") == 12
    assert text.replace("\n", "").isprintable()
    assert max(map(len, text.splitlines())) < LONGEST
    lines: list[Any] = combined(tmp_path / "log") if form == "combined" else objects(tmp_path / "log")
    assert all(int(line["status"]) == 200 for line in lines)


@pytest.mark.parametrize("form", ["combined", "json"])
def test_what_readers_look_for_can_be_left_out(form: Form, tmp_path: Path, seed_index: Path) -> None:
    with logging_to(tmp_path / "log", seed_index, form, queries=False) as client:
        client.get("/?q=secret", buffered=True, headers={"Referer": "http://localhost/kwic?q=hidden"})
    text = (tmp_path / "log").read_text()
    assert "secret" not in text
    assert "hidden" not in text
    assert "http://localhost/kwic" in text


def test_after_rotation_lines_go_to_the_new_file(tmp_path: Path, seed_index: Path) -> None:
    app = create_app(seed_index)
    log = AccessLog(tmp_path / "log")
    observer = Observer(app, Observation(log), 1)
    client = app.test_client()
    client.get("/healthz?1", buffered=True)
    (tmp_path / "log").rename(tmp_path / "log.1")
    client.get("/healthz?2", buffered=True)
    observer.reopen()
    client.get("/healthz?3", buffered=True)
    detach(app)
    assert [len(combined(tmp_path / name)) for name in ("log.1", "log")] == [2, 1]


def test_a_file_that_cannot_be_opened_anew_is_gone_on_with(
    tmp_path: Path, seed_index: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "logs").mkdir()
    app = create_app(seed_index)
    observer = Observer(app, Observation(AccessLog(tmp_path / "logs" / "log")), 1)
    (tmp_path / "logs").rename(tmp_path / "old")
    observer.reopen()
    app.test_client().get("/healthz", buffered=True)
    detach(app)
    assert len(combined(tmp_path / "old" / "log")) == 1
    assert "没有换成新的" in caplog.text


def test_only_its_owner_and_group_can_read_it(tmp_path: Path) -> None:
    AccessLog(tmp_path / "log")
    assert not (tmp_path / "log").stat().st_mode & 0o027


def test_what_cannot_be_opened_is_said(tmp_path: Path) -> None:
    with pytest.raises(CannotLog, match="文件夹"):
        AccessLog(tmp_path)
    with pytest.raises(CannotLog):
        AccessLog(tmp_path / "none" / "log")


def test_a_full_disk_stops_no_answer_and_tears_one_line_at_most(
    tmp_path: Path, seed_index: Path, caplog: pytest.LogCaptureFixture
) -> None:
    log = AccessLog(tmp_path / "log")
    app = create_app(seed_index)
    Observer(app, Observation(log), 1)
    client = app.test_client()
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    before = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    try:
        client.get("/healthz", buffered=True)
        room = (tmp_path / "log").stat().st_size + 20
        resource.setrlimit(resource.RLIMIT_FSIZE, (room, limits[1]))
        assert [client.get("/healthz", buffered=True).status_code for _ in range(3)] == [200] * 3
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        signal.signal(signal.SIGXFSZ, before)
    client.get("/healthz", buffered=True)
    detach(app)
    assert log.lost == 3
    assert len(caplog.records) == 2
    assert "其间丢了 3 行" in caplog.text
    lines = (tmp_path / "log").read_text().splitlines()
    assert [bool(COMBINED.fullmatch(line)) for line in lines] == [True, False, True]


def test_a_line_that_another_process_left_unfinished_is_closed(tmp_path: Path) -> None:
    path, old = tmp_path / "log", tmp_path / "old"
    path.write_bytes(b"whole\ntorn")
    log = AccessLog(path)
    for _ in range(2):
        log.write(Served({"REQUEST_METHOD": "GET"}, 0.0))
    assert [line[:7] for line in path.read_bytes().split(b"\n")] == [b"whole", b"torn", b"- - - [", b"- - - [", b""]
    path.rename(old)
    path.write_bytes(b"torn")
    log.reopen()
    log.write(Served({"REQUEST_METHOD": "GET"}, 0.0))
    assert [line[:7] for line in path.read_bytes().split(b"\n")] == [b"torn", b"- - - [", b""]


def test_lines_go_to_standard_output(capfd: pytest.CaptureFixture[str], seed_index: Path) -> None:
    app = create_app(seed_index)
    observer = Observer(app, Observation(AccessLog(None)), 1)
    app.test_client().get("/healthz", buffered=True)
    observer.close()
    detach(app)
    assert COMBINED.fullmatch(capfd.readouterr().out.strip())
    assert os.fstat(1)


LONG = "提案委员会" * 15
USERS = ["王小明", "王小红", "王 一", "王_一", f"{LONG}甲", f"{LONG}乙"]


@pytest.mark.parametrize("form", ["combined", "json"])
def test_users_with_chinese_names_are_told_apart(form: Form, tmp_path: Path, seed_index: Path) -> None:
    hashed = bcrypt.hashpw(b"right password", bcrypt.gensalt(4)).decode()
    users = tmp_path / "users"
    users.write_text("".join(f"{user}:{hashed}\n" for user in USERS), "utf-8")
    with logging_to(tmp_path / "log", seed_index, form, deployment=Deployment(auth_file=users)) as client:
        for user in USERS:
            client.get("/help", buffered=True, auth=(user, "right password"))
    lines: list[Any] = combined(tmp_path / "log") if form == "combined" else objects(tmp_path / "log")
    logged = [line["user"] for line in lines]
    assert len(set(logged)) == len(USERS)
    assert max(map(len, logged)) <= 400
    if form == "json":
        assert logged[:4] == USERS[:4]
    else:
        assert logged[0].encode().decode("unicode_escape").encode("latin-1").decode() == USERS[0]
