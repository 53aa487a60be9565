"""A broken file of house words or synonyms takes nothing away from a server: it goes on with what was said before."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from reports import line, write_lines

from index import index_paths
from index.errors import UserFileError
from index.settings import DICTIONARY_NAME, SYNONYMS_NAME
from search import LiveIndex, SearchRequest, open_searcher
from search.cli import search_command
from search.study.cli import kwic_command

BROKEN = {DICTIONARY_NAME: "小微协商\n小微 协商", SYNONYMS_NAME: "提案 = 议案\n政协 ="}


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    index_paths([write_lines(tmp_path / "r.jsonl", line("a", ["提案", "议案", "建议"]))], tmp_path / "index")
    return tmp_path / "index"


@pytest.fixture
def live(directory: Path) -> Iterator[LiveIndex]:
    opened = LiveIndex(directory)
    yield opened
    opened.close()


def write(directory: Path, name: str, content: str) -> None:
    """As an editor does that replaces the file."""
    scratch = directory.parent / "scratch"
    scratch.write_text(content, "utf-8")
    scratch.replace(directory.parent / name)


def total(live: LiveIndex) -> int:
    """How many paragraphs have 提案 or a synonym of it."""
    with live.searcher() as searcher:
        return searcher.search(SearchRequest("提案", synonyms=True)).total


def wait_for(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 10
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_synonyms_that_are_written_while_it_runs_are_taken(directory: Path, live: LiveIndex) -> None:
    assert total(live) == 1
    write(directory, SYNONYMS_NAME, "提案 = 议案")
    wait_for(lambda: total(live) == 2)
    write(directory, SYNONYMS_NAME, "提案 = 议案 = 建议")
    wait_for(lambda: total(live) == 3)
    (directory.parent / SYNONYMS_NAME).unlink()
    wait_for(lambda: total(live) == 1)
    assert live.word_faults == ()


def test_what_a_file_said_before_it_broke_stays(
    directory: Path, live: LiveIndex, caplog: pytest.LogCaptureFixture
) -> None:
    write(directory, SYNONYMS_NAME, "提案 = 议案")
    assert total(live) == 2
    write(directory, SYNONYMS_NAME, BROKEN[SYNONYMS_NAME])
    wait_for(lambda: live.word_faults != ())
    assert total(live) == 2
    (fault,) = live.word_faults
    assert fault.kept
    assert fault.error.problem == "第 2 行的等号旁边缺少词：政协 ="
    # Told once for each thing that is wrong, also when the index is committed to in between.
    index_paths([write_lines(directory.parent / "r.jsonl", line("a", ["提案"] * 5))], directory)
    wait_for(lambda: total(live) == 5)
    assert len([each for each in caplog.messages if "synonyms.txt 第 2 行" in each]) == 1
    assert len(caplog.messages) == 1
    write(directory, SYNONYMS_NAME, "议案 = 提案")
    wait_for(lambda: live.word_faults == ())


@pytest.mark.parametrize("name", BROKEN)
def test_it_starts_without_a_file_that_is_broken(
    name: str, directory: Path, live: LiveIndex, caplog: pytest.LogCaptureFixture
) -> None:
    write(directory, name, BROKEN[name])
    live.open()
    assert total(live) == 1
    (fault,) = live.word_faults
    assert not fault.kept
    assert f"{name} 第 2 行" in caplog.text
    write(directory, name, BROKEN[name] + " ")
    wait_for(lambda: len(live.word_faults) == 1)
    assert not live.word_faults[0].kept
    write(directory, name, BROKEN[name].splitlines()[0])
    wait_for(lambda: live.word_faults == ())
    assert total(live) == (2 if name == SYNONYMS_NAME else 1)


def test_both_files_may_be_broken(directory: Path, live: LiveIndex) -> None:
    for name, content in BROKEN.items():
        write(directory, name, content)
    (directory.parent / SYNONYMS_NAME).unlink()
    (directory.parent / SYNONYMS_NAME).mkdir()
    assert total(live) == 1
    assert [fault.error.path.name for fault in live.word_faults] == list(BROKEN)
    assert "打不开" in live.word_faults[1].error.problem
    with live.searcher() as searcher:
        assert searcher.lexicon.vocabulary.frequency("提案") == 1
    assert live.freshness().stale == ()


@pytest.mark.parametrize("name", BROKEN)
def test_a_command_says_what_is_wrong_where(name: str, directory: Path) -> None:
    write(directory, name, BROKEN[name])
    for command in (search_command, kwic_command):
        fault = CliRunner().invoke(command, ["提案", "--index", str(directory)]).exception
        assert isinstance(fault, UserFileError)
        assert f"{directory.parent / name} 第 2 行" in str(fault)
        assert fault.exit_status == 2
    with pytest.raises(UserFileError, match="第 2 行"):
        open_searcher(directory)
