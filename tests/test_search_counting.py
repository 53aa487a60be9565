"""What is counted is what was asked for: counts equal a scan of the texts, on both engines."""

import random
import re

import pytest

from index.analysis import fold
from search import Searcher, SearchRequest
from search.offers.suggestion import suggest
from search.ranking.bag import only_asks
from search.study import by_report, kwic, trend
from web.asked.parameters import Parameters

EVERYTHING = 10_000
RUNS = ("协商民主", "提案办理", "政协委员", "民主监督", "區政協", "高质量发展", "社情民意信息", "提案", "的", "工作室")


@pytest.fixture(scope="module")
def texts(searcher: Searcher) -> dict[tuple[str, int], str]:
    reports = [searcher.report(each.id) for each in searcher.reports()]
    return {(each.summary.id, one.paragraph): one.text for each in reports for one in each.paragraphs}


def scanned(texts: dict[tuple[str, int], str], run: str, report: str | None = None) -> dict[tuple[str, int], int]:
    """Occurrences of a run in each paragraph that has it."""
    counts = {place: fold(text).count(fold(run)) for place, text in texts.items() if report in (None, place[0])}
    return {place: count for place, count in counts.items() if count}


def made_runs(texts: dict[tuple[str, int], str], count: int) -> list[str]:
    """Runs cut from the texts without regard to words, that no query language sign is in."""
    pick = random.Random(13)
    found: list[str] = []
    while len(found) < count:
        text = pick.choice(sorted(texts.values()))
        start = pick.randrange(len(text))
        run = text[start : start + pick.randint(1, 8)]
        if run.isalnum() and run.isascii() is False:
            found.append(run)
    return found


def test_every_view_counts_an_unquoted_run_as_a_scan_does(
    searcher: Searcher, texts: dict[tuple[str, int], str]
) -> None:
    reports = [None, *(each.id for each in searcher.reports())]
    for number, run in enumerate([*RUNS, *made_runs(texts, 40)]):
        report = reports[number % len(reports)]
        literal = scanned(texts, run, report)
        expected = (sum(literal.values()), len(literal))
        request = SearchRequest(run, report=report, sort="hits", limit=EVERYTHING)
        answer = searcher.search(request)
        if answer.relaxed:
            assert not literal
        assert (answer.occurrences, answer.paragraphs_literal) == expected, run
        assert {(hit.report, hit.paragraph): hit.occurrences for hit in answer.hits if hit.occurrences} == literal
        counts = [hit.occurrences for hit in answer.hits]
        assert counts == sorted(counts, reverse=True)
        lines = kwic(searcher, SearchRequest(run, report=report, limit=EVERYTHING))
        assert (lines.total, lines.paragraphs_literal, len(lines.lines)) == (*expected, expected[0])
        assert all(fold(line.word) == fold(run) for line in lines.lines)
        groups = by_report(searcher, request)
        assert (groups.occurrences, groups.paragraphs_literal) == expected
        [total] = trend(searcher, [run], SearchRequest("", report=report)).totals
        assert (total.occurrences, total.paragraphs_literal) == expected


@pytest.mark.parametrize("run", RUNS)
def test_a_report_counts_a_run_as_a_scan_does(run: str, searcher: Searcher, texts: dict[tuple[str, int], str]) -> None:
    for summary in searcher.reports():
        read = searcher.report(summary.id, run)
        literal = scanned(texts, run, summary.id)
        assert read.occurrences == sum(literal.values())
        assert {each.paragraph: len(each.highlights) for each in read.paragraphs if each.highlights} == {
            number: count for (_, number), count in literal.items()
        }


OPERATORS = (
    "提案 -委员", "提案 委员", "(提案 -委员) OR 协商", "类型:heading 提案", "年份:2023 提案", "机构:广安 提案",
    "年份:2023", "提案 /句 委员", "提案 /段 委员", "提案 /篇 火星", "提案 /5 委员", "标题:提案 提案",
    "“提案” 量子 委员", "提案 量子 委员", "火星上的提案是多少", "火星车有多少？", "提案工作 -提案", "提案工作",
)  # fmt: skip


@pytest.mark.parametrize("query", OPERATORS)
@pytest.mark.parametrize("switch", ["", "split_words", "exact_script"])
def test_a_report_counts_as_the_search_in_it_does(query: str, switch: str, searcher: Searcher) -> None:
    split, exact = switch == "split_words", switch == "exact_script"
    for summary in searcher.reports():
        request = SearchRequest(query, report=summary.id, limit=EVERYTHING, split_words=split, exact_script=exact)
        answer = searcher.search(request)
        read = searcher.report(summary.id, query, split_words=split, exact_script=exact)
        assert (read.total, read.paragraphs_literal, read.occurrences, read.relaxed) == (
            answer.total, answer.paragraphs_literal, answer.occurrences, answer.relaxed,
        )  # fmt: skip
        found = {hit.paragraph: (hit.highlights, hit.word_highlights) for hit in answer.hits}
        marks = {each.paragraph: (each.highlights, each.word_highlights) for each in read.paragraphs}
        assert {number: found.get(number, ((), ())) for number in marks} == marks


def test_words_that_stand_apart_are_marked_but_count_only_when_asked(searcher: Searcher) -> None:
    request = SearchRequest("提案工作", limit=EVERYTHING)
    plain = searcher.search(request)
    apart = [hit for hit in plain.hits if not hit.occurrences]
    assert apart
    assert plain.total == plain.paragraphs_literal + len(apart)
    for hit in apart:
        marked = {hit.text[start:end] for start, end in hit.word_highlights}
        assert {fold(each) for each in marked} == {"提案", "工作"}
    assert not any(hit.word_highlights for hit in plain.hits if hit.occurrences)
    split = searcher.search(SearchRequest("提案工作", limit=EVERYTHING, split_words=True))
    assert [hit.report for hit in split.hits] == [hit.report for hit in plain.hits]
    assert split.occurrences == plain.occurrences + sum(len(hit.word_highlights) for hit in apart)
    assert not any(hit.word_highlights for hit in split.hits)
    assert "不计处数" in plain.understood
    assert "也计处数" in split.understood
    lines = kwic(searcher, SearchRequest("提案工作", limit=0, split_words=True))
    assert lines.total == split.occurrences
    [total] = trend(searcher, ["提案工作"], SearchRequest("", split_words=True)).totals
    assert (total.paragraphs, total.occurrences) == (split.total, split.occurrences)


@pytest.mark.parametrize(
    "query", ["“提案工作”", "提案工作 OR 监督", "提案 工作", "提案 /句 工作", "提案工作 机构:广安"]
)
def test_one_answer_has_one_count(query: str, searcher: Searcher) -> None:
    answer = searcher.search(SearchRequest(query, limit=EVERYTHING))
    assert answer.occurrences == sum(len(hit.highlights) for hit in answer.hits)
    assert answer.paragraphs_literal == sum(bool(hit.highlights) for hit in answer.hits)
    short = searcher.search(SearchRequest(query, limit=1))
    assert (short.occurrences, short.paragraphs_literal) == (answer.occurrences, answer.paragraphs_literal)
    [total] = trend(searcher, [query], SearchRequest("")).totals
    assert (total.occurrences, total.paragraphs_literal) == (answer.occurrences, answer.paragraphs_literal)


@pytest.mark.parametrize(
    ("query", "never"),
    [
        ("火星上的提案是多少", {"是", "的", "多少", "上的"}),
        ("月球 提案 是 多少 吗", {"是", "多少", "吗"}),
        ("没有 这样 的 潜水艇 提案", {"没有", "这样", "的"}),
    ],
)
def test_words_that_only_ask_are_no_reason(query: str, never: set[str], searcher: Searcher) -> None:
    answer = searcher.search(SearchRequest(query, limit=EVERYTHING))
    assert answer.relaxed
    assert answer.total
    for hit in answer.hits:
        marked = {fold(hit.text[start:end]) for start, end in (*hit.highlights, *hit.word_highlights)}
        assert marked
        assert not marked & set(map(fold, never))
    split = searcher.search(SearchRequest(query, limit=EVERYTHING, split_words=True))
    assert all(hit.occurrences for hit in split.hits)
    assert split.occurrences >= split.total == split.paragraphs_literal


@pytest.mark.parametrize(
    ("query", "kept"),
    [
        ('火星上的"提案办理"是多少', True),
        ("潜水艇“提案办理”怎么样？", True),
        ("潜水艇“提案办理”和“民主监督”多少", True),
        ("提案办理“潜水艇”怎么样？", False),
        ("“提案办理”“潜水艇”多少", False),
    ],
)
def test_a_quotation_in_running_text_is_kept_if_some_paragraph_has_it(
    query: str, kept: bool, searcher: Searcher
) -> None:
    answer = searcher.search(SearchRequest(query, limit=EVERYTHING))
    assert answer.relaxed
    assert answer.total
    quoted = re.findall('["“](.+?)["”]', query)
    having = [all(fold(each) in fold(hit.text) for each in quoted) for hit in answer.hits]
    assert all(having) == kept
    assert any(having) == kept


@pytest.mark.parametrize("query", ["“火星上”", "提案 “潜水艇”", "“潜水艇” 提案是多少？"])
def test_a_quotation_of_its_own_is_never_relaxed(query: str, searcher: Searcher) -> None:
    answer = searcher.search(SearchRequest(query))
    assert not answer.relaxed
    assert not answer.total


@pytest.mark.parametrize("query", ["没有这样的吗", "是 多少 吗 潜不存在水", "这样的多少呢"])
def test_a_query_that_only_asks_is_not_relaxed_to_what_asks(query: str, searcher: Searcher) -> None:
    answer = searcher.search(SearchRequest(query, limit=EVERYTHING))
    marked = {hit.text[start:end] for hit in answer.hits for start, end in hit.word_highlights}
    assert not {fold(each) for each in marked} & {"没有", "这样", "的", "是", "多少", "吗", "呢"} or not answer.relaxed


def test_every_link_of_a_page_keeps_how_words_are_counted() -> None:
    asked = Parameters("提案工作", split_words=True)
    assert ("split_words", "1") in asked.search_pairs()
    assert asked.request().split_words
    assert not asked.switched("split_words").request().split_words


def test_what_only_asks_is_not_offered(searcher: Searcher) -> None:
    request = SearchRequest("没有 这样 的 党建 提案", limit=0)
    offered = [each.query for each in suggest(searcher, request, searcher.search(request))]
    assert offered
    assert not [query for query in offered if only_asks(query.split())]
