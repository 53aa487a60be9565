"""What cannot be seen is named and stays; the same folder spelled otherwise is the same; what is not read is named."""

import errno
import json
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from command import run
from reports import line, page, write_lines

from index import IndexSummary, index_paths
from index.store import open_store
from search import open_searcher

Refuse = Callable[[Path, int], None]


def counts(summary: IndexSummary) -> tuple[int, int, int, int]:
    return summary.added, summary.changed, summary.removed, summary.unchanged


def failed(summary: IndexSummary) -> list[str]:
    return [Path(each.path).name for each in summary.failed]


def reports(directory: Path) -> set[str]:
    with open_searcher(directory) as searcher:
        return {summary.id for summary in searcher.reports()}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "reports"
    (folder / "sub" / "deep").mkdir(parents=True)
    write_lines(folder / "a.jsonl", line("a", ["提案"]))
    write_lines(folder / "sub" / "b.jsonl", line("b", ["提案"]))
    write_lines(folder / "sub" / "deep" / "c.jsonl", line("c", ["提案"]))
    return folder


@pytest.fixture
def directory(folder: Path, tmp_path: Path) -> Path:
    assert counts(index_paths([folder], tmp_path / "index")) == (3, 0, 0, 0)
    return tmp_path / "index"


@pytest.fixture
def refuse(monkeypatch: pytest.MonkeyPatch) -> Refuse:
    """Lets the system refuse to list a folder."""
    refused: dict[str, int] = {}
    scandir = os.scandir

    def guarded(path: Any = ".") -> Any:
        number = refused.get(os.fspath(path))
        if number is not None:
            raise OSError(number, os.strerror(number), path)
        return scandir(path)

    monkeypatch.setattr(os, "scandir", guarded)

    def refusing(path: Path, number: int) -> None:
        refused[str(path)] = number

    return refusing


@pytest.mark.parametrize("number", [errno.EACCES, errno.EIO, errno.ESTALE, errno.ENOTCONN])
@pytest.mark.parametrize(("part", "kept"), [("", {"a", "b", "c"}), ("sub", {"b", "c"}), ("sub/deep", {"c"})])
def test_a_folder_that_cannot_be_listed_is_named_and_stays(
    part: str, kept: set[str], number: int, folder: Path, directory: Path, refuse: Refuse
) -> None:
    refuse(folder / part, number)
    write_lines(folder / "new.jsonl", line("new", ["视察"]))
    summary = index_paths([folder], directory)
    assert failed(summary) == [(folder / part).name]
    assert (summary.removed, summary.unchanged) == (0, 3)
    assert kept <= reports(directory)
    assert ("new" in reports(directory)) == bool(part)


def test_a_folder_that_cannot_be_listed_is_read_when_it_can(folder: Path, directory: Path, refuse: Refuse) -> None:
    refuse(folder / "sub", errno.EACCES)
    write_lines(folder / "sub" / "b.jsonl", line("b", ["视察"]))
    (folder / "a.jsonl").unlink()
    assert counts(index_paths([folder], directory)) == (0, 0, 1, 2)
    refuse(folder / "sub", 0)
    assert open_store(directory).state(forgive=False).sources.keys() == {
        str(folder / "sub" / name) for name in ("b.jsonl", "deep/c.jsonl")
    }


@pytest.mark.skipif(os.getuid() != 0, reason="only root can become another user")
@pytest.mark.parametrize("part", [".", "sub", "sub/deep"])
def test_another_user_without_rights_loses_nothing(part: str) -> None:
    with TemporaryDirectory() as name:
        top, pages, directory = Path(name), Path(name, "pages"), Path(name, "index")
        (pages / "sub" / "deep").mkdir(parents=True)
        write_lines(pages / "a.jsonl", line("a", ["提案"]))
        write_lines(pages / "sub" / "deep" / "c.jsonl", line("c", ["提案"]))
        top.chmod(0o777)
        with as_nobody(lambda: counts(index_paths([pages], directory))) as told:
            assert told == [2, 0, 0, 0]
        (pages / part).chmod(0)
        for rebuild in (False, True):
            with as_nobody(lambda: outcome(index_paths([pages], directory, rebuild=rebuild))) as told:  # noqa: B023
                assert told == [[(pages / part).name], [0, 0, 0, 2]]
        (pages / part).chmod(0o755)


def outcome(summary: IndexSummary) -> tuple[list[str], tuple[int, int, int, int]]:
    return failed(summary), counts(summary)


@contextmanager
def as_nobody(work: Callable[[], Any]) -> Iterator[Any]:
    """What the work gives in a process of a user without rights."""
    reading, writing = os.pipe()
    if os.fork() == 0:
        try:
            os.setgid(65534)
            os.setuid(65534)
            os.write(writing, json.dumps(work()).encode())
        finally:
            os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as answer:
        yield json.loads(answer.read())
    os.wait()


@pytest.mark.parametrize("rebuild", [False, True])
def test_a_given_path_that_is_gone_is_named_once_and_its_reports_stay(
    rebuild: bool, folder: Path, directory: Path
) -> None:
    folder.rename(folder.with_name("away"))
    summary = index_paths([folder], directory, rebuild=rebuild)
    assert [(each.path, each.error.split("。")[0]) for each in summary.failed] == [
        (str(folder), "文件不存在，索引里它的 3 份报告都留着")
    ]
    assert counts(summary) == (0, 0, 0, 3)
    assert reports(directory) == {"a", "b", "c"}
    assert list(open_store(directory).check()) == []


def test_a_gone_folder_that_is_given_beside_its_new_place_lets_go(folder: Path, directory: Path) -> None:
    folder.rename(folder.with_name("away"))
    summary = index_paths([folder, folder.with_name("away")], directory)
    assert (failed(summary), counts(summary)) == (["reports"], (0, 0, 0, 3))
    assert index_paths([folder.with_name("away")], directory).failed == []


def test_a_file_in_the_place_of_a_folder_and_the_other_way_round(folder: Path, directory: Path) -> None:
    shutil.rmtree(folder / "sub")
    (folder / "sub").write_text("")
    (folder / "a.jsonl").unlink()
    (folder / "a.jsonl").mkdir()
    write_lines(folder / "a.jsonl" / "d.jsonl", line("d", ["提案"]))
    summary = index_paths([folder], directory)
    assert (counts(summary), failed(summary)) == ((1, 0, 2, 1), ["a.jsonl"])
    assert reports(directory) == {"a", "d"}
    shutil.rmtree(folder / "a.jsonl")
    summary = index_paths([folder], directory, allow_empty=True)
    assert (counts(summary), summary.failed) == ((0, 0, 2, 0), [])


def test_links_that_lead_round_or_nowhere(folder: Path, directory: Path, tmp_path: Path) -> None:
    (folder / "sub" / "round").symlink_to(folder)
    (folder / "self").symlink_to("self")
    (folder / "gone.txt").symlink_to("nowhere")
    (folder / "gone").symlink_to("nowhere")
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    write_lines(elsewhere / "e.jsonl", line("e", ["提案"]))
    (folder / "elsewhere").symlink_to(elsewhere)
    summary = index_paths([folder], directory)
    assert counts(summary) == (0, 0, 0, 3)
    assert failed(summary) == ["gone.txt", "self"]
    assert [Path(each.path).name for each in summary.skipped] == ["elsewhere", "gone"]


@pytest.mark.parametrize("name", ["n" * 300 + ".txt", "n" * 300, ("n" * 200 + "/") * 30 + "n.txt"])
def test_a_name_too_long_is_named(name: str, folder: Path, directory: Path) -> None:
    summary = index_paths([folder / name, folder], directory)
    assert (len(summary.failed), counts(summary)) == (1, (0, 0, 0, 3))


def test_the_longest_name_of_a_page_can_have_no_sidecar(folder: Path, directory: Path) -> None:
    path = folder / ("a" * 173 + "报" * 26 + ".txt")
    assert len(os.fsencode(path.name)) == 255
    path.write_text(page("甲区政协", 2022, "一年来共收到提案一百件，办理工作扎实推进，委员满意。"), "utf-8")
    assert index_paths([folder], directory).failed == []


def test_a_pipe_is_not_waited_for(folder: Path, directory: Path) -> None:
    os.mkfifo(folder / "pipe.txt")
    summary = index_paths([folder, folder / "pipe.txt"], directory)
    assert (failed(summary), [each.reason for each in summary.skipped]) == (["pipe.txt"], ["不是普通文件"])


@pytest.fixture
def spellings(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Path]]:
    (folder.parent / "link").symlink_to(folder)
    (folder.parent / "x").mkdir()
    monkeypatch.chdir(folder.parent / "x")
    above = f"{folder.parent}/x/.."
    texts = [f"{above}/reports", f"{folder}/", f"{folder}/sub/..", "../reports", "../x/./../reports/.", "../link"]
    return [Path(text) for text in texts] + [folder.parent / "link", folder.parent / "link" / "sub" / ".."]  # type: ignore[return-value]


def test_a_folder_spelled_otherwise_is_the_same(folder: Path, directory: Path, spellings: list[Path]) -> None:
    before = open_store(directory).state(forgive=False)
    for spelling in spellings:
        summary = index_paths([spelling], directory)
        assert (counts(summary), summary.failed) == ((0, 0, 0, 3), [])
    assert open_store(directory).state(forgive=False) == before
    assert counts(index_paths(spellings, directory)) == (0, 0, 0, 3)
    (folder / "a.jsonl").unlink()
    assert counts(index_paths([spellings[-2]], directory)) == (0, 0, 1, 2)


def test_an_index_that_recorded_another_spelling_goes_on(folder: Path, directory: Path, spellings: list[Path]) -> None:
    store = open_store(directory)
    sources = store.state(forgive=False).sources
    link = str(spellings[-2])
    with store.writing(rebuild=False):
        store.write_sources({path.replace(str(folder), link): source for path, source in sources.items()})
    assert all(path.startswith(link) for path in store.state(forgive=False).sources)
    (folder / "sub" / "b.jsonl").unlink()
    summary = index_paths([folder], directory)
    assert (counts(summary), summary.failed) == ((0, 0, 1, 2), [])
    assert store.state(forgive=False).sources.keys() == {str(folder / "a.jsonl"), str(folder / "sub/deep/c.jsonl")}


def test_a_file_is_read_once_however_it_is_reached(folder: Path, directory: Path, tmp_path: Path) -> None:
    (folder / "again.jsonl").symlink_to("a.jsonl")
    (folder / "sub" / "a.jsonl").symlink_to("../a.jsonl")
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "a.jsonl").symlink_to(folder / "a.jsonl")
    for paths in ([folder], [folder, folder / "a.jsonl"], [tmp_path / "other"], [tmp_path / "other", folder]):
        summary = index_paths(paths, directory)
        assert (counts(summary), summary.failed) == ((0, 0, 0, 3), [])


def test_a_link_is_named_by_its_own_name(folder: Path, directory: Path, tmp_path: Path) -> None:
    stored = tmp_path / "4f2a.txt"
    stored.write_text(page("甲区政协", 2022, "一年来共收到提案一百件，办理工作扎实推进，委员满意。"), "utf-8")
    (folder / "甲区2022.txt").symlink_to(stored)
    summary = index_paths([folder], directory)
    assert (counts(summary), [each.path for each in summary.skipped]) == ((0, 0, 0, 3), [str(folder / "甲区2022.txt")])
    assert counts(index_paths([folder], directory, follow_links=True)) == (1, 0, 0, 3)
    assert "甲区2022" in reports(directory)


def test_what_is_not_read_is_named_with_the_reason(folder: Path, directory: Path) -> None:
    for name in (
        "b.wps",
        "a.wps",
        "sub/x.ODT",
        "README",
        ".hidden.wps",
        ".git/config.ini",
        "page.toml",
        "loose.toml",
    ):
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_bytes(b"")
    (folder / "page.txt").write_text(page("甲区政协", 2022, "一年来共收到提案一百件，委员满意。"), "utf-8")
    summary = index_paths([folder], directory)
    told = {each["path"]: each["reason"] for each in summary.to_dict()["skipped"]}
    assert {os.path.relpath(path, folder) for path in told} == {
        "a.wps", "b.wps", "sub/x.ODT", "README", "loose.toml",
    }  # fmt: skip
    assert ".wps" in told[str(folder / "a.wps")]
    assert (counts(summary), summary.failed) == ((1, 0, 0, 3), [])
    assert index_paths([folder], directory, dry_run=True).skipped == summary.skipped


def test_a_given_file_of_a_kind_that_is_not_read_is_a_failure(folder: Path, directory: Path) -> None:
    (folder / "a.wps").write_bytes(b"")
    summary = index_paths([folder / "a.wps"], directory)
    assert (failed(summary), summary.skipped) == (["a.wps"], [])


def test_the_index_among_the_reports_is_no_report(folder: Path) -> None:
    for _ in range(2):
        summary = index_paths([folder], folder / "index")
        assert (summary.reports, summary.failed, summary.skipped) == (3, [], [])


def test_files_that_can_be_converted_are_told_with_the_converter(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    for name in ("旧.doc", "旧.wps", "包.rar", "图.png"):
        (folder / name).write_bytes(b"x")
    write_lines(folder / "a.jsonl", line("a", ["提案"]))
    told = run("index", str(folder), index=tmp_path / "index")
    assert told.returncode == 0
    assert ".doc、.wps：请先转成 .docx：soffice --headless --convert-to docx" in told.stdout
    assert ".rar：请先解开" in told.stdout
    assert "png：" not in told.stdout
