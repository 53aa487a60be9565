"""Room on the disk: asked for before a large build, never for a small one, and said with what is needed."""

import shutil
from pathlib import Path
from typing import NamedTuple

import pytest
from command import run
from reports import line, write_lines

from index import index_paths
from index.indexing import room

MB = 1_000_000


class Usage(NamedTuple):
    """What `shutil.disk_usage` returns."""

    total: int
    used: int
    free: int


def free(monkeypatch: pytest.MonkeyPatch, size: int) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Usage(10**12, 0, size))


@pytest.fixture
def large(tmp_path: Path) -> Path:
    """A file of 30 MB without content: a run that went on would say that it cannot be read."""
    path = tmp_path / "large/r.jsonl"
    path.parent.mkdir()
    with path.open("wb") as file:
        file.truncate(30 * MB)
    return path


def test_a_build_without_room_is_refused_before_it_begins(
    large: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    free(monkeypatch, 20 * MB)
    done = run("index", large, index=tmp_path / "var/i")
    assert done.returncode == 1
    assert "大约需要 90 MB" in done.stderr
    assert "只剩 20 MB" in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert not (tmp_path / "var").exists()


@pytest.mark.parametrize(("size", "kind"), [(25, ".jsonl"), (0, ".html")])
def test_a_build_that_might_fit_is_not_refused(
    size: int, kind: str, large: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    free(monkeypatch, size * MB)
    done = run("index", large.rename(large.with_suffix(kind)), index=tmp_path / "i")
    assert "磁盘放不下" not in done.stderr


def test_what_an_index_took_tells_what_it_will_take(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "_FROM", 100)
    monkeypatch.setattr(room, "_NOT_ASKED", 1)
    source = write_lines(tmp_path / "r.jsonl", *(line(f"r{number}", ["提案办理"] * 50) for number in range(20)))
    index_paths([source], tmp_path / "i")
    taken = sum(path.stat().st_size for path in (tmp_path / "i").rglob("*.zs"))
    free(monkeypatch, taken // 4)
    refused = run("index", source, "--rebuild", index=tmp_path / "i")
    assert refused.returncode == 1
    assert "磁盘放不下" in refused.stderr
    # What is there already needs no room.
    assert run("index", source, index=tmp_path / "i").returncode == 0
    free(monkeypatch, taken)
    assert run("index", source, "--rebuild", index=tmp_path / "i").returncode == 0


def test_a_small_addition_is_never_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    free(monkeypatch, 0)
    source = write_lines(tmp_path / "r.jsonl", line("a", ["提案"]))
    assert run("index", source, index=tmp_path / "i").returncode == 0
