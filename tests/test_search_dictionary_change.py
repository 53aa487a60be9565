"""Queries of an index after its user dictionary has changed."""

from pathlib import Path

import pytest
from reports import line, write_lines

from index import index_paths
from index.analysis import fold
from search import SearchRequest, open_searcher

TEXT = "協商之後，開展小微協商活動，再开展小微协商"


@pytest.fixture(params=["directory", pytest.param("cluster", marks=pytest.mark.opensearch)])
def place(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """Where an index of one paragraph is to be; the user dictionary is in `var` beside either."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "var").mkdir()
    return (
        request.getfixturevalue("opensearch_index") if request.param == "cluster" else str(tmp_path / "var" / "index")
    )


@pytest.mark.parametrize(("made_with", "asked_with"), [("小微协商", ""), ("", "小微协商"), ("微协商活动", "小微协商")])
def test_a_word_of_the_index_has_its_place_whatever_the_user_dictionary_is(
    made_with: str, asked_with: str, place: str, tmp_path: Path
) -> None:
    dictionary = tmp_path / "var" / "dictionary.txt"
    dictionary.write_text(made_with, "utf-8")
    index_paths([write_lines(tmp_path / "r.jsonl", line("a", ["别的", TEXT]))], place)
    with open_searcher(place) as searcher:
        words = list(searcher.vocabulary.words)
    dictionary.write_text(asked_with, "utf-8")
    with open_searcher(place) as searcher:
        assert list(searcher.vocabulary.words) == words
        places = {word: searcher.word_place(word) for word in words}
        for word, found in places.items():
            assert found is not None
            text, start = found
            assert fold(text[start : start + len(word)]) == word
        assert places["协商"] == (TEXT, 0)
        if made_with:
            assert places[made_with] == (TEXT, fold(TEXT).find(made_with))
            assert searcher.lexicon.written(made_with) == made_with
        assert searcher.word_place("无此词") is None
        assert searcher.search(SearchRequest("小微协商")).occurrences == 2
