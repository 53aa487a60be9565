"""Units are found in whichever way they are written, and marks fit what is written."""

import json
import unicodedata
from collections.abc import Iterator
from itertools import chain

import pytest
from hypothesis import given
from hypothesis import strategies as st
from opensearch_server import OpenSearchCluster

from index import index_paths
from index.analysis import fold
from search import SearchRequest, open_searcher
from search.engine.searcher import Searcher
from search.query import parse
from search.query.tree import leaves
from search.query.units import MOST_ADDED, other_spellings, with_spellings

WRITTEN = [
    ["kWh", "㎾h", "KWH", "ｋｗｈ"],
    ["km2", "km²", "㎢", "㎞²", "㎞2", "k㎡"],
    ["kg/m2", "㎏/㎡", "kg/㎡", "㎏/m²", "㎏/m2", "kg/m²", "㎏∕㎡"],
    ["m3/h", "m³/h", "㎥/h"],
    ["mg/L", "㎎/L", "㎎/ℓ", "mg/l"],
    ["μm", "µm", "㎛"],
    ["μg/m3", "µg/m³", "㎍/㎥", "㎍/m³"],
    ["mm", "㎜"],
    ["dB", "㏈"],
    ["m/s2", "㎨", "㎧²", "m/s²"],
    ["MW", "㎿"],
    ["ha", "㏊", "ＨＡ"],
    ["25℃", "25°C", "25ºC"],
    ["mmol", "㎜ol", "m㏖"],
    ["CO2", "CO₂"],
    ["PM2.5", "PM₂.₅"],
]
TEXTS = [f"总计为{text}，其中" for text in chain.from_iterable(WRITTEN)]


@pytest.fixture(scope="module", params=["local", pytest.param("opensearch", marks=pytest.mark.opensearch)])
def searcher(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Searcher]:
    folder = tmp_path_factory.mktemp("units")
    report = {"id": "u", "title": "绿地㎡", "body": "某市政协", "year": 2020, "paragraphs": TEXTS}
    (folder / "units.jsonl").write_text(json.dumps(report, ensure_ascii=False), encoding="utf-8")
    if request.param == "local":
        index_paths([folder / "units.jsonl"], folder / "index")
        with open_searcher(folder / "index") as opened:
            yield opened
    else:
        cluster: OpenSearchCluster = request.getfixturevalue("opensearch")
        with cluster.fresh_index() as address:
            index_paths([folder / "units.jsonl"], address)
            with open_searcher(address) as opened:
                yield opened


def marked(searcher: Searcher, query: str, exact_script: bool = False) -> list[str]:
    result = searcher.search(SearchRequest(query, limit=100, exact_script=exact_script))
    hits = sorted(result.hits, key=lambda hit: hit.number)
    found = [hit.text[start:end] for hit in hits for start, end in hit.highlights]
    assert result.occurrences == len(found)
    return found


@pytest.mark.parametrize("forms", WRITTEN, ids=lambda forms: forms[0])
def test_any_written_form_finds_all(searcher: Searcher, forms: list[str]) -> None:
    for form in forms:
        assert marked(searcher, f'"为{form}，"') == [f"为{each}，" for each in forms]
        for query in (f'"{form}"', form, f"为{form}，"):
            found = [mark.strip("为，") for mark in marked(searcher, query)]
            assert set(forms) <= set(found), query


def test_a_unit_is_not_found_in_a_part_of_a_character(searcher: Searcher) -> None:
    assert "㎾h" not in "".join(marked(searcher, '"Wh"'))
    assert marked(searcher, '"Wh"') == ["Wh", "WH", "ｗｈ"]
    assert marked(searcher, '"为k"')[:3] == ["为k", "为K", "为ｋ"]
    assert marked(searcher, '"rm㎡"') == []


def test_other_units_are_not_found(searcher: Searcher) -> None:
    assert not {"㎡", "m2", "㎥"} & set(marked(searcher, '"km2"'))
    assert not {"㎞", "㎜"} & set(marked(searcher, '"为m3"'))


def test_spellings_keep_the_script_and_stand_near(searcher: Searcher) -> None:
    assert len(marked(searcher, '"总计为kWh"', exact_script=True)) == len(WRITTEN[0])
    assert marked(searcher, '"總計為kWh"', exact_script=True) == []
    assert marked(searcher, '"为" /3 "㎾h"')[:2] == ["为", "kWh"]
    assert len(marked(searcher, "标题:绿地m² 总计 NOT ㎾h")) == len(TEXTS) - len(WRITTEN[0])


@pytest.mark.parametrize(
    "query", ["工作报告", "informations 3月15日 2024年", "共1日", "foo:bar", "foo：bar 提案", "km:km"]
)
def test_texts_without_units_stay_as_they_are(query: str) -> None:
    assert with_spellings(parse(query)) == parse(query)


def test_spellings_are_bounded() -> None:
    long = "/".join(["kg"] * 300)
    assert len(other_spellings(long)) == MOST_ADDED
    assert other_spellings(long)[-1] != other_spellings(long)[0] == long.replace("kg", "㎏")
    tree = with_spellings(parse(" ".join(["㎏/㎏/㎏/㎏", *["kg/kg/kg/kg"] * 100])))
    assert sum(1 for _ in leaves(tree)) <= 101 + max(MOST_ADDED, 202)


SQUARES = [char for char in map(chr, range(0x3371, 0x33E0)) if unicodedata.normalize("NFKC", char)[0].isascii()]


def written(unit: str) -> list[str]:
    """A square, its letters, and those with raised digits."""
    spelled = unicodedata.normalize("NFKC", unit)
    return [unit, spelled, spelled.translate(str.maketrans("23", "²³")), spelled.upper()]


def rates() -> st.SearchStrategy[tuple[str, str]]:
    """Two ways to write some units in a row, few enough that all mixtures of theirs are looked for."""
    unit = st.sampled_from([*SQUARES, "t", "㎾", "h"]).map(written)
    two = unit.flatmap(lambda ways: st.tuples(st.sampled_from(ways), st.sampled_from(ways)))
    return st.lists(two, min_size=1, max_size=3).map(
        lambda pairs: ("/".join(one for one, _ in pairs), "/".join(other for _, other in pairs))
    )


@given(rates(), st.sampled_from(["", "约12", "每"]))
def test_units_that_nobody_has_listed_are_found_in_all_mixtures(rate: tuple[str, str], before: str) -> None:
    one, other = (before + each for each in rate)
    assert fold(other) in {fold(each) for each in (one, *other_spellings(one))}
