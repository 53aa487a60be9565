"""What stands in a file's place and is none, or leads out of the folders: named, never opened, and nothing is lost."""

import os
import shutil
import socket
from collections.abc import Callable
from contextlib import chdir
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from command import run
from hostile_archives import packed
from reports import line, page, write_lines
from test_index_folders import as_nobody, counts, failed, outcome, reports

from index import index_paths
from index.errors import ReadError
from index.library.adding import Adding
from index.places import gazetteer
from index.reading import read_reports
from index.reading.files import open_file
from index.store import open_store

PROSE = "一年来共收到提案一百件，办理工作扎实推进，委员满意。"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "reports"
    (folder / "sub").mkdir(parents=True)
    (folder / "甲.txt").write_text(page("甲区政协", 2022, PROSE), "utf-8")
    (folder / "sub" / "乙.txt").write_text(page("乙区政协", 2022, PROSE), "utf-8")
    write_lines(folder / "c.jsonl", line("c", ["提案"]))
    return folder


@pytest.fixture
def directory(folder: Path, tmp_path: Path) -> Path:
    assert counts(index_paths([folder], tmp_path / "index")) == (3, 0, 0, 0)
    return tmp_path / "index"


def bound(path: Path) -> None:
    # The address of a socket is short.
    with socket.socket(socket.AF_UNIX) as made, chdir(path.parent):
        made.bind(path.name)


def rubbish(path: Path) -> None:
    path.write_bytes(bytes(range(256)) * 9)


def sparse(path: Path) -> None:
    path.touch()
    os.truncate(path, 1 << 40)


def linked(target: str) -> Callable[[Path], None]:
    return lambda path: path.symlink_to(target)


PLACES: dict[str, tuple[Callable[[Path], None], str]] = {
    "a link that leads nowhere": (linked("nowhere"), "不存在"),
    "a link to itself": (lambda path: path.symlink_to(path.name), "链接绕成了圈"),
    "a folder": (Path.mkdir, "是文件夹"),
    "a pipe": (os.mkfifo, "不是普通文件"),
    "a socket": (bound, "不是普通文件"),
    "a link to zeros": (linked("/dev/zero"), "不是普通文件"),
    "a link to a terminal": (linked("/dev/tty"), "不是普通文件"),
    "a link to a file elsewhere": (linked("/etc/passwd"), "指向给出的文件夹以外"),
    "a link to a folder": (linked("/etc"), "是文件夹"),
    "nothing in it": (Path.touch, "文件是空的"),
    "bytes": (rubbish, ""),
    "more than is read": (sparse, "太大"),
}  # fmt: skip


@pytest.mark.parametrize("name", ["甲.txt", "sub/乙.txt", "c.jsonl"])
@pytest.mark.parametrize("kind", PLACES)
def test_what_stands_in_a_files_place_never_costs_the_version_before(
    kind: str, name: str, folder: Path, directory: Path
) -> None:
    (folder / name).unlink()
    place, reason = PLACES[kind]
    place(folder / name)
    for rebuild in (False, False, True, False):
        summary = index_paths([folder], directory, rebuild=rebuild)
        assert failed(summary)[:1] == [Path(name).name]
        assert reason in summary.failed[0].error
        assert (counts(summary), reports(directory)) == ((0, 0, 0, 3), {"甲", "乙", "c"})
    assert list(open_store(directory).check()) == []
    made = folder / name
    (shutil.rmtree if made.is_dir() and not made.is_symlink() else os.unlink)(made)
    assert counts(index_paths([folder], directory)) == (0, 0, 1, 2)


@pytest.mark.parametrize("place", [linked("nowhere"), linked("/etc"), Path.touch])
def test_what_stands_in_a_folders_place(
    place: Callable[[Path], None], folder: Path, directory: Path, tmp_path: Path
) -> None:
    (folder / "sub").rename(tmp_path / "away")
    place(folder / "sub")
    stays = (folder / "sub").is_symlink()
    summary = index_paths([folder], directory)
    assert counts(summary) == ((0, 0, 0, 3) if stays else (0, 0, 1, 2))
    assert failed(summary) == (["乙.txt"] if stays else [])
    (folder / "sub").unlink()
    (tmp_path / "away").rename(folder / "sub")
    summary = index_paths([folder], directory)
    assert (summary.reports, summary.failed) == (3, [])


@pytest.mark.parametrize("kind", sorted(PLACES.keys() - {"a folder", "a link to a folder"}))
def test_what_is_no_report_is_named_once_and_nothing_is_added(kind: str, folder: Path, directory: Path) -> None:
    place, _ = PLACES[kind]
    place(folder / "new.txt")
    # A link that the user names is followed.
    by_name = [] if kind == "a link to a file elsewhere" else [folder / "new.txt"]
    for path in (folder, *by_name):
        done = run("index", path, index=directory)
        named = [each for each in (done.stdout + done.stderr).splitlines() if "new.txt" in each]
        assert len(named) == 1
        assert "Traceback" not in done.stderr
        assert reports(directory) == {"甲", "乙", "c"}


def test_links_are_followed_inside_the_folders_and_where_they_are_named(
    folder: Path, directory: Path, tmp_path: Path
) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "丙.txt").write_text(page("丙区政协", 2022, PROSE), "utf-8")
    for name in ("丙.txt", "sub/丁.txt"):
        (folder / name).symlink_to(outside / "丙.txt")
    done = run("index", folder, index=directory)
    assert (done.returncode, reports(directory)) == (0, {"甲", "乙", "c"})
    named = [each for each in done.stdout.splitlines() if "--follow-links" in each]
    assert [each.split("：")[1] for each in named] == [str(folder / name) for name in ("sub/丁.txt", "丙.txt")]
    assert all(each["reason"] for each in index_paths([folder], directory).to_dict()["skipped"])
    assert counts(index_paths([folder / "丙.txt"], directory)) == (1, 0, 0, 3)
    summary = index_paths([folder], directory)
    assert (counts(summary), summary.failed) == ((0, 0, 0, 4), [])
    (outside / "丙.txt").write_text(page("丙区政协", 2021, PROSE), "utf-8")
    summary = index_paths([folder], directory)
    assert (counts(summary), failed(summary)) == ((0, 0, 0, 4), ["丙.txt"])
    assert counts(index_paths([folder], directory, follow_links=True)) == (0, 1, 0, 3)
    assert run("index", folder, "--follow-links", index=directory).returncode == 0
    assert counts(index_paths([folder, outside], directory)) == (0, 0, 0, 4)


@pytest.mark.skipif(os.getuid() != 0, reason="only root can become another user")
@pytest.mark.parametrize("rebuild", [False, True])
def test_a_folder_that_can_be_listed_but_not_entered(rebuild: bool) -> None:
    with TemporaryDirectory() as name:
        top, pages, directory = Path(name), Path(name, "pages"), Path(name, "index")
        (pages / "sub").mkdir(parents=True)
        write_lines(pages / "a.jsonl", line("a", ["提案"]))
        (pages / "sub" / "乙.txt").write_text(page("乙区政协", 2022, PROSE), "utf-8")
        top.chmod(0o777)
        with as_nobody(lambda: counts(index_paths([pages], directory))) as told:
            assert told == [2, 0, 0, 0]
        (pages / "sub").chmod(0o444)
        with as_nobody(lambda: outcome(index_paths([pages], directory, rebuild=rebuild))) as told:
            assert told == [["乙.txt"], [0, 0, 0, 2]]
        (pages / "sub").chmod(0o755)


def test_a_path_beyond_the_systems_limit_is_one_line(folder: Path, directory: Path) -> None:
    with chdir(folder):
        for _ in range(30):
            os.mkdir("n" * 200)
            os.chdir("n" * 200)
        Path("a.txt").write_text(page("丙区政协", 2022, PROSE), "utf-8")
    done = run("index", folder, index=directory)
    assert done.returncode == 1
    [told] = done.stderr.splitlines()
    assert "名字或路径太长" in told
    assert reports(directory) == {"甲", "乙", "c"}
    shutil.rmtree(folder / ("n" * 200))


def test_names_that_are_no_text_are_one_line(folder: Path, directory: Path) -> None:
    for name in (b"\xff\xfe.txt", b"a\nb.txt", b"\x1b[31m.txt", b"\xed\xa0\x80.html"):
        (folder / os.fsdecode(name)).write_bytes(b"")
    done = run("index", folder, index=directory)
    assert (done.returncode, len(done.stderr.splitlines())) == (1, 4)
    assert "\x1b" not in done.stderr


@pytest.mark.parametrize(
    "kind", ["a pipe", "a socket", "a link to zeros", "a folder", "nothing in it", "more than is read"]
)
def test_what_is_no_report_is_not_added(kind: str, folder: Path, tmp_path: Path) -> None:
    place, reason = PLACES[kind]
    (tmp_path / "inbox").mkdir()
    place(tmp_path / "inbox" / "new.txt")
    (folder / "new.txt").touch()
    before = sorted(folder.rglob("*"))
    [error] = Adding(folder, {}, gazetteer()).add(tmp_path / "inbox" / "new.txt").errors
    assert reason in error
    assert sorted(folder.rglob("*")) == before


def test_a_pipe_is_not_waited_for_wherever_it_comes_in(folder: Path, tmp_path: Path) -> None:
    pipe = tmp_path / "a.txt"
    os.mkfifo(pipe)
    with pytest.raises(ReadError, match="不是普通文件"):
        open_file(pipe)
    for name in ("甲.toml", "b.pdf", "b.zip", "b.jsonl", "b.jsonl.gz"):
        os.mkfifo(folder / name)
        read = folder / (name if name != "甲.toml" else "甲.txt")
        with pytest.raises(ReadError, match="不是普通文件"):
            list(read_reports(read))


@pytest.mark.parametrize("rebuild", [False, True])
def test_an_archive_of_another_name_leaves_no_ids_of_the_old_one(rebuild: bool, tmp_path: Path) -> None:
    archive = packed(**{"好.txt": page("甲区政协", 2022, PROSE), "坏.txt": "\0\1\2" * 99})
    for name in ("一", "二"):
        (tmp_path / "lib" / name).mkdir(parents=True)
    (tmp_path / "lib" / "一" / "包.zip").write_bytes(archive)
    index_paths([tmp_path / "lib"], tmp_path / "index", keep_reprints=True)
    assert reports(tmp_path / "index") == {"包/好"}
    (tmp_path / "lib" / "二" / "包.zip").write_bytes(archive)
    for _ in range(2):
        summary = index_paths([tmp_path / "lib"], tmp_path / "index", rebuild=rebuild)
        assert (failed(summary), reports(tmp_path / "index")) == (["包.zip"] * 2, {"一/包/好", "二/包/好"})


@pytest.mark.skipif(os.getuid() != 0, reason="only root can become another user")
@pytest.mark.parametrize("name", ["甲.txt", "甲.toml", "甲.jsonl", "甲.zip", "甲.docx", "sub"])
@pytest.mark.parametrize("own", [False, True])
def test_what_may_not_be_read_is_told_with_who_can_change_that(own: bool, name: str) -> None:
    with TemporaryDirectory() as top:
        pages = Path(top, "pages")
        (pages / "sub").mkdir(parents=True)
        (pages / "甲.txt").write_text(page("甲区政协", 2022, PROSE), "utf-8")
        # Another user may not be able to import what this process has not.
        index_paths([pages], Path(top, "as root"))
        denied = pages / name
        if not denied.exists():
            denied.touch()
        for each in (Path(top), pages, denied):
            if own:
                os.chown(each, 65534, 65534)
        Path(top).chmod(0o777)
        denied.chmod(0o700 if denied.is_dir() and not own else 0)

        def told_by_index() -> list[Any]:
            done = run("index", pages, index=Path(top, "index"))
            return [done.returncode, done.stderr.splitlines()]

        with as_nobody(told_by_index) as (status, told):
            assert (status, len(told)) == (1, 1)
        rights = "rx" if name == "sub" else "r"
        assert "没有读取权限。" in told[0]
        assert (f"请运行 chmod u+{rights} {denied}" if own else f"{denied} 属于用户 root：") in told[0]
        denied.chmod(0o755)
