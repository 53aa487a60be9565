"""What a cluster found becomes a small segment in memory: nothing is written, and it says what the cluster said."""

import os
from typing import Any

import pytest

from index.analysis import Segmenter
from index.facets import NO_NUMBER
from index.report import Restored
from search.engine.opensearch.gathered import Source, gather


def source(place: int, number: int, text: str, **fields: Any) -> Source:
    plain = {"kind": "text", "body": "某市政协", "year": NO_NUMBER, "date": 0, "title": "题", "indexed": "2024-01-01"}
    return plain | {"place": place, "report": f"r{place}", "number": number, "text": text} | fields


SOURCES = [
    source(7, 30, "提案办理。", repeat=3, heading=4, section="一、提案"),
    source(3, 2, "辦理提案"),
    source(7, 9, "协商"),
]


def test_nothing_is_written(monkeypatch: pytest.MonkeyPatch) -> None:
    segmenter = Segmenter()
    segmenter.words("提案")
    opened = os.open

    def read_only(path: str, flags: int, *mode: int) -> int:
        assert flags & (os.O_WRONLY | os.O_RDWR) == 0
        return opened(path, flags, *mode)

    monkeypatch.setattr("os.open", read_only)
    monkeypatch.setattr("tempfile.tempdir", "/nowhere")
    gathered = gather(SOURCES, segmenter, lambda place: {"place": place})
    assert gathered.postings("grams", "提案").documents.tolist() == [0, 1, 3]


def test_paragraphs_say_what_the_cluster_said() -> None:
    gathered = gather(SOURCES, Segmenter(), lambda place: {"place": place})
    documents = gathered.documents_for(SOURCES).tolist()
    assert documents == [3, 0, 2]
    assert [gathered.text(each) for each in documents] == [each["text"] for each in SOURCES]
    assert [gathered.number(each) for each in documents] == [30, 2, 9]
    assert [gathered.repeat(each) for each in documents] == [3, 1, 1]
    assert [gathered.section(each) for each in documents] == ["一、提案", "", ""]
    assert gathered.asked.tolist() == [True, False, True, True]
    assert gathered.full_meta(int(gathered.reports[3])) == {"place": 7}


def test_restored_places_stay_with_their_paragraph() -> None:
    place = {"start": 0, "end": 1, "raw": "?xie)"}
    sources = [source(7, 30, "协商", restored=[place], heading=4, section="一、提案"), source(7, 31, "提案")]
    gathered = gather(sources, Segmenter(), lambda place: {"place": place})
    found = [gathered.restored(each) for each in gathered.documents_for(sources).tolist()]
    assert found == [(Restored(**place),), ()]  # type: ignore[arg-type]


def test_nothing_found_is_nothing_gathered() -> None:
    assert gather([], Segmenter(), lambda place: {"place": place}).documents == 0
