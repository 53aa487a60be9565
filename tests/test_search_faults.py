"""What goes wrong in a search is told for what it is: a damaged index, by name, or a fault of the program, logged."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from reports import line, write_lines
from web_client import opened

from index import index_paths
from index.errors import CorruptIndex
from index.segment.arrays import ArrayFile
from search import SearchRequest, open_searcher
from search.engine.searcher import Searcher
from search.offers.completion import Completer
from search.ranking.rescoring import Scoring
from search.study import kwic, trend

REQUEST = SearchRequest("提案 办理", limit=50)


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    texts = ["一、提案工作", "提案办理。", "認真辦理提案，委員滿意", "办" * 300, "视察調研"]
    lines = [line(f"r{number}", texts, title="提案工作报告", body=f"第{number}政协") for number in range(3)]
    index_paths([write_lines(tmp_path / "r.jsonl", *lines)], tmp_path / "index")
    return tmp_path / "index"


def everything(searcher: Searcher) -> Any:
    """What the searcher says to a little of everything, without how long it took."""
    found = searcher.find(REQUEST)
    hits = [each.to_dict() for each in found.every_hit()]
    assert len(hits) == found.facets.kind[0].count + sum(each.count for each in found.facets.kind[1:]) > 0
    lines = kwic(searcher, REQUEST, sort="left").lines
    counts = trend(searcher, ["提案"], REQUEST, by="body").totals
    completed = Completer(searcher).complete("ti")
    texts = [paragraph.text for paragraph in searcher.report("r1", "办").paragraphs]
    return (
        hits,
        lines,
        counts,
        completed,
        texts,
        searcher.reports(),
        list(searcher.metas()),
        searcher.word_place("提案"),
    )


def fail(*_: object, **__: object) -> Any:
    raise TypeError("a fault of the program")


@pytest.mark.parametrize("removed", [False, True])
def test_a_fault_of_the_program_is_one(
    removed: bool, directory: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    with opened(directory) as client:
        assert client.get("/?q=提案").status_code == 200
        if removed:
            shutil.rmtree(directory)
        monkeypatch.setattr(Scoring, "best", fail)
        monkeypatch.setattr("index.local.verification.sum_file", lambda *_: pytest.fail("a file was read through"))
        for address in ("/?q=提案", "/api/search?q=提案"):
            caplog.clear()
            response = client.get(address)
            assert response.status_code == 500
            assert "--rebuild" not in response.text
            assert "TypeError" not in response.text
            (record,) = [each for each in caplog.records if each.exc_info]
            assert record.exc_info is not None
            assert record.exc_info[0] is TypeError


def test_a_searcher_answers_when_its_files_are_gone(directory: Path, tmp_path: Path) -> None:
    with open_searcher(directory) as searcher:
        shutil.copytree(directory, tmp_path / "copy")
        with open_searcher(tmp_path / "copy") as other:
            expected = everything(other)
        shutil.rmtree(directory)
        assert everything(searcher) == expected


def fill(number: int) -> Callable[[bytearray], None]:
    def damage(content: bytearray) -> None:
        content[:] = bytes([number]) * len(content)

    return damage


def first(content: bytearray) -> None:
    content[0] = 1


def last(content: bytearray) -> None:
    content[-1] ^= 0x80


def swapped(content: bytearray) -> None:
    content[:] = content[::-1]


def renamed(content: bytearray) -> None:
    content[:] = content.replace(b'"paragraphs"', b'"paragraphz"')


DAMAGED: list[tuple[str, Callable[[bytearray], None]]] = [
    ("text.first", fill(0xFF)), ("text", fill(0xDC)), ("meta", fill(0xFF)), ("meta", fill(ord("1"))),
    ("meta.first", last), ("words.text", fill(0xFF)), ("grams.low", fill(0xFF)),
    ("grams.begins", fill(0xFF)), ("grams.frequencies", fill(2)), ("grams.frequencies.at", fill(0xFF)),
    ("grams.frequencies.over", fill(0x7F)),
    ("kind", fill(0xFF)), ("report", fill(0xFF)), ("section", fill(0x7F)), ("title_at", fill(0x7F)),
    ("heads", fill(0)), ("heads", first), ("heads", last), ("characters", fill(0)), ("meta", renamed),
    ("grams.low", swapped), ("grams.first", fill(0xFF)), ("report.first", swapped), ("words.first", fill(0xFF)),
]  # fmt: skip


@pytest.mark.parametrize(("name", "damage"), DAMAGED)
def test_what_cannot_have_been_written_so_is_told_by_its_name(
    name: str, damage: Callable[[bytearray], None], directory: Path
) -> None:
    (path,) = directory.rglob("*.zs")
    file = ArrayFile(path)
    array = file[name]
    content = bytearray(path.read_bytes())
    at = array.ctypes.data - min(file[each].ctypes.data for each in file.names())
    piece = content[at : at + array.nbytes]
    damage(piece)
    content[at : at + len(piece)] = piece
    path.write_bytes(content)
    with pytest.raises(CorruptIndex, match=r"索引已损坏：文件.*--rebuild"), open_searcher(directory) as searcher:
        everything(searcher)


def test_the_web_says_what_to_run(directory: Path) -> None:
    (path,) = directory.rglob("*.zs")
    content = path.read_bytes()
    path.write_bytes(content.replace("調研".encode("utf-16-le"), b"\x00\xdc" * 2))
    with opened(directory) as client:
        assert client.get("/?q=提案办理").status_code == 200
        response = client.get("/?q=视察")
        assert response.status_code == 503
        assert "--rebuild" in response.text
