"""Whose index is read: one that only its owner can write, whoever that is; and whose is written: one's own."""

import json
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest
from command import run
from reports import line, write_lines

from index import index_paths
from index.errors import IndexUnavailable, ZhengsouError
from search import SearchRequest, open_searcher
from web.doctor.cli import CHECKS

pytestmark = [
    pytest.mark.skipif(os.name != "posix", reason="owners and modes are POSIX"),
    pytest.mark.skipif(os.name == "posix" and os.geteuid() != 0, reason="only root can be other users"),
]

ROOT, OWNER, READER = 0, 12_345, 65_534


@pytest.fixture
def directory() -> Iterator[Path]:
    """An index that everybody can read; in a folder that other users can get at, which pytest's are not."""
    folder = Path(tempfile.mkdtemp(prefix="zhengsou-owners-"))
    try:
        index_paths([write_lines(folder / "r.jsonl", line("a", ["提案"]))], folder / "index")
        folder.chmod(0o755)
        give(folder / "index", ROOT)
        # What a search loads, it loads before it is another user.
        with open_searcher(folder / "index") as searcher:
            searcher.search(SearchRequest("提案"))
        yield folder / "index"
    finally:
        shutil.rmtree(folder)


def give(directory: Path, owner: int, mode: int = 0o755) -> None:
    """Let the index belong to this user, its directory with this mode; everybody may read it."""
    for path in (directory, *directory.rglob("*")):
        os.chown(path, owner, owner)
        path.chmod(0o755 if path.is_dir() else 0o644)
    directory.chmod(mode)


def as_user(user: int, work: Callable[[], object]) -> str:
    """What the work says when another user does it: the message of its error, or what it returns."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        said = "died"
        try:
            os.setgroups([])
            os.setgid(user)
            os.setuid(user)
            said = str(work())
        except ZhengsouError as fault:
            said = f"{type(fault).__name__}: {fault}"
        finally:
            os.write(writing, said.encode())
            os._exit(0)
    os.close(writing)
    with os.fdopen(reading, encoding="utf-8") as pipe:
        said = pipe.read()
    os.waitpid(child, 0)
    return said


def total(directory: Path) -> int:
    with open_searcher(directory) as searcher:
        return searcher.search(SearchRequest("提案")).total


@pytest.mark.parametrize(
    ("user", "owner", "mode"),
    [
        (READER, OWNER, 0o755),
        (READER, OWNER, 0o555),
        (READER, ROOT, 0o755),
        (READER, ROOT, 0o775),
        (READER, READER, 0o700),
        (READER, READER, 0o775),
        (ROOT, OWNER, 0o700),
    ],
)
def test_what_only_trusted_users_can_write_is_read(user: int, owner: int, mode: int, directory: Path) -> None:
    give(directory, owner, mode)
    assert as_user(user, lambda: total(directory)) == "1"


@pytest.mark.parametrize(
    ("user", "owner", "mode", "advice"),
    [
        (READER, OWNER, 0o775, "请目录的主人 12345 运行 chmod g-w,o-w"),
        (READER, OWNER, 0o757, "请目录的主人 12345 运行 chmod g-w,o-w"),
        (READER, READER, 0o757, "请运行 chmod o-w"),
        (READER, ROOT, 0o777, "请目录的主人 root 运行 chmod o-w"),
        (ROOT, OWNER, 0o777, "请运行 chmod g-w,o-w"),
        (ROOT, ROOT, 0o777, "请运行 chmod o-w"),
    ],
)
def test_what_others_can_write_is_refused_with_advice_that_helps(
    user: int, owner: int, mode: int, advice: str, directory: Path
) -> None:
    give(directory, owner, mode)
    said = as_user(user, lambda: total(directory))
    assert said.startswith("IndexUnavailable: 索引目录可被")
    assert f"{advice} {directory}" in said
    directory.chmod(mode & ~0o022)
    assert as_user(user, lambda: total(directory)) == "1"


def test_an_index_of_another_user_is_not_written_to(directory: Path) -> None:
    give(directory, OWNER)
    source = write_lines(directory.parent / "r.jsonl", line("a", ["提案", "提案"]))
    before = sorted(directory.rglob("*"))
    with pytest.raises(IndexUnavailable, match="以 12345 的身份运行"):
        index_paths([source], directory)
    assert sorted(directory.rglob("*")) == before
    assert total(directory) == 1
    give(directory, ROOT)
    index_paths([source], directory)
    assert total(directory) == 2


def test_an_index_is_made_in_another_users_empty_directory(directory: Path) -> None:
    made = directory.parent / "volume"
    made.mkdir()
    os.chown(made, OWNER, OWNER)
    for count in (1, 2):
        index_paths([write_lines(directory.parent / "r.jsonl", line("a", ["提案"] * count))], made)
        assert total(made) == count


READING = [["search", "提案"], ["status"], ["check"], ["check", "--restore"], ["kwic", "提案"], ["complete", "提"]]


def said_of(directory: Path, command: list[str]) -> str:
    return run(*command, index=directory).stderr


@pytest.mark.parametrize("shut", ["index", "."])
def test_who_may_not_read_an_index_is_told_whose_it_is(shut: str, directory: Path) -> None:
    place = directory.parent / shut
    commands = [*READING, ["index", str(directory.parent / "r.jsonl")], ["backup", str(directory.parent / "copy")]]
    for command in READING:
        run(*command, index=directory)
    place.chmod(0o700)
    before = sorted(directory.rglob("*"))
    for command in commands:
        said = as_user(READER, partial(said_of, directory, command))
        assert said.count("\n") == 1, (command, said)
        assert "没有权限" in said or "建立的" in said or "写不" in said, (command, said)
        assert "root" in said, (command, said)
        assert not any(english in said for english in ("readable", "denied", "Errno")), said
    place.chmod(0o755)
    assert sorted(directory.rglob("*")) == before


def test_doctor_goes_on_where_it_may_not_read(directory: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    names = ("files", "index", "sums", "permissions", "disk", "clock")
    monkeypatch.setattr("web.doctor.cli.CHECKS", tuple(each for each in CHECKS if each[0] in names))
    assert run("doctor", "--json", index=directory).returncode == 0
    for shut in (directory, directory.parent):
        shut.chmod(0o700)
        told = json.loads(as_user(READER, lambda: run("doctor", "--json", index=directory).stdout))
        shut.chmod(0o755)
        faults = [each for each in told["findings"] if each["level"] == "bad"]
        assert faults
        assert "clock" in {each["check"] for each in told["findings"]}
        for fault in faults:
            assert "没有权限" in fault["message"]
            assert f"{shut} 属于用户 root：请以 root 的身份运行" in fault["remedy"]
            assert "chmod" in fault["remedy"]
        assert shut == directory.parent or len(faults) == 1


def test_doctor_names_an_index_that_all_may_write_once(directory: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    names = ("index", "sums", "permissions", "disk")
    monkeypatch.setattr("web.doctor.cli.CHECKS", tuple(each for each in CHECKS if each[0] in names))
    directory.chmod(0o777)
    told = json.loads(run("doctor", "--json", index=directory).stdout)
    [fault] = [each for each in told["findings"] if each["level"] == "bad"]
    assert f"chmod o-w {directory}" in fault["remedy"]
