"""Settings in the environment: doctor looks at each that a command or the server refuses, and errors name it."""

import os
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from command import run

from index.errors import RequestError, ZhengsouError
from index.settings import UPLOAD_PASSWORD_FILE_VARIABLE
from index.variables import KNOWN, PREFIX
from web.doctor import settings, system
from web.doctor.cli import CHECKS
from web.doctor.findings import Asked, Check, Finding, findings
from web.serving.deployment import AUTH_FILE_VARIABLE, Deployment
from web.serving.settings import application

GOOD = f"li:$2b$04${'a' * 53}\n"


def bad(check: Check = settings.settings, port: int | None = None) -> list[Finding]:
    return [each for each in findings([("x", check)], Asked(Path("nowhere"), port)) if each.level == "bad"]


@pytest.fixture
def taken() -> Iterator[int]:
    """A port that another program listens on."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield listening.getsockname()[1]


def test_every_known_variable_is_looked_at() -> None:
    names = dict(CHECKS)
    assert set(settings.readers()) | set(settings.LOOKED_AT) == set(KNOWN)
    assert not set(settings.readers()) & set(settings.LOOKED_AT)
    assert set(settings.LOOKED_AT.values()) <= set(names)


WRONG = {
    "ACCESS_LOG": "/nothing/there/log",
    "ACCESS_LOG_FORMAT": "xml",
    "ACCESS_LOG_QUERIES": "perhaps",
    "ALLOW_UPLOAD": "1",
    "AUTH_FILE": "/nothing/there",
    "BASE_PATH": "search",
    "LANG": "klingon",
    "LISTEN_HOST": "http://localhost",
    "LISTEN_PORT": "99999",
    "MAX_FILE": "much",
    "MAX_SECONDS": "0",
    "MEMORY": "much",
    "METRICS_FROM": "10.0.0.1/8",
    "OPENSEARCH_SHARDS": "0",
    "REQUEST_MEMORY": "1G",
    "TAG_AUTHORITY": "x",
    "TRUSTED_HOSTS": "https://cppcc.example",
    "TRUSTED_PROXY": "one",
    "UPLOAD_PASSWORD_FILE": "/nothing/there",
    "VERIFY": "-1",
    "WORKERS": "0",
}
BY_SERVE = sorted(set(WRONG) - {"LANG", "MAX_FILE", "MAX_SECONDS", "MEMORY", "OPENSEARCH_SHARDS",
                                "UPLOAD_PASSWORD_FILE", "REQUEST_MEMORY", "TAG_AUTHORITY"})  # fmt: skip


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_value_is_one_fault_of_its_variable(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert bad() == []
    monkeypatch.setenv(PREFIX + name, WRONG[name])
    [fault] = bad()
    named = PREFIX + (name if name != "ALLOW_UPLOAD" else "UPLOAD_PASSWORD_FILE")
    assert named in fault.message + fault.remedy
    assert fault.remedy
    assert bad(system.port) == []


@pytest.mark.parametrize("name", BY_SERVE)
def test_serve_refuses_it_in_one_line_that_names_the_variable(
    name: str, seed_index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(PREFIX + name, WRONG[name])
    done = run("serve", "--port", "8000" if name != "LISTEN_PORT" else "99999", index=seed_index)
    assert (done.stdout, done.stderr.count("\n")) == ("", 1)
    assert name == "LISTEN_PORT" or PREFIX in done.stderr
    assert done.returncode


@pytest.mark.parametrize("name", ["INDEX", "BASE_PATH", "TRUSTED_HOSTS", "AUTH_FILE", "ACCESS_LOG", "TRUSTED_PROXY"])
def test_other_servers_name_the_variable(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(PREFIX + name, {**WRONG, "INDEX": "ftp://x", "TRUSTED_PROXY": "99"}[name])
    with pytest.raises(ZhengsouError, match=PREFIX + name):
        application()


def test_a_command_names_the_variable_only_if_the_value_is_from_there() -> None:
    assert "ZHENGSOU_INDEX：不认识的索引地址" in run("status", index="ftp://x").stderr
    told = run("status", "--index", "ftp://x").stderr
    assert "不认识的索引地址" in told
    assert PREFIX not in told
    assert "ZHENGSOU_SITE：" in run("export", "提案", "--json", "x", ZHENGSOU_SITE="example.org").stderr
    told = run("serve", "--base-path", "x", ZHENGSOU_BASE_PATH="y").stderr
    assert PREFIX not in told
    assert run("serve", "--host", " ").returncode == 2


def test_looking_at_an_access_log_makes_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZHENGSOU_ACCESS_LOG", str(tmp_path / "log"))
    assert bad() == []
    assert list(tmp_path.iterdir()) == []
    (tmp_path / "log").mkdir()
    [fault] = bad()
    assert str(tmp_path / "log") in fault.message


def test_uploads_with_a_password_are_well(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "password").write_text("long enough")
    monkeypatch.setenv("ZHENGSOU_ALLOW_UPLOAD", "1")
    [fault] = bad()
    assert UPLOAD_PASSWORD_FILE_VARIABLE in fault.remedy
    monkeypatch.setenv(UPLOAD_PASSWORD_FILE_VARIABLE, str(tmp_path / "password"))
    assert bad() == []


def test_the_port_and_address_of_the_environment_are_looked_at(taken: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZHENGSOU_LISTEN_PORT", str(taken))
    found = list(findings([("port", system.port)], Asked(Path("nowhere"), None)))
    assert [(each.level, str(taken) in each.message) for each in found] == [("warning", True)]
    assert list(findings([("port", system.port)], Asked(Path("nowhere"), 0))) == []
    monkeypatch.setenv("ZHENGSOU_LISTEN_HOST", "192.0.2.1")
    [fault] = bad(system.port)
    assert "192.0.2.1" in fault.message


OPEN_BY_MISTAKE = [{AUTH_FILE_VARIABLE: ""}, {"ZHENGSOU_AUTHFILE": "/x"}, {"zhengsou_auth_file": "/x"},
                   {"ZHENGSOU_AUTH_FILES": ""}]  # fmt: skip


@pytest.mark.parametrize("given", OPEN_BY_MISTAKE)
def test_a_site_is_not_open_by_mistake(
    given: dict[str, str], seed_index: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if os.name == "nt" and "zhengsou_auth_file" in given:
        pytest.skip("names of variables have no case")
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    done = run("serve", "--port", "0", index=seed_index)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert AUTH_FILE_VARIABLE in done.stderr
    assert "所有人" in done.stderr
    monkeypatch.setenv("ZHENGSOU_INDEX", str(seed_index))
    with pytest.raises(RequestError, match=AUTH_FILE_VARIABLE):
        application()
    [fault] = bad()
    assert AUTH_FILE_VARIABLE in fault.message
    # With a file of passwords, a misspelt name is only told.
    (tmp_path / "users").write_text(GOOD)
    monkeypatch.setenv(AUTH_FILE_VARIABLE, str(tmp_path / "users"))
    assert bad() == []
    assert Deployment.from_environment().auth_file == tmp_path / "users"


def test_a_site_that_is_meant_to_be_open_starts() -> None:
    assert Deployment.from_environment({PREFIX + "BASEPATH": "/x"}).auth_file is None
