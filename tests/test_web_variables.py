"""Environment variables: every serve option has one, one table has their names, and a misspelt one is told."""

import re
from pathlib import Path

import pytest
from click.testing import CliRunner
from command import run

import web.serving.server
from index.errors import RequestError
from index.variables import FOR_TESTS, KNOWN, PREFIX, unknown_variables
from web.cli import cli
from web.serving.cli import serve_command
from web.serving.live import detach
from web.serving.observing import Observation
from web.serving.settings import application
from web.serving.variables import access_log, switch, verify_hours

ROOT = Path(__file__).parents[1]
NAME = re.compile(rf"{PREFIX}[A-Z_]*[A-Z]")
WITHOUT = {"watch", "follow_links", "paths", "location"}
"""Which folders are watched is said by the arguments; the index has its own option everywhere."""


def test_the_table_is_what_the_sources_read() -> None:
    sources = [path for part in ("index", "search", "web") for path in (ROOT / part).rglob("*.py")]
    named = {
        name
        for path in sources
        if path.name != "variables.py" or path.parent.name != "index"
        for name in NAME.findall(path.read_text("utf-8"))
    }
    assert named - {f"{PREFIX}PORT"} == set(KNOWN)


def test_what_only_tests_read_is_told_from_settings() -> None:
    tests = [path for path in (ROOT / "tests").rglob("*.py") if path != Path(__file__)]
    read = {name for path in tests for name in re.findall(r'environ\S*?"(ZHENGSOU_[A-Z_]+)"', path.read_text("utf-8"))}
    assert read
    assert {name for name in read if name not in KNOWN and not FOR_TESTS.fullmatch(name)} == set()
    assert not any(FOR_TESTS.fullmatch(name) for name in KNOWN)


@pytest.mark.parametrize("guide", ["docs/deploy.md", "docs/deploy.zh.md"])
def test_every_serve_option_has_a_variable_that_the_guides_name(guide: str) -> None:
    text = (ROOT / guide).read_text("utf-8")
    for option in serve_command.params:
        if option.name not in WITHOUT:
            assert isinstance(option.envvar, str), option.name
            assert option.envvar in KNOWN
            assert f"`{option.envvar}`" in text


def test_serve_is_set_by_variables(tmp_path: Path, seed_index: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: dict[str, object] = {}

    def serve(*given: object, **named: object) -> None:
        asked.update(named, given=given)

    monkeypatch.setattr(web.serving.server, "serve", serve)
    settings = {
        "ZHENGSOU_INDEX": str(seed_index),
        "ZHENGSOU_LISTEN_HOST": "::1",
        "ZHENGSOU_LISTEN_PORT": "9000",
        "ZHENGSOU_WORKERS": "3",
        "ZHENGSOU_VERIFY": "2",
        "ZHENGSOU_METRICS_FROM": "127.0.0.1,10.0.0.0/8 ::1",
        "ZHENGSOU_ACCESS_LOG": str(tmp_path / "log"),
        "ZHENGSOU_ACCESS_LOG_FORMAT": "json",
        "ZHENGSOU_ACCESS_LOG_QUERIES": "0",
    }
    done = CliRunner().invoke(cli, ["serve", "--workers", "4"], env=settings, catch_exceptions=False)
    assert done.exit_code == 0, done.output
    given = asked["given"]
    assert isinstance(given, tuple)
    assert given[1:4] == ("::1", 9000, 4)
    assert asked["verify_every"] == 7200
    observation = asked["observation"]
    assert isinstance(observation, Observation)
    assert list(map(str, observation.metrics_from)) == ["127.0.0.1/32", "10.0.0.0/8", "::1/128"]
    assert observation.access_log
    assert (tmp_path / "log").exists()


def test_the_unit_leaves_everything_to_the_sample_of_settings(
    seed_index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[tuple[object, ...]] = []
    monkeypatch.setattr(web.serving.server, "serve", lambda *given, **_: asked.append(given))
    unit = (ROOT / "docs/deploy/zhengsou.service").read_text("utf-8")
    lines = (ROOT / "docs/deploy/zhengsou.env").read_text("utf-8").splitlines()
    settings = dict(line.split("=", 1) for line in lines if not line.startswith("#"))
    assert {"ZHENGSOU_LISTEN_HOST", "ZHENGSOU_LISTEN_PORT", "ZHENGSOU_WORKERS"} <= set(settings)
    changed = {"ZHENGSOU_INDEX": str(seed_index), "ZHENGSOU_LISTEN_PORT": "9000", "ZHENGSOU_WORKERS": "3"}
    (command,) = re.findall(r"(?m)^ExecStart=\S+/zhengsou (.+)$", unit)
    done = CliRunner().invoke(cli, command.split(), env=settings | changed, catch_exceptions=False)
    assert done.exit_code == 0, done.output
    ((_, *listening, _),) = asked
    assert listening == ["127.0.0.1", 9000, 3]


def test_the_image_leaves_everything_to_its_environment() -> None:
    text = (ROOT / "docs/deploy/Dockerfile").read_text("utf-8")
    assert text.endswith('\nCMD ["serve"]\n')
    assert set(NAME.findall(text[text.index("\nENV ") : text.index("\nUSER ")])) == {
        f"{PREFIX}{name}" for name in ("INDEX", "LISTEN_HOST", "LISTEN_PORT", "WORKERS")
    }


def test_a_wrong_value_is_told_by_the_name_of_its_variable(seed_index: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in (("WORKERS", "many"), ("VERIFY", "-1"), ("ACCESS_LOG_FORMAT", "xml"), ("LISTEN_PORT", "99999")):
        with monkeypatch.context() as patch:
            patch.setenv(PREFIX + name, value)
            done = run("serve", index=seed_index)
        assert (done.returncode, done.stderr.count("\n")) == (2, 1)
        assert PREFIX + name in done.stderr
    done = run("serve", "--workers", "many", index=seed_index)
    assert PREFIX not in done.stderr
    assert "--workers" in done.stderr


def test_other_servers_get_verification_and_log(
    tmp_path: Path, seed_index: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    for name, value in {
        "INDEX": str(seed_index),
        "VERIFY": "0",
        "ACCESS_LOG": str(tmp_path / "log"),
        "ACCESS_LOG_FORMAT": "json",
        "ACCESS_LOG_QUERIES": "0",
        "METRICS_FROM": "127.0.0.1",
    }.items():
        monkeypatch.setenv(PREFIX + name, value)
    app = application()
    app.test_client().get("/healthz?secret", buffered=True)
    detach(app)
    text = (tmp_path / "log").read_text()
    assert text.startswith("{")
    assert "secret" not in text
    assert "ZHENGSOU_METRICS_FROM" in caplog.text


@pytest.mark.parametrize("value", ["-1", "8761", "nan", "much"])
def test_a_value_that_is_none_is_refused(value: str) -> None:
    with pytest.raises(RequestError, match="ZHENGSOU_VERIFY"):
        verify_hours({"ZHENGSOU_VERIFY": value})
    with pytest.raises(RequestError, match="ZHENGSOU_ACCESS_LOG_FORMAT"):
        access_log({"ZHENGSOU_ACCESS_LOG_FORMAT": value})
    with pytest.raises(RequestError, match="ZHENGSOU_ALLOW_UPLOAD"):
        switch("ZHENGSOU_ALLOW_UPLOAD", False, {"ZHENGSOU_ALLOW_UPLOAD": value})


def test_a_misspelt_name_is_told_with_the_one_it_is_like() -> None:
    for wrong, near in (
        ("BASEPATH", "BASE_PATH"),
        ("TRUSTED_HOST", "TRUSTED_HOSTS"),
        ("AUTHFILE", "AUTH_FILE"),
        ("METRIC_FROM", "METRICS_FROM"),
        ("VERIFY_HOURS", "VERIFY"),
    ):
        (told,) = unknown_variables({PREFIX + wrong: "x", "PATH": "/bin"})
        assert told == f"没有 {PREFIX}{wrong} 这个设置（是不是 {PREFIX}{near}？）"
    assert unknown_variables({"zhengsou_index": "x"}) == ["没有 zhengsou_index 这个设置（是不是 ZHENGSOU_INDEX？）"]
    assert unknown_variables({"ZHENGSOU_XYLOPHONE": ""}) == ["没有 ZHENGSOU_XYLOPHONE 这个设置"]


def test_what_is_no_mistake_is_not_told() -> None:
    assert unknown_variables(dict.fromkeys(KNOWN, "x")) == []
    assert unknown_variables({"ZHENGSOU_TORTURE_ROUNDS": "9", "ZHENGSOU_REQUIRE_BROWSER": "1"}) == []
    containers = {"ZHENGSOU_PORT": "tcp://10.0.0.1:80", "ZHENGSOU_SERVICE_HOST": "10.0.0.1"}
    assert unknown_variables(containers | {"ZHENGSOU_PORT_80_TCP_ADDR": "10.0.0.1"}) == []


def test_a_site_that_starts_tells_all_in_one_line(
    seed_index: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(web.serving.server, "serve", lambda *_, **__: None)
    settings = {"ZHENGSOU_BASEPATH": "/x", "ZHENGSOU_WORKER": "2"}
    assert CliRunner().invoke(cli, ["serve", "--index", str(seed_index)], env=settings).exit_code == 0
    (record,) = caplog.records
    assert "ZHENGSOU_BASE_PATH" in record.message
    assert "ZHENGSOU_WORKERS" in record.message
