"""What a check says of what it has found: damage, files without permission, and damage of the kept generation only."""

import json
import os
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from command import run
from reports import line, write_lines
from small_index import flip, total, two_generations
from test_index_folders import as_nobody

from index import index_paths
from index.local.layout import Layout
from index.store import open_store


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    return two_generations(tmp_path / "r.jsonl", tmp_path / "index", apart=True)


def only_of(directory: Path, number: int) -> Path:
    """A file that only the current generation (0) or the one before (1) has."""
    layout = Layout(directory)
    entries = layout.entries()
    names = [set(layout.generation_of(each).files) for each in entries]
    return entries[number].data / min(names[number] - names[1 - number])


def spare_record(directory: Path) -> Path:
    before = Layout(directory).entries()[1]
    return before.data / before.manifest_name


@pytest.mark.parametrize("fast", [True, False])
@pytest.mark.parametrize("place", [lambda each: only_of(each, 1), spare_record])
def test_damage_of_the_kept_generation_is_told_as_such_and_let_go_of(
    place: Callable[[Path], Path], fast: bool, directory: Path
) -> None:
    flip(place(directory))
    check = ["check", *(["--fast"] if fast else [])]
    for _ in range(2):
        done = run(*check, index=directory)
        assert done.returncode == 1
        assert "（前一代）" in done.stderr
        closing = done.stderr.splitlines()[-1]
        assert all(each in closing for each in ("备用的前一代", "查找不受影响", "check --restore"))
        assert "--rebuild" not in done.stderr
    assert json.loads(run(*check, "--json", index=directory).stdout)["kinds"] == ["spare"]
    done = run("check", "--restore", index=directory)
    assert (done.returncode, "已经放掉" in done.stdout, "不用恢复" in done.stdout) == (0, True, True)
    assert run(*check, index=directory).returncode == 0
    assert (total(directory), len(Layout(directory).entries())) == (2, 1)
    left = {each.name for each in directory.glob("data-*/*")}
    current = Layout(directory).entries()[0]
    assert left == {*current.records, *Layout(directory).generation_of(current).files}
    index_paths([write_lines(directory.parent / "r.jsonl", line("a", ["提案"]))], directory)
    assert len(Layout(directory).entries()) == 2


def test_damage_of_the_kept_generation_ends_with_the_next_commit(directory: Path) -> None:
    flip(only_of(directory, 1))
    index_paths([write_lines(directory.parent / "r.jsonl", line("a", ["提案"]))], directory)
    assert list(open_store(directory).check()) == []


def test_damage_of_both_generations_is_no_less_than_damage(directory: Path) -> None:
    flip(only_of(directory, 1))
    flip(only_of(directory, 0))
    done = run("check", "--fast", index=directory)
    assert (done.returncode, "索引有 2 处损坏" in done.stderr, "不受影响" in done.stderr) == (3, True, False)


def test_a_whole_generation_is_not_let_go_of(directory: Path) -> None:
    before = directory.joinpath("current.json").read_bytes()
    done = run("check", "--restore", index=directory)
    assert (done.returncode, done.stderr, "放掉" in done.stdout) == (0, "", False)
    assert directory.joinpath("current.json").read_bytes() == before


def test_doctor_warns_of_the_kept_generation(directory: Path) -> None:
    flip(only_of(directory, 1))
    found = json.loads(run("doctor", "--port", 0, "--json", index=directory).stdout)["findings"]
    [sums] = [each for each in found if each["check"] == "sums"]
    assert (sums["level"], "check --restore" in sums["remedy"]) == ("warning", True)


@pytest.mark.skipif(os.getuid() != 0, reason="only root can become another user")
@pytest.mark.parametrize("which", ["segment", "record", "sources", "spare", "folder"])
def test_a_file_without_permission_is_no_damage(which: str) -> None:
    with TemporaryDirectory() as name:
        os.chmod(name, 0o755)
        directory = two_generations(Path(name) / "r.jsonl", Path(name) / "index", apart=True)
        for path in (directory, *directory.rglob("*")):
            path.chmod(0o755 if path.is_dir() else 0o644)
        entry = Layout(directory).entries()[0]
        refused = {
            "segment": only_of(directory, 0),
            "record": entry.data / entry.manifest_name,
            "sources": entry.data / entry.sources_name,
            "spare": only_of(directory, 1),
            "folder": entry.data,
        }[which]
        refused.chmod(0o700 if refused.is_dir() else 0o600)

        def told() -> Any:
            checked = [run("check", *more, index=directory) for more in (["--fast"], [])]
            doctor = json.loads(run("doctor", "--port", 0, "--json", index=directory).stdout)["findings"]
            bad = [f"{each['message']}。{each['remedy']}" for each in doctor if each["level"] == "bad"]
            return [[each.returncode, each.stderr] for each in checked], bad

        with as_nobody(told) as (checked, doctor):
            for status, errors in checked:
                closing = errors.splitlines()[-1]
                assert status == 3
                assert "没有权限" in errors
                assert f"{refused} 属于用户 root：请以 root 的身份运行" in closing
                assert not any(each in errors for each in ("损坏", "--restore", "--rebuild"))
            relevant = [each for each in doctor if "没有权限" in each]
            assert relevant
            assert all("root" in each and "--restore" not in each for each in relevant)


@pytest.mark.skipif(os.getuid() != 0, reason="only root can become another user")
def test_restore_takes_a_file_without_permission_for_no_damage() -> None:
    with TemporaryDirectory() as name:
        os.chmod(name, 0o755)
        directory = two_generations(Path(name) / "r.jsonl", Path(name) / "index", apart=True)
        for path in (Path(name), *Path(name).rglob("*")):
            os.chown(path, 65534, 65534)
        only_of(directory, 0).chmod(0)
        before = directory.joinpath("current.json").read_bytes()

        def restored() -> Any:
            done = run("check", "--restore", index=directory)
            return done.returncode, done.stderr

        with as_nobody(restored) as (status, errors):
            assert (status, "没有权限" in errors, "chmod u+r " in errors) == (3, True, True)
        assert directory.joinpath("current.json").read_bytes() == before
