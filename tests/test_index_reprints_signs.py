"""Reprints and the signs within them: what tells two figures apart is kept, and search finds all of every file."""

import random
from itertools import pairwise
from pathlib import Path

import pytest
from command import run
from made_prose import page, paragraphs, traditional

from index import index_paths
from search import SearchRequest, open_searcher

TEXT = paragraphs(1, 8)
BODY = "余姚市政协"


def merged(tmp_path: Path, first: tuple[str, ...], second: tuple[str, ...]) -> int:
    """The number of reprints among two pages that end with these paragraphs."""
    folder = tmp_path / "lib"
    folder.mkdir()
    (folder / "a.html").write_text(page(BODY, 2023, (*TEXT, *first)), "utf-8")
    (folder / "b.html").write_text(page(BODY, 2023, (*TEXT, *second)), "utf-8")
    return len(index_paths([folder], tmp_path / "index").reprints)


DIFFERENT = [
    *(("增长15%。", "增长1.5%。"), ("增速3%。", "增速-3%。"), ("增速3%。", "增速－3%。"), ("增速3%。", "增速−3%。")),
    *(("数字105万。", "数字10.5万。"), ("比例34。", "比例3/4。"), ("得分31。", "得分3:1。"), ("得分50。", "得分5.0。")),
    *(("在20192023间。", "在2019-2023间。"), ("共1234件。", "共1,234件。"), ("共1，234件。", "共1、234件。")),
    *(
        ("办复率985%。", "办复率98.5%。"),
        ("邮箱abcd。", "邮箱ab…cd。"),
        ("写作a@b。", "写作a#b。"),
        ("写作ab。", "写作a@b。"),
    ),
    *(("不同意。见下。", "不，同意。见下。"), ("没有通过，同意。", "没有，通过同意。"), ("共34件。", "共3 4件。")),
    *(
        ("增长5‰。", "增长5%。"),
        ("增长±5。", "增长5。"),
        ("增长+5。", "增长5。"),
        ("长5′。", "长5″。"),
        ("长5'。", '长5"。'),
    ),
]


@pytest.mark.parametrize(("first", "second"), DIFFERENT)
def test_a_sign_tells_reports_apart(first: str, second: str, tmp_path: Path) -> None:
    assert merged(tmp_path, (first,), (second,)) == 0
    with open_searcher(tmp_path / "index") as searcher:
        for each in (first, second):
            assert searcher.search(SearchRequest('"' + each.rstrip("。") + '"')).total >= 1


SAME = [
    *(
        ("通过“两个机制”。", "通过「两个机制」。"),
        ("通过“两个机制”。", '通过"两个机制"。'),
        ("增长１．５％。", "增长1.5%。"),
    ),
    *(("增速－3%。", "增速−3%。"), ("聚力——开新局。", "聚力―开新局。"), ("会议（下同）召开。", "会议(下同)召开。")),
    *(
        ("会议，，召开。", "会议,召开。"),
        ("会议 召开。", "会议召开。"),
        ("共 34 件。", "共34件。"),
        ("会议召开。", "会\u115f议\ufffc召\uffa0开。"),
        ("等等……。", "等等⋯。"),
    ),
]


@pytest.mark.parametrize(("first", "second"), SAME)
def test_forms_of_one_sign_are_the_same(first: str, second: str, tmp_path: Path) -> None:
    assert merged(tmp_path, (first,), (second,)) == 1


BREAKS = [
    ((("独特甲句。", "独特乙句。"), ("独特甲句。独特乙句。",)), 1),
    ((("独特甲", "3", "4"), ("独特甲", "34")), 0),
    ((("独特甲。独特乙。", "独特丙。"), ("独特甲。", "独特乙。独特丙。")), 0),
    ((("独特甲。\n独特乙。",), ("独特甲。独特乙。",)), 1),
]


@pytest.mark.parametrize(("ends", "expected"), BREAKS)
def test_each_paragraph_stands_whole_within_one(
    ends: tuple[tuple[str, ...], tuple[str, ...]], expected: int, tmp_path: Path
) -> None:
    assert merged(tmp_path, *ends) == expected


def variant(chance: random.Random, texts: tuple[str, ...], joined: float) -> tuple[str, ...]:
    """The paragraphs, some joined, some parted at a full stop, some signs changed."""
    found: list[str] = []
    for text in texts:
        sign = chance.choice([",", "、", "", " "]) if chance.random() < 0.03 else "，"
        each = text.replace("，", sign, 1)
        if found and chance.random() < joined:
            found[-1] += each
        elif chance.random() < 0.1:
            head, _, tail = each.partition("。")
            found += [head + "。", tail]
        else:
            found.append(each)
    return tuple(found)


def test_a_text_that_begins_with_signs_without_end(tmp_path: Path) -> None:
    # Signs without a word are a rule between parts, which is no text.
    assert merged(tmp_path, ("《·" * 140_000 + "完毕",), ()) == 0
    folder = tmp_path / "signs"
    folder.mkdir()
    for name in ("a", "b"):
        (folder / f"{name}.html").write_text(page(BODY, 2023, ("《·" * 140_000 + "完毕", *TEXT)), "utf-8")
    assert index_paths([folder], tmp_path / "other").failed == []


@pytest.mark.parametrize("seed", range(6))
def test_nothing_that_was_in_one_paragraph_is_lost(seed: int, tmp_path: Path) -> None:
    chance = random.Random(seed)
    folder = tmp_path / "lib"
    folder.mkdir()
    texts = [variant(chance, TEXT, joined) for joined in (0.7, 0.4, 0.1, 0)]
    for number, each in enumerate(texts):
        shown = page(BODY, 2023, each)
        (folder / f"{number}.html").write_text(traditional(shown) if chance.random() < 0.3 else shown, "utf-8")
    index_paths([folder], tmp_path / "index")
    with open_searcher(tmp_path / "index") as searcher:
        for paragraph in {each for text in texts for each in text}:
            runs = [each for each in paragraph.replace("。", "，").replace("、", "，").split("，") if each]
            queries = [f'"{paragraph.strip("。")}"', *(f'"{one}" /段 "{two}"' for one, two in pairwise(runs))]
            missed = [query for query in queries if not searcher.search(SearchRequest(query, limit=0)).total]
            assert missed == []


def test_meta_says_of_what_a_report_is_a_reprint(tmp_path: Path) -> None:
    assert merged(tmp_path, (), ()) == 1
    told = run("meta", "b", index=tmp_path / "index")
    path = tmp_path / "lib/b.html"
    assert told.returncode != 0
    assert "b 是 a 的转载" in told.stderr
    assert f"zhengsou meta a；看它自己：zhengsou meta {path}" in told.stderr
    assert run("meta", path, index=tmp_path / "index").returncode == 0
