"""Offsets are offsets in what was typed or stored, whatever characters stand there: some change length with their case.

İ in lower case, ﬁ and ㎡ in compatibility forms and ß in upper case are longer; 𠮷 is two units of UTF-16.
"""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from hypothesis import given, settings
from hypothesis import strategies as st
from reports import line, write_lines
from web_client import opened

from index import index_paths
from index.analysis import Segmenter, fold
from index.analysis.folding import fold_for_words
from index.errors import QueryError
from index.facets import BODY
from search import Searcher, SearchRequest, open_searcher
from search.matching.relaxation import texts_and_filters
from search.offers.completion import Completer
from search.query import And, FacetIs, Node, Not, Phrase, Run, TitleHas, leaves, parse
from search.snippet import snippet
from search.study import kwic
from web.shown.script import SCRIPTS, Script, shown

ODD = "İıſKßẞﬁﬃ㎡㍿Ǆǅ𠮷😀é\u0301\u0308ｶﾞ\u200dａＩ"
odd = st.text(ODD, min_size=1, max_size=8)
QUERIES = ["提案 -办理", "机构:广安 -标题:回眸", "“提案”办理 NOT İ", "ﬁ /10 “a”", "提案 OR (办理 Title:a)"]
FIELDS: list[tuple[str, Node]] = [
    ("机构:广安", FacetIs(BODY, "广安")),
    ("BODY：广安", FacetIs(BODY, "广安")),
    ("Title:x", TitleHas("x")),
]
WRONG = ["（", "提案）", "提案 机构:", "“提案", "年份:20x3", "提案 /句", "a (b OR )", "提案 原样:", "原样: 提案"]


@pytest.mark.parametrize("before", ["İ", "İİİ 提案", "ﬁ㎡ß", "𠮷İ"])
@pytest.mark.parametrize(("field", "leaf"), FIELDS)
def test_a_field_is_one_behind_any_character(before: str, field: str, leaf: Node) -> None:
    assert list(leaves(parse(f"{before} {field}")))[-1] == leaf


@pytest.mark.parametrize("word", ["tİtle:提案", "tıtle:提案", "ſ:提案", "İ机构:广安"])
def test_what_only_looks_like_a_field_is_text(word: str) -> None:
    assert parse(word) == Run(word, 0)


@settings(max_examples=200)
@given(odd, st.sampled_from(QUERIES))
def test_what_stands_before_a_query_moves_its_positions_and_no_more(before: str, query: str) -> None:
    alone = list(leaves(parse(query)))
    moved = list(leaves(parse(f"{before} {query}")))[-len(alone) :]
    assert [type(leaf) for leaf in moved] == [type(leaf) for leaf in alone]
    for one, other in zip(moved, alone, strict=True):
        if isinstance(one, Run | Phrase) and isinstance(other, Run | Phrase):
            assert one.position == other.position + len(before) + 1
            assert f"{before} {query}"[one.position :].lstrip("“").startswith(one.text)


@settings(max_examples=200)
@given(odd, st.sampled_from(WRONG))
def test_an_error_points_at_its_spot_behind_any_character(before: str, wrong: str) -> None:
    places = []
    for query in (wrong, f"{before} {wrong}"):
        with pytest.raises(QueryError) as caught:
            parse(query)
        assert caught.value.position is not None
        places.append(caught.value.position)
    assert places[1] == places[0] + len(before) + 1


def test_quotes_with_escapes_end_where_they_were_typed() -> None:
    texts, _ = texts_and_filters(parse(r'打造"品\"牌"项目 提案'), Segmenter().words)
    assert [each.text for each in texts] == ['打造 品"牌 项目', "提案"]
    assert parse("“a”") == Phrase("a", 0)
    assert isinstance(parse(r'-"\\" a'), And | Not)


@given(st.text(ODD + "提案辦理著", max_size=30))
def test_folding_keeps_every_place(text: str) -> None:
    for start in range(len(text)):
        assert fold(text)[start:] == fold(text[start:])
    assert len(fold_for_words(text)) == len(text)


@given(st.lists(odd, min_size=2, max_size=4), st.sampled_from(SCRIPTS))
def test_marks_cover_the_same_characters_in_every_script(around: list[str], script: Script) -> None:
    text, spans = "", []
    for piece in around:
        text += piece
        spans.append((len(text), len(text) + 2))
        text += "辦理"
    converted, moved = shown(text, spans, script)
    assert {fold(converted[start:end]) for start, end in moved} == {fold("办理")}
    assert len(moved) == len(spans)
    cut = snippet(text, spans, 20)
    assert (
        "".join(piece.text for piece in cut.pieces) == text[cut.start :][: sum(len(each.text) for each in cut.pieces)]
    )
    assert {piece.text for piece in cut.pieces if piece.marked} == {"辦理"}


@pytest.fixture(scope="module")
def directory(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("odd")
    texts = [f"{before}提案{char}辦理{before}提案" for char in ODD for before in ("", char, f"甲{char}乙", char * 9)]
    index_paths([write_lines(folder / "r.jsonl", line("a", texts, title="İ提案", body="İ市政協"))], folder / "index")
    return folder / "index"


@pytest.fixture(scope="module")
def searcher(directory: Path) -> Iterator[Searcher]:
    with open_searcher(directory) as opened_:
        yield opened_


@pytest.fixture(scope="module")
def client(directory: Path) -> Iterator[FlaskClient]:
    with opened(directory) as opened_:
        yield opened_


@pytest.mark.parametrize("query", ["提案", "办理 提案", "İ 机构:İ 提案", *(f"{char}提案" for char in "İﬁ㎡𠮷ß")])
def test_highlights_stand_on_what_was_asked_for(query: str, searcher: Searcher) -> None:
    result = searcher.search(SearchRequest(query, limit=200))
    assert result.total
    wanted = {fold(leaf.text) for leaf in leaves(parse(query)) if isinstance(leaf, Run)}
    for hit in result.hits:
        marked = {fold(hit.text[start:end]) for start, end in hit.highlights}
        apart = {fold(hit.text[start:end]) for start, end in hit.word_highlights}
        # A run is marked as a whole, or its words where they stand apart.
        assert marked or apart
        assert marked <= wanted
        assert all(any(part in word for word in wanted) for part in apart)
        assert hit.occurrences == sum(fold(hit.text).count(word) for word in wanted)
    for each in kwic(searcher, SearchRequest(query, limit=500)).lines:
        assert any(fold(each.word) in word for word in wanted)


@pytest.mark.parametrize("typed", ["tİtle:İ", "tıtle:提", "title:İ", "İ 机构:İ", "İ", "机构:İ市", "ſ提"])
def test_completion_takes_any_character(typed: str, searcher: Searcher) -> None:
    completer = Completer(searcher)
    offered = [each.text for each in completer.complete(typed)]
    assert all(each.startswith(typed[: typed.rfind(" ") + 1]) for each in offered)
    if typed in ("title:İ", "İ 机构:İ", "机构:İ市"):
        assert offered


@pytest.mark.parametrize(
    ("address", "said", "at"),
    [
        ("/?q=İ 提案&within=办理 机构:", 12, ""),
        ("/?q=提案 OR İ&within=“办理", 11, "“"),
        ("/compare?q=提案&q= İ （", 3, "（"),
        ("/compare?q=  提案 -", None, None),
        ("/kwic?q=İ（", 2, "（"),
        ("/?q= İ （", 4, "（"),
    ],
)
def test_an_error_page_points_into_the_query_that_was_read(
    address: str, said: int | None, at: str | None, client: FlaskClient
) -> None:
    response = client.get(address)
    if said is None:
        assert response.status_code == 200
        return
    assert response.status_code == 400
    spot = re.search(r'<p class="spot">.*</p>', response.text)
    assert spot
    if at:
        assert f"第 {said} 个字" in spot[0]
        assert f">{at}</mark>" in spot[0]
    else:
        assert "在末尾" in spot[0]
