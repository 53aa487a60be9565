"""Year on year: sentences that are kept, reworded, new and gone, and what differs in those that were reworded."""

from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reports import line, write_lines

from index import index_paths
from index.analysis import fold
from index.deadline import Deadline
from index.errors import ReportNotFound, TooSlow
from index.location import LocationLike
from search import Searcher, open_searcher
from search.study.changed import ChangesResult
from search.study.changes import changes
from search.study.differing import differences
from search.study.likeness import likest_texts
from search.study.rewording import LEAST_LIKENESS, paired
from search.study.sentences import sentence_key

BEFORE = [
    "一、2023年工作回顾",
    "全年收到提案134件，立案127件，办复率100%。组织委员视察二十余次；开展“有事来协商”活动。",
    "坚持党的领导，把牢正确方向。加强自身建设。",
    "落实中央八项规定精神。",
]
AFTER = [
    "一、2024年工作回顾",
    "堅持黨的領導，把牢正確方向！新建委员工作室20个。",
    "全年收到提案156件，立案149件，办复率100%。持续开展“有事来协商”活动。",
    "落实中央八项规定精神。落实中央八项规定精神。",
]


def lines_of(body: str = "甲市政协") -> list[dict[str, object]]:
    return [
        line("before", BEFORE, year=2023, body=body),
        line("after", AFTER, year=2024, body=body),
        line("long ago", ["很久以前的报告。"], year=2019, body=body),
        line("other", ["别处的报告。"], year=2024, body="乙市政协"),
        line("undated", ["年份不详的报告。"], year=None, body="丁市政协"),
    ]


@pytest.fixture(scope="module", params=["local", pytest.param("opensearch", marks=pytest.mark.opensearch)])
def searcher(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Iterator[Searcher]:
    """Reports of two bodies, on one engine after the other."""
    folder = tmp_path_factory.mktemp("changes")
    source = write_lines(folder / "r.jsonl", *lines_of())
    place: LocationLike = folder / "index"
    if request.param == "opensearch":
        place = request.getfixturevalue("opensearch_index_of_module")
    index_paths([source], place)
    with open_searcher(place) as opened:
        yield opened


@pytest.fixture(scope="module")
def opensearch_index_of_module(request: pytest.FixtureRequest) -> Iterator[str]:
    with request.getfixturevalue("opensearch").fresh_index() as address:
        yield address


def test_sentences_of_two_years(searcher: Searcher) -> None:
    found = changes(searcher, "甲市政协", 2024)
    assert (found.body, found.before, found.after) == ("甲市政协", 2023, 2024)
    # In another script, with another sign at the end and in another place, but the same.
    assert found.kept == 2
    assert [(each.before, each.after) for each in found.reworded] == [
        ("一、2023年工作回顾", "一、2024年工作回顾"),
        ("全年收到提案134件，立案127件，办复率100%。", "全年收到提案156件，立案149件，办复率100%。"),
        ("开展“有事来协商”活动。", "持续开展“有事来协商”活动。"),
    ]
    # Said twice now, and once before.
    assert [each.text for each in found.new] == ["新建委员工作室20个。", "落实中央八项规定精神。"]
    assert [each.text for each in found.gone] == ["组织委员视察二十余次；", "加强自身建设。"]
    assert found.counts.to_dict() == {"kept": 2, "reworded": 3, "new": 2, "gone": 2}
    assert [(each.id, each.sentences) for each in found.before_reports] == [("before", 7)]
    assert [(each.id, each.sentences) for each in found.after_reports] == [("after", 7)]


def test_each_says_where_it_stands(searcher: Searcher) -> None:
    found = changes(searcher, "甲市政协", 2024)
    for each in (*found.new, *found.gone):
        assert each.text in searcher.report(each.report).paragraphs[each.paragraph].text
        assert each.url == f"/reports/{each.report}#p{each.paragraph}"
    for pair in found.reworded:
        assert pair.after in searcher.report(pair.report).paragraphs[pair.paragraph].text
        assert pair.before in searcher.report(pair.before_report).paragraphs[pair.before_paragraph].text


def test_what_differs_is_marked(searcher: Searcher) -> None:
    pair = changes(searcher, "甲市政协", 2024).reworded[1]
    assert [pair.before[slice(*each)] for each in pair.before_spans] == ["134", "127"]
    assert [pair.after[slice(*each)] for each in pair.after_spans] == ["156", "149"]


def test_years_to_compare(searcher: Searcher) -> None:
    for years in ((2024, 2019), (2019, 2024)):
        found = changes(searcher, "甲市政协", *years)
        assert (found.before, found.after, found.kept) == (2019, 2024, 0)
    # The one before that has a report.
    assert changes(searcher, "甲市政协", 2023).before == 2019


@pytest.mark.parametrize(
    ("body", "years", "said"),
    [
        ("甲市政协", (2022,), "没有 2022 年的报告。有 2019、2023、2024"),
        ("甲市政协", (2024, 2020), "没有 2020 年"),
        ("甲市政协", (2019,), "2019 年是甲市政协最早的一份.*有 2019、2023、2024"),
        ("甲市政协", (2024, 2024), "两年相同：2024.*有 2019、2023、2024"),
        ("丁市政协", (2024,), "年份都不详"),
        ("丙市政协", (2024,), "没有这个机构的报告"),
    ],
)
def test_refusals(searcher: Searcher, body: str, years: tuple[int] | tuple[int, int], said: str) -> None:
    with pytest.raises(ReportNotFound, match=said):
        changes(searcher, body, years[0], years[1] if len(years) == 2 else None)


def test_a_deadline_that_is_over(searcher: Searcher) -> None:
    with pytest.raises(TooSlow):
        changes(searcher, "甲市政协", 2024, deadline=Deadline(-1))


def test_rows_have_each_sentence_once_in_order(searcher: Searcher) -> None:
    found = changes(searcher, "甲市政协", 2024)
    after = [row.after.text for row in found.rows if row.after]
    assert "".join(after) == "".join(AFTER)
    before = Counter(row.before.text for row in found.rows if row.before)
    assert sum(before.values()) == 7
    assert "".join(sorted("".join(before.elements()))) == "".join(sorted("".join(BEFORE)))
    # What is gone stands behind what it stood behind.
    kinds = [(row.kind, (row.after or row.before).text[:4]) for row in found.rows if row.after or row.before]  # type: ignore[union-attr]
    assert kinds[1:3] == [("kept", "堅持黨的"), ("gone", "加强自身")]


def test_a_part_of_the_lists(searcher: Searcher) -> None:
    whole: ChangesResult = changes(searcher, "甲市政协", 2024)
    part = whole.page(1, 1)
    assert (part.reworded, part.new, part.gone) == (whole.reworded[1:2], whole.new[1:2], whole.gone[1:2])
    assert (part.counts, part.kept, part.limit, part.offset) == (whole.counts, whole.kept, 1, 1)


def test_several_reports_of_a_year_are_read_one_after_the_other(tmp_path: Path) -> None:
    source = write_lines(
        tmp_path / "r.jsonl",
        line("a", ["第一份的话。"], year=2023),
        line("b1", ["第一份的话。"], year=2024),
        line("b2", ["第二份的话另说。"], year=2024),
    )
    index_paths([source], tmp_path / "index")
    with open_searcher(tmp_path / "index") as opened:
        found = changes(opened, "某市政协", 2024)
    assert [each.id for each in found.after_reports] == ["b1", "b2"]
    assert (found.kept, [each.report for each in found.new]) == (1, ["b2"])


@given(st.text("甲乙丙12.，Ａa後后 \u3000", max_size=30), st.text("甲乙丙12.，Ａa後后 \u3000", max_size=30))
@settings(max_examples=60, deadline=None)
def test_what_is_outside_of_differences_is_the_same(before: str, after: str) -> None:
    spans = differences(before, after)
    rest = []
    for text, own in zip((before, after), spans, strict=True):
        assert list(own) == sorted(own)
        assert all(start < end for start, end in own)
        assert all(end <= start for (_, end), (start, _) in pairwise(own))
        outside = [char for at, char in enumerate(text) if not any(start <= at < end for start, end in own)]
        rest.append("".join(fold("".join(outside)).split()))
    assert rest[0] == rest[1]
    if "".join(fold(before).split()) == "".join(fold(after).split()):
        assert spans == ((), ())


KEYS = st.lists(st.text("提案办理委员视察", min_size=1, max_size=12), max_size=12)


@given(KEYS, KEYS)
@settings(max_examples=60, deadline=None)
def test_pairs_are_of_partners_that_are_likest(before: list[str], after: list[str]) -> None:
    pairs = paired(before, after)
    for places in (0, 1):
        every = [pair[places] for pair in (*pairs.kept, *pairs.reworded)]
        assert len(every) == len(set(every))
    assert all(before[at] == after[other] for at, other in pairs.kept)
    # As many of a key are kept as both have.
    assert len(pairs.kept) == sum((Counter(before) & Counter(after)).values())
    left = [at for at in range(len(before)) if at not in {at for at, _ in pairs.kept}]
    right = [at for at in range(len(after)) if at not in {at for _, at in pairs.kept}]
    like = likest_texts([before[at] for at in left], [after[at] for at in right], least=1, sharing=60)
    likeness = {(left[at], right[to]): each for at, near in enumerate(like) for to, each in near.items()}
    own, others = dict(pairs.reworded), {other: at for at, other in pairs.reworded}
    for (at, other), each in likeness.items():
        if each >= LEAST_LIKENESS and own.get(at) != other:
            # The place is worth a tenth at most.
            best = max(likeness.get((at, own.get(at, -1)), 0), likeness.get((others.get(other, -1), other), 0))
            assert best > each - 0.1 - 1e-9


def test_place_decides_between_equally_like_ones() -> None:
    before = ["提案工作稳步推进成效明显", "中间一句没有变化的话说在这里", "提案工作稳步推进成效明显啊"]
    after = ["提案工作稳步推进成效很明显", "中间一句没有变化的话说在这里", "提案工作稳步推进成效很明显"]
    pairs = paired(before, after)
    assert pairs.kept == [(1, 1)]
    assert sorted(pairs.reworded) == [(0, 0), (2, 2)]


def test_signs_alone_are_no_sentence() -> None:
    assert sentence_key("……——。") == ""
    assert sentence_key("（一）提案　办理：") == "一)提案办理"
