"""The words of a user dictionary become terms as jieba would make them, and an index knows if it was made with it."""

import json
import os
from pathlib import Path

import pytest
from command import run
from reports import line, write_lines
from segmenting import segmenting_with

from index import index_paths
from index.analysis import Segmenter
from index.analysis.user_dictionary import DictionaryEntry, read_dictionary
from index.errors import RequestError
from index.local.layout import Layout
from index.local.snapshot import Snapshot
from index.store import open_store
from search import SearchRequest, open_searcher


@pytest.fixture
def source(tmp_path: Path) -> Path:
    return write_lines(tmp_path / "r.jsonl", line("a", ["开展小微协商活动", "視察調研"]))


@pytest.fixture
def directory(source: Path, tmp_path: Path) -> Path:
    index_paths([source], tmp_path / "var" / "index")
    return tmp_path / "var" / "index"


def documents_with(directory: Path, term: str) -> int:
    snapshot = Snapshot.open(directory)
    try:
        return len(snapshot.postings("words", term).documents)
    finally:
        snapshot.close()


def stale(directory: Path) -> list[str]:
    """What `status` says has changed."""
    found: list[str] = json.loads(run("status", "--json", index=directory).stdout)["stale"]
    return found


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", ()),
        (b"# only\n\n  # comments\n", ()),
        ("小微协商".encode(), (DictionaryEntry("小微协商"),)),
        ("\ufeff小微协商 12\r\n\r\n云\tn # 注\n".encode(), (DictionaryEntry("小微协商", 12), DictionaryEntry("云"))),
        (b"c# 007 n\n3 5", (DictionaryEntry("c#", 7), DictionaryEntry("3", 5))),
    ],
)
def test_what_a_dictionary_says(content: bytes, expected: tuple[DictionaryEntry, ...], tmp_path: Path) -> None:
    path = tmp_path / "dictionary.txt"
    path.write_bytes(content)
    assert read_dictionary(path) == expected


@pytest.mark.parametrize(
    ("content", "number"),
    [
        ("小微 协商".encode(), 1),
        ("云\n\n小微协商 12 13".encode(), 3),
        ("小微协商 n 12".encode(), 1),
        ("云\n小微协商 0".encode(), 2),
        ("小微协商 1000000000".encode(), 1),
        ("小微协商 -1".encode(), 1),
        ("# 注\n".encode() + "小微协商".encode("gb18030"), 2),
        ("小微协商".encode("utf-16"), 1),
    ],
)
def test_a_bad_line_is_named_and_the_index_stays(content: bytes, number: int, directory: Path, source: Path) -> None:
    (directory.parent / "dictionary.txt").write_bytes(content)
    before = sorted(directory.rglob("*"))
    with pytest.raises(RequestError, match=rf"dictionary\.txt 第 {number} 行"):
        index_paths([source], directory)
    assert sorted(directory.rglob("*")) == before


def test_a_dictionary_that_cannot_be_opened_ends_with_status_2(directory: Path, source: Path) -> None:
    (directory.parent / "dictionary.txt").mkdir()
    for command in (["index", str(source)], ["status"], ["check"]):
        done = run(*command, index=directory)
        assert (done.returncode, done.stdout) == (2, "")
        assert "dictionary.txt" in done.stderr


def test_no_file_changes_nothing(directory: Path, source: Path, tmp_path: Path) -> None:
    assert Segmenter.beside(directory).digest == Segmenter().digest == open_store(directory).segmenter.digest
    (directory.parent / "dictionary.txt").write_text("# nothing yet\n", "utf-8")
    (tmp_path / "dictionary.txt").write_text("小微协商", "utf-8")
    assert Segmenter.beside(directory).digest == Segmenter().digest
    assert stale(directory) == []
    assert index_paths([source], directory).rebuilt is False


def test_the_digest_is_that_of_words_and_frequencies(tmp_path: Path) -> None:
    digests = {}
    for text in ("云", "云 2", "云 2 n", "云\n网", "网\n云", "网\n# 注\n\n云"):
        path = tmp_path / "dictionary.txt"
        path.write_text(text, "utf-8")
        digests[text] = Segmenter(path).digest
    assert digests["云 2"] == digests["云 2 n"]
    assert digests["网\n云"] == digests["网\n# 注\n\n云"]
    assert len({*digests.values(), Segmenter().digest}) == 5


def test_words_of_another_package_make_the_index_stale(directory: Path, source: Path) -> None:
    with segmenting_with("jieba"):
        assert stale(directory) == ["segmenter", "dictionary"]
        assert index_paths([source], directory).rebuilt
        assert stale(directory) == []
        with open_searcher(directory) as searcher:
            assert searcher.search(SearchRequest("协商活动")).total == 1
    assert stale(directory) == ["segmenter", "dictionary"]


def test_a_changed_dictionary_makes_the_index_stale_and_the_next_run_rebuilds(directory: Path, source: Path) -> None:
    dictionary = directory.parent / "dictionary.txt"
    indexed = 0
    for content, expected in (("小微协商", 1), ("视察调研", 0), (None, 0)):
        if content is None:
            dictionary.unlink()
        else:
            dictionary.write_text(content, "utf-8")
        assert stale(directory) == ["dictionary"]
        assert documents_with(directory, "小微协商") == indexed
        summary = index_paths([source], directory)
        assert (summary.rebuilt, summary.unchanged, summary.failed) == (True, 1, [])
        assert documents_with(directory, "小微协商") == (indexed := expected)
        assert documents_with(directory, "视察调研") == (content == "视察调研")
        assert (stale(directory), list(open_store(directory).check())) == ([], [])
        assert index_paths([source], directory).rebuilt is False


def test_the_old_index_serves_until_it_is_rebuilt(directory: Path, source: Path) -> None:
    (directory.parent / "dictionary.txt").write_text("小微协商", "utf-8")
    data = Layout(directory).current()[0]
    for _ in range(2):
        with open_searcher(directory) as searcher:
            assert searcher.search(SearchRequest("小微协商")).total == 1
            assert searcher.search(SearchRequest("视察调研")).total == 1
            assert searcher.search(SearchRequest("一委一品")).total == 0
        index_paths([source], directory)
    newest, before = Layout(directory).committed()
    assert newest[0] != data
    assert before[0] == data


def test_status_and_check_say_it_in_words(directory: Path, source: Path) -> None:
    assert "词典" not in run("status", index=directory).stdout
    (directory.parent / "dictionary.txt").write_text("小微协商\n一委一品", "utf-8")
    status = run("status", index=directory).stdout
    assert "已过时（词典有变化）" in status
    assert "2 个词" in status
    assert "词没有核对" in run("check", index=directory).stdout
    index_paths([source], directory)
    assert "已过时" not in run("status", index=directory).stdout
    assert run("check", index=directory).stdout.startswith("索引完好：")


@pytest.mark.parametrize("index_dir", ["index", "./index", "sub/../index", "index/."])
def test_the_dictionary_lies_beside_the_index_directory(
    index_dir: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "dictionary.txt").write_text("小微协商", "utf-8")
    assert Segmenter.beside(Path(index_dir)).user_dictionary == (DictionaryEntry("小微协商"),)
    assert Segmenter.beside(Path("index/deeper")).user_dictionary == ()


@pytest.mark.parametrize("name", ["dictionary.txt", "places.tsv"])
@pytest.mark.parametrize("kind", ["pipe", "endless", "folder", "large"])
def test_what_is_no_file_of_words_is_refused_in_one_line(
    source: Path, directory: Path, name: str, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = directory.parent / name
    monkeypatch.setattr("index.user_files.LARGEST", 1 << 20)
    match kind:
        case "pipe":
            os.mkfifo(place)
        case "endless":
            place.symlink_to("/dev/zero")
        case "folder":
            place.mkdir()
        case "large":
            place.write_text("# \n" * 600_000)
    for command in (("index", str(source)), ("status",)):
        done = run(*command, index=directory)
        assert done.returncode == 2
        assert name in done.stderr
        assert len(done.stderr.splitlines()) == 1
