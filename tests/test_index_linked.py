"""An index that is reached by a link is the same index, with the same files of users; a link to nothing is told."""

import json
from pathlib import Path

import pytest
from command import run
from reports import line, write_lines

from index import index_paths
from index.errors import IndexUnavailable
from index.settings import DICTIONARY_NAME, PLACES_NAME, SYNONYMS_NAME, beside_index
from search import SearchRequest, open_searcher


@pytest.fixture
def source(tmp_path: Path) -> Path:
    return write_lines(tmp_path / "r.jsonl", line("a", ["提案办理"]), line("b", ["议案审议"]))


@pytest.fixture
def directory(source: Path, tmp_path: Path) -> Path:
    index_paths([source], tmp_path / "data" / "index")
    return tmp_path / "data" / "index"


@pytest.fixture
def link(directory: Path, tmp_path: Path) -> Path:
    (tmp_path / "links").mkdir()
    link = tmp_path / "links" / "index"
    link.symlink_to(directory)
    return link


@pytest.mark.parametrize("name", [DICTIONARY_NAME, SYNONYMS_NAME, PLACES_NAME])
def test_files_beside_an_index_are_the_same_by_every_path(name: str, directory: Path, link: Path) -> None:
    (link.parent / "up").symlink_to(directory.parent)
    for path in (link, link.parent / "up" / "index", link.parent / ".." / "links" / "index", directory):
        assert beside_index(path, name) == directory.parent / name


def test_synonyms_and_words_are_read_by_a_link(directory: Path, link: Path, source: Path) -> None:
    (directory.parent / SYNONYMS_NAME).write_text("提案 = 议案\n", "utf-8")
    (link.parent / SYNONYMS_NAME).write_text("提案 = 审议\n", "utf-8")
    (directory.parent / DICTIONARY_NAME).write_text("案办\n", "utf-8")
    assert index_paths([source], link).rebuilt
    assert not index_paths([source], directory).rebuilt
    for path in (link, directory):
        with open_searcher(path) as searcher:
            assert searcher.search(SearchRequest("提案", synonyms=True)).total == 2


def test_doctor_tells_of_a_file_beside_the_link(directory: Path, link: Path) -> None:
    (link.parent / SYNONYMS_NAME).write_text("提案 = 议案\n", "utf-8")

    def warned() -> list[str]:
        found = json.loads(run("doctor", "--port", 0, "--json", index=link).stdout)["findings"]
        return [each["remedy"] for each in found if each["check"] == "files" and each["level"] == "warning"]

    assert [str(directory.parent / SYNONYMS_NAME) in each for each in warned()] == [True]
    (directory.parent / SYNONYMS_NAME).symlink_to(link.parent / SYNONYMS_NAME)
    assert warned() == []


@pytest.mark.parametrize("below", [False, True])
def test_a_link_to_nothing_is_told(below: bool, source: Path, tmp_path: Path) -> None:
    link = tmp_path / "index"
    link.symlink_to(tmp_path / "gone")
    place = link / "below" if below else link
    commands = (["index", source], ["search", "提案"], ["status"], ["check"], ["check", "--restore"])
    for command in (*commands, ["backup", tmp_path / "copy"], ["export"]):
        done = run(*command, index=place)
        assert done.returncode == 3
        [told] = done.stderr.splitlines()
        assert f"{link} 是链接，它指向的 {tmp_path}/gone 不存在" in told
    with pytest.raises(IndexUnavailable, match="是链接"):
        index_paths([source], place)
    assert sorted(tmp_path.iterdir()) == [link, source]
