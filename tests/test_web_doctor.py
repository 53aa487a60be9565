"""`zhengsou doctor`: what is broken is named with its remedy, in one line each, and never by a traceback."""

import json
import socket
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from importlib import metadata
from pathlib import Path
from typing import Any

import pytest
from command import run
from reports import line, write_lines
from web_process import serving

from index import index_paths
from web.doctor import installed_index, program, settings, system
from web.doctor.cli import CHECKS
from web.doctor.findings import Asked, Check, Finding, findings

GIBIBYTE = 1 << 30


def found(check: Check, place: Path | str = "nowhere", port: int = 0) -> list[Finding]:
    from index.location import locate

    return list(findings([("x", check)], Asked(locate(place), port)))


def only(check: Check, level: str, place: Path | str = "nowhere", port: int = 0) -> Finding:
    """The one finding of this level, which says what to do unless all is well."""
    (finding,) = [each for each in found(check, place, port) if each.level == level]
    assert bool(finding.remedy) == (level != "ok")
    assert (finding.message + finding.remedy).isprintable()
    return finding


@pytest.mark.slow
def test_a_good_installation_has_no_fault(seed_index: Path) -> None:
    done = run("doctor", "--port", "0", "--json", index=seed_index)
    told = json.loads(done.stdout)
    assert [each for each in told["findings"] if each["level"] == "bad"] == []
    assert told["ok"]
    assert done.returncode == 0
    assert {each["check"] for each in told["findings"]} >= {"python", "trial", "imports", "index", "disk"}


@pytest.mark.slow
def test_each_fault_is_one_line_with_its_remedy(tmp_path: Path) -> None:
    (tmp_path / "dictionary.txt").write_bytes(b"\xff\xfe\x00")
    done = run("doctor", "--port", "0", index=tmp_path / "index", ZHENGSOU_MEMORY="much")
    assert done.returncode == 1
    assert "Traceback" not in done.stdout + done.stderr
    faults = [line for line in done.stdout.splitlines() if line.startswith("✗")]
    assert len(faults) == 3, faults
    assert any("zhengsou index" in line for line in faults)
    assert any("ZHENGSOU_MEMORY" in line for line in faults)
    assert any("dictionary.txt" in line for line in faults)
    assert done.stdout.splitlines()[-1].startswith("3 处毛病")


def test_signs_that_the_terminal_lacks_are_replaced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("web.doctor.cli.CHECKS", (("python", program.python), ("index", installed_index.index)))
    done = run("doctor", index=tmp_path / "none", encoding="gbk")
    assert [line[:3] for line in done.stdout.splitlines()[:2]] == ["[ok", "[x]"]


@pytest.mark.parametrize(
    "fault",
    [
        RuntimeError("two\nlines \x1b[2J"),
        RecursionError(),
        UnicodeDecodeError("utf-8", b"\xff", 0, 1, "x"),
        MemoryError(),
        OSError(5, "EIO"),
        ImportError("no wheel"),
        KeyError(None),
    ],
)
def test_a_check_that_fails_is_a_finding_and_the_others_go_on(fault: Exception) -> None:
    def failing(_: Asked) -> Iterator[Any]:
        yield "ok", "first", ""
        raise fault

    asked = Asked(Path("nowhere"), 0)
    told = list(findings([("a", failing), ("b", program.python)], asked))
    assert [each.level for each in told[:2]] == ["ok", "bad"]
    assert type(fault).__name__ in told[1].message
    assert all((each.message + each.remedy).isprintable() for each in told)
    assert told[2].check == "b"


def without(monkeypatch: pytest.MonkeyPatch, **versions: str | None) -> None:
    """Installed versions of distributions, None for one that is missing."""
    real = metadata.version

    def version(name: str) -> str:
        known = versions.get(name.replace("-", "_"), "")
        if known is None:
            raise metadata.PackageNotFoundError(name)
        return known or real(name)

    monkeypatch.setattr("web.doctor.program.metadata.version", version)


def test_libraries_that_are_missing_or_old_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    without(monkeypatch, flask=None, numpy="1.26.4", whoosh3="3.55.0", rjieba=None)
    told = found(program.libraries)
    faults = {
        each.message.split()[0].removeprefix("缺少程序库") or "flask": each for each in told if each.level == "bad"
    }
    assert len(faults) == 3
    text = " ".join(each.message + each.remedy for each in faults.values())
    assert f"{sys.executable} -m pip install 'flask>=" in text
    assert "1.26.4" in text
    assert "install whoosh3==3.54.0" in text
    (slow,) = [each for each in told if "rjieba" in each.message]
    assert slow.level == "warning"


def test_without_metadata_it_says_how_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    without(monkeypatch, zhengsou=None)
    assert "pip install" in only(program.libraries, "bad").remedy


@pytest.mark.slow
@pytest.mark.parametrize(
    ("code", "said"), [("raise ImportError('libX.so: no')", "libX.so"), ("import os; os.abort()", "意外终止")]
)
def test_a_library_that_does_not_load_is_named(
    code: str, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "flask").mkdir()
    (tmp_path / "flask" / "__init__.py").write_text(code)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    told = [each for each in found(program.imports) if each.level == "bad"]
    assert any(each.message.startswith("flask") and said in each.message for each in told)
    assert all("pip install" in each.remedy for each in told)


def test_the_extra_is_needed_only_for_a_cluster(monkeypatch: pytest.MonkeyPatch) -> None:
    without(monkeypatch, opensearch_py=None, mcp=None)
    assert all(each.level == "ok" for each in found(program.extras))
    fault = only(program.extras, "bad", "opensearch+http://localhost:9/x")
    assert fault.remedy == f"请在代码所在的文件夹里运行 {sys.executable} -m pip install '.[opensearch]'"


def test_a_damaged_index_is_named(tmp_path: Path, seed_index: Path) -> None:
    assert "zhengsou index" in only(installed_index.index, "bad", tmp_path / "none").remedy
    (tmp_path / "current.json").write_text("{")
    assert "current.json" in only(installed_index.index, "bad", tmp_path).message
    assert not [each for each in found(installed_index.index, seed_index) if each.level == "bad"]


def test_a_file_that_rots_is_named(tmp_path: Path) -> None:
    index_paths([write_lines(tmp_path / "r.jsonl", line("a", ["提案"]))], tmp_path / "index")
    only(installed_index.sums, "ok", tmp_path / "index")
    (segment,) = (tmp_path / "index").rglob("*.zs")
    data = bytearray(segment.read_bytes())
    data[len(data) // 2] ^= 1
    segment.write_bytes(data)
    fault = only(installed_index.sums, "bad", tmp_path / "index")
    assert segment.name in fault.message
    assert "--restore" in fault.remedy


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX permissions")
def test_an_index_that_all_may_write_is_named(tmp_path: Path) -> None:
    (tmp_path / "index").mkdir()
    (tmp_path / "index").chmod(0o777)
    assert "chmod o-w" in only(installed_index.permissions, "bad", tmp_path / "index").remedy
    (tmp_path / "index").chmod(0o700)
    assert only(installed_index.permissions, "ok", tmp_path / "index").message.endswith("700")


def test_a_cluster_that_does_not_answer_is_named() -> None:
    with socket.create_server(("127.0.0.1", 0)) as refused:
        address = f"opensearch+http://127.0.0.1:{refused.getsockname()[1]}/x"
    assert only(installed_index.cluster, "bad", address).message


def test_a_disk_that_is_nearly_full(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert {each.level for each in found(system.disk, tmp_path)} <= {"ok", "warning"}
    monkeypatch.setattr("web.doctor.system.shutil.disk_usage", lambda _: type("Usage", (), {"free": 10 << 20}))
    assert all(each.level == "warning" and each.remedy for each in found(system.disk, tmp_path))


@pytest.mark.parametrize(("free", "level", "said"), [(30, "ok", "还有 31 MB"), (22, "warning", "还有 23 MB"),
                                                     (1024, "ok", "还有 1.1 GB")])  # fmt: skip
def test_what_a_small_index_needs_is_in_proportion(
    free: int, level: str, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "segment").write_bytes(bytes(4_000_000))
    monkeypatch.setattr("web.doctor.system.shutil.disk_usage", lambda _: type("Usage", (), {"free": free << 20}))
    finding = found(system.disk, tmp_path)[0]
    assert finding.level == level
    assert said in finding.message
    assert level == "ok" or "重建大约要 29 MB" in finding.remedy


def test_limits_on_memory_and_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "memory.max").write_text("629145600\n")
    monkeypatch.setattr("web.doctor.system._CGROUP", (tmp_path / "memory.max",))
    hint = only(system.memory, "warning")
    assert "600 MiB" in hint.message
    assert "ZHENGSOU_MEMORY=200" in hint.remedy
    (tmp_path / "memory.max").write_text("max\n")
    monkeypatch.setattr("web.doctor.system._installed", lambda: 8 * GIBIBYTE)
    only(system.memory, "ok")
    resource = pytest.importorskip("resource")
    monkeypatch.setattr(resource, "getrlimit", lambda _: (256, 4096))
    assert "256" in only(system.open_files, "warning").message


def test_a_clock_that_was_never_set(seed_index: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    only(system.clock, "ok")
    monkeypatch.setattr("time.time", lambda: 3600.0)
    only(system.clock, "bad")
    assert "将来" in only(installed_index.index, "warning", seed_index).message


def test_a_terminal_without_chinese(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("locale.getpreferredencoding", lambda _: "ANSI_X3.4-1968")
    assert "UTF-8" in only(system.terminal, "warning").remedy


class Other(BaseHTTPRequestHandler):
    """Some other program."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"[]")

    def log_message(self, *_: object) -> None:
        """Silent."""


def test_a_port_that_another_program_has() -> None:
    with HTTPServer(("127.0.0.1", 0), Other) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        assert "别的程序" in only(system.port, "warning", port=server.server_port).message
        server.shutdown()
    assert "空着" in only(system.port, "ok", port=server.server_port).message


@pytest.mark.slow
def test_a_port_on_which_this_site_serves_is_well(seed_index: Path) -> None:
    with serving(seed_index) as server:
        assert "正在服务" in only(system.port, "ok", port=server.port).message


def test_every_check_has_a_name_of_its_own() -> None:
    assert len(dict(CHECKS)) == len(CHECKS)


def test_a_setting_that_nothing_reads_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZHENGSOU_BASEPATH", "/search")
    assert "ZHENGSOU_BASE_PATH" in only(settings.settings, "warning").message


@pytest.mark.parametrize(("name", "value"), [("BASE_PATH", "search"), ("TRUSTED_PROXY", "one"), ("VERIFY", "x")])
def test_settings_of_the_site_are_looked_at(name: str, value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(f"ZHENGSOU_{name}", value)
    assert value in only(settings.settings, "bad").message


@pytest.mark.slow
def test_a_site_that_searches_an_older_generation_is_named_as_such(tmp_path: Path) -> None:
    for texts in (["提案"], ["提案", "提案督办"]):
        index_paths([write_lines(tmp_path / "r.jsonl", line("a", texts))], tmp_path / "index")
    newest = max((tmp_path / "index").rglob("*.zs"), key=lambda path: path.stat().st_mtime_ns)
    newest.unlink()
    with serving(tmp_path / "index") as server:
        finding = only(system.port, "warning", tmp_path / "index", server.port)
    assert "政搜正在服务" in finding.message
    assert "zhengsou check" in finding.remedy


HASHED = "li:$2b$04$" + "a" * 53


@pytest.mark.parametrize(
    ("content", "wrong"),
    [
        (None, "读不了"),
        ("", "没有用户"),
        ("li:plain", "只认 bcrypt"),
        ("li", "第 1 行"),
        (HASHED.replace("04", "31"), "强度"),
    ],
)
def test_a_file_of_passwords_that_is_not_good_is_named(
    content: str | None, wrong: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "users"
    if content is not None:
        file.write_text(content)
    monkeypatch.setenv("ZHENGSOU_AUTH_FILE", str(file))
    assert wrong in only(system.passwords, "bad").message


def test_a_good_file_of_passwords_is_well(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert found(system.passwords) == []
    (tmp_path / "users").write_text(f"{HASHED}\n")
    monkeypatch.setenv("ZHENGSOU_AUTH_FILE", str(tmp_path / "users"))
    assert "1 个用户" in only(system.passwords, "ok").message


def test_the_address_of_the_site_is_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    assert found(system.site) == []
    monkeypatch.setenv("ZHENGSOU_SITE", "zhengsou.example.org")
    assert "ZHENGSOU_SITE" in only(system.site, "bad").message
    monkeypatch.setenv("ZHENGSOU_SITE", "https://zhengsou.example.org/search")
    assert "zhengsou.example.org" in only(system.site, "ok").message
