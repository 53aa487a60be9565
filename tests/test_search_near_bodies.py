"""Bodies that are asked for and have no report: which are near, what is told of them, and what is offered instead."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from command import run
from reports import line, write_lines

from index import index_paths
from search import Searcher, SearchRequest, open_searcher
from search.offers.near_bodies import AbsentBody, absent_bodies
from search.offers.suggestion import suggest

BODIES = ("大兴区政协", "大兴区法院", "襄阳市政协", "綦江区政协", "北京市政协", "北京市政府")


@pytest.fixture(scope="module")
def directory(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("bodies")
    lines = [line(f"r{at}", ["提案办理", *["工作"] * at], body=body) for at, body in enumerate(BODIES)]
    assert not index_paths([write_lines(folder / "r.jsonl", *lines)], folder / "index").failed
    return folder / "index"


@pytest.fixture(scope="module")
def searcher(directory: Path) -> Iterator[Searcher]:
    with open_searcher(directory) as opened:
        yield opened


def absent(searcher: Searcher, query: str = "提案", **filters: Any) -> tuple[AbsentBody, ...]:
    return absent_bodies(lambda: searcher.lexicon, SearchRequest.parse(query, **filters))


@pytest.mark.parametrize(
    ("asked", "near"),
    [
        # A part of the name, in either script: the one first of which there is most.
        ("大兴", ("大兴区法院", "大兴区政协")),
        ("大興", ("大兴区法院", "大兴区政协")),
        ("綦江", ("綦江区政协",)),
        # The same sound.
        ("大星区政协", ("大兴区政协",)),
        ("棋江", ("綦江区政协",)),
        # The name that it had until 2010; the same place's other bodies.
        ("襄樊市政协", ("襄阳市政协",)),
        ("大兴区政府", ("大兴区法院", "大兴区政协")),
        # Characters that changed places.
        ("兴大区政协", ("大兴区政协",)),
        # Three at most.
        ("政协", ("北京市政协", "綦江区政协", "襄阳市政协")),
        # It is another body, and not a misspelt one.
        ("大足区政协", ()),
        # Nothing is near to a single character, or to what is something else.
        ("区", ()),
        ("昆仑山", ()),
    ],
)
def test_which_are_near(asked: str, near: tuple[str, ...], searcher: Searcher) -> None:
    [found] = absent(searcher, body=[asked])
    assert found.near == near


def test_a_body_that_is_there_is_not_absent(searcher: Searcher) -> None:
    for there in ("大兴区政协", "北京市大兴区政协", "北京市人民政府"):
        assert absent(searcher, body=[there]) == ()
    assert [each.asked for each in absent(searcher, body=["大兴区政协", "大足区政协"])] == ["大足区政协"]
    assert absent(searcher, body=["none"]) == ()
    assert absent(searcher, "提案 机构:大兴 -机构:无此") == ()
    assert absent(searcher, "（") == ()
    assert absent(searcher) == ()


def test_what_is_known_and_what_was_meant_is_told(searcher: Searcher) -> None:
    [part, known, unknown, field] = (
        *absent(searcher, body=["大兴"]),
        *absent(searcher, body=["大足区政协"]),
        *absent(searcher, body=["无此机构"]),
        *absent(searcher, "提案 机构:大星"),
    )
    assert (part.message, part.meant_as_part) == ("没有名为“大兴”的机构", True)
    assert (known.message, known.meant_as_part) == ("收录里没有大足区政协的报告", False)
    assert (unknown.message, unknown.near) == ("没有名为“无此机构”的机构", ())
    assert (field.message, field.part) == ("没有名称含“大星”的机构", True)
    assert "大兴区政协" in field.near


def test_a_place_that_is_known_and_has_no_report_is_named(searcher: Searcher) -> None:
    [named, whole, field] = (
        *absent(searcher, body=["大足"]),
        *absent(searcher, body=["大足区"]),
        *absent(searcher, "提案 机构:大足"),
    )
    said = "地名表里有大足区，没有收录那里的报告"
    assert (named.message, named.meant_as_part) == (f"没有名为“大足”的机构；{said}", True)
    assert (whole.message, whole.places) == (f"没有名为“大足区”的机构；{said}", ("大足区",))
    assert (field.message, field.meant_as_part) == (f"没有名称含“大足”的机构；{said}", False)
    # Where bodies are near these are told, and of a name that several places have all are.
    assert absent(searcher, body=["大兴"])[0].places == ()
    [several] = absent(searcher, body=["朝阳"])
    assert set(several.places) == {"朝阳区", "朝阳市", "朝阳县"}
    assert absent(searcher, body=["昆仑山"])[0].places == ()


@pytest.mark.parametrize(
    ("query", "filters", "offered"),
    [
        ("提案", {"body": ["大兴"]}, SearchRequest("提案", body=("大兴区政协",))),
        ("提案 机构:大星", {}, SearchRequest("提案 机构:大兴区政协")),
        ("提案", {"body": ["綦江", "无此"]}, SearchRequest("提案", body=("无此", "綦江区政协"))),
    ],
)
def test_the_search_in_a_near_body_is_offered_if_it_finds_something(
    query: str, filters: dict[str, Any], offered: SearchRequest, searcher: Searcher
) -> None:
    request = SearchRequest.parse(query, **filters)
    found = [each for each in suggest(searcher, request, searcher.search(request)) if each.kind == "body"]
    assert offered in [each.request for each in found]
    assert all(each.total == searcher.search(each.request).total > 0 for each in found)


def test_nothing_is_offered_that_finds_nothing(searcher: Searcher) -> None:
    request = SearchRequest.parse("没有的词", body=["大兴"])
    assert [each for each in suggest(searcher, request, searcher.search(request)) if each.kind == "body"] == []


def test_the_command_line_says_it(directory: Path) -> None:
    answer = run("search", "提案", "--body", "大兴", "--index", directory)
    assert answer.returncode == 1
    assert "没有名为“大兴”的机构；相近的有大兴区法院、大兴区政协；--body 要写全名" in answer.stdout
    assert "机构:大兴" in answer.stdout
    assert "提案 --body 大兴区政协（相近的机构 大兴区政协，1 段）" in answer.stdout
    answer = run("search", "提案", "--body", "大足区政协", "--index", directory)
    assert "收录里没有大足区政协的报告" in answer.stdout
    assert "--body 要写全名" not in answer.stdout
    answer = run("search", "提案", "--body", "大足", "--index", directory)
    assert "没有名为“大足”的机构；地名表里有大足区，没有收录那里的报告；--body 要写全名" in answer.stdout
    assert "机构:大足" in answer.stdout
