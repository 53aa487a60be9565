"""Wording traced to its sources: every run that a scan of all texts finds, and no other."""

import random
from collections.abc import Iterator, Sequence
from itertools import count
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from plain_trace import PlainTrace, length, plain
from reports import line, write_lines

from index import index_paths
from index.deadline import UNLIMITED, Deadline
from index.errors import ParagraphNotFound, ReadError, ReportNotFound, RequestError, TooMuch, TooSlow
from index.report import UNKNOWN_BODY
from search import LocalSearcher, Searcher, SearchRequest, open_searcher
from search.study import shared
from search.study.sources import MOST_CHARACTERS, Source
from search.study.trace import similar, trace
from search.study.traced import TraceResult
from search.study.tracing import Tracing

PIECES = (
    *("甲", "乙", "提案", "提案", "辦理", "办理", "，", "、", "𠮷", "a", "Ａ", "。", " ", "\u3000"),
    *("\u200b", "e\u0301", "零", "\uffee", "7", "㎡"),
)
"""Both scripts and widths, signs, white space that searched texts keep and drop, no shape, composed characters."""
TEXTS = st.lists(st.sampled_from(PIECES), min_size=1, max_size=30).map("".join)


@pytest.fixture(scope="module")
def searcher(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalSearcher]:
    """An index of texts of few pieces, so that much is shared; in segments, some of it gone."""
    folder = tmp_path_factory.mktemp("trace")
    dice = random.Random(17)
    for number in range(12):
        texts = ["".join(dice.choices(PIECES, k=dice.randint(1, 40))) for _ in range(dice.randint(1, 8))]
        day = f"202{number % 3}-0{number % 5 + 1}-01" if number % 4 else None
        body = ("东市政协", "西市政协", "南市政协")[number % 3]
        year = None if number == 4 else 2018 + number % 4
        lines = line(f"r{number}", [*texts, texts[0]], date=day, body=body, year=year)
        write_lines(folder / f"{number}.jsonl", lines)
        if number in (3, 8, 11):
            index_paths([folder], folder / "index")
    (folder / "2.jsonl").unlink()
    index_paths([folder], folder / "index")
    with open_searcher(folder / "index") as opened:
        assert isinstance(opened, LocalSearcher)
        yield opened


def texts_of(searcher: Searcher, request: SearchRequest, without: str = "") -> dict[str, list[str]]:
    """The compared characters of all reports that pass the filters."""
    chosen = [each.id for each in searcher.reports() if each.id != without]
    if request.filters:
        chosen = [each for each in chosen if searcher.meta(each)["year"] in (2019, 2020)]
    return {each: [plain(found.text) for found in searcher.report(each).paragraphs] for each in chosen}


def agrees(searcher: LocalSearcher, source: Source, request: SearchRequest, least: int) -> TraceResult:
    """Holds a trace against a scan."""
    found = trace(searcher, source, request, least=least, nearest=2)
    texts = texts_of(searcher, request, source.report)
    scan = PlainTrace([plain(each) for each in source.paragraphs], texts, least)
    expected = [
        (number, text[start:end], scan.count(text[start:end]), len(scan.having(text[start:end])))
        for number, text in enumerate(scan.draft)
        for start, end in scan.longest(text)
    ]
    assert [(each.paragraph, plain(each.text), each.count, each.reports) for each in found.runs] == expected
    whole = "\n".join(source.paragraphs)
    for each in found.runs:
        assert whole[each.start : each.end] == each.text
        assert each.characters == length(plain(each.text)) >= least
        first = each.first
        shown = searcher.report(first.report).paragraphs[first.paragraph].text[first.start : first.end]
        assert plain(shown) == plain(each.text)
        ages = [age(searcher, report) for report in scan.having(plain(each.text))]
        assert age(searcher, first.report) == min(ages)
    covered = [
        {at for start, end in scan.longest(text) for at in range(start, end) if text[at].isalnum()}
        for text in scan.draft
    ]
    assert found.covered == sum(map(len, covered))
    assert found.characters == sum(map(length, scan.draft))
    check_nearest(found, scan)
    return found


def check_nearest(found: TraceResult, scan: PlainTrace) -> None:
    """The paragraphs named for each are those that share most, and what is marked is what they share."""
    for each in found.paragraphs:
        text = scan.draft[each.paragraph]
        shares = sorted((scan.shared(text, other) for own in scan.reports.values() for other in own), reverse=True)
        assert [near.shared for near in each.nearest] == [share for share in shares[:2] if share]
        for near in each.nearest:
            own = scan.reports[near.report][near.paragraph]
            assert near.shared == scan.shared(text, own)
            assert near.share == pytest.approx(near.shared / length(text))
            assert sum(length(plain(each.text[start - each.start : end - each.start])) for start, end in near.marks)
            marked = [plain(near.text[start:end]) for start, end in near.highlights]
            assert all(length(piece) >= scan.least for piece in marked)


def age(searcher: Searcher, report: str) -> tuple[int, str]:
    """What is compared of reports to say which is older."""
    meta = searcher.meta(report)
    return meta["year"] or 9999, meta["date"] or "9999"


REQUESTS = st.sampled_from([SearchRequest("", limit=1000), SearchRequest.parse("", year=["2019..2020"], limit=1000)])


@pytest.mark.parametrize("examples", [20, pytest.param(1500, marks=pytest.mark.slow)])
def test_finds_what_a_scan_finds(searcher: LocalSearcher, examples: int) -> None:
    @settings(max_examples=examples, deadline=None, derandomize=True)
    @given(st.lists(TEXTS, max_size=4), REQUESTS, st.integers(4, 9), st.randoms(use_true_random=False))
    def check(drafts: list[str], request: SearchRequest, least: int, dice: random.Random) -> None:
        # What is made up shares little: pieces of what is there are put in.
        pool = [text for each in searcher.reports() for text in texts_of_report(searcher, each.id)]
        for _ in range(2):
            own = dice.choice(pool)
            start = dice.randrange(len(own))
            drafts.append(dice.choice(drafts or [""]) + own[start : start + dice.randint(1, 30)])
        agrees(searcher, Source(tuple(drafts)), request, least)

    check()


def test_looks_in_small_pieces_at_what_it_looks_at_as_a_whole(
    searcher: LocalSearcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    request = SearchRequest("", limit=1000)
    sources = [Source.of_report(searcher, each.id, Deadline()) for each in searcher.reports()]
    whole = [trace(searcher, each, request, least=4) for each in sources]
    monkeypatch.setattr(shared, "_AT_ONCE", 10)
    monkeypatch.setattr(shared, "_READ_AT_ONCE", 50)
    for source, one in zip(sources, whole, strict=True):
        pieces = trace(searcher, source, request, least=4)
        assert (pieces.runs, pieces.formulas, pieces.paragraphs) == (one.runs, one.formulas, one.paragraphs)


def texts_of_report(searcher: Searcher, report: str) -> Sequence[str]:
    return [each.text for each in searcher.report(report).paragraphs]


@pytest.mark.parametrize("examples", [8, pytest.param(200, marks=pytest.mark.slow)])
def test_finds_what_a_scan_finds_in_any_index(tmp_path: Path, examples: int) -> None:
    numbers = count()
    reports = st.lists(st.lists(TEXTS.filter(str.strip), min_size=1, max_size=4), min_size=1, max_size=4)

    @settings(max_examples=examples, deadline=None, derandomize=True)
    @given(reports, st.integers(4, 6))
    def check(texts: list[list[str]], least: int) -> None:
        lines = [line(f"r{number}", each, year=2020 + number) for number, each in enumerate(texts)]
        folder = tmp_path / str(next(numbers))
        folder.mkdir()
        index_paths([write_lines(folder / "r.jsonl", *lines)], folder / "index")
        with open_searcher(folder / "index") as opened:
            assert isinstance(opened, LocalSearcher)
            for each in opened.reports():
                source = Source.of_report(opened, each.id, Deadline())
                agrees(opened, source, SearchRequest("", limit=1000), least)

    check()


@pytest.mark.parametrize("reports", [2, 3])
def test_runs_of_several_reports_are_those_of_a_scan(searcher: LocalSearcher, reports: int) -> None:
    for each in searcher.reports():
        source = Source.of_report(searcher, each.id, Deadline())
        tracing = Tracing(searcher, source, SearchRequest(""), UNLIMITED, 4, other_bodies=False)
        scan = PlainTrace(
            [plain(text) for text in source.paragraphs], texts_of(searcher, SearchRequest(""), each.id), 4
        )
        found = tracing.runs.in_reports(reports, 4)
        best = {
            (number, start): text[start:end]
            for number, text in enumerate(scan.draft)
            for start, end in scan.weightiest(text, reports).values()
        }
        told = set()
        for run in found:
            number = int(tracing.draft.paragraph_at(np.array([run.start]))[0])
            start = run.start - int(tracing.draft.bounds[number])
            text = tracing.draft.compared(run.start, run.end)
            assert (text, run.count, len(run.reports)) == (
                best[number, start],
                scan.count(text),
                len(scan.having(text)),
            )
            told.add((number, start))
        # What is no run of its own begins one character sooner wherever it stands.
        for number, start in best.keys() - told:
            text, longer = best[number, start], scan.draft[number][start - 1 : start] + best[number, start]
            assert start
            assert scan.count(longer) == scan.count(text)


@pytest.fixture(scope="module")
def plain_searcher(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Searcher]:
    """Five reports of three bodies, with a wording that was handed down."""
    folder = tmp_path_factory.mktemp("plain")
    handed = "坚持人民政协为人民，"
    write_lines(
        folder / "r.jsonl",
        line(
            "new", [handed + "办好每一件提案。", "全年立案提案134件。"], year=2024, date="2025-01-03", body="甲市政协"
        ),
        line("old", [handed + "开展视察。", "工作回顾"], year=2021, date="2022-01-03", body="乙市政协"),
        line("older", [handed + "協商議政 取得實效。"], year=2021, date="2021-12-31", body="丙市政协"),
        line("unknown", [handed + "反映社情民意。"], year=None, body="乙市政协"),
        line("before", ["全年立案提案134 件。", "其他事项。"], year=2023, body="甲市政协"),
    )
    index_paths([folder], folder / "index")
    with open_searcher(folder / "index") as opened:
        yield opened


def runs(searcher: Searcher, text: str, request: SearchRequest | None = None, **options: Any) -> list[str]:
    found = trace(searcher, Source.of_text(text), request or SearchRequest(""), **options)
    return [each.text for each in found.runs]


def test_says_where_first_how_often_and_whose(plain_searcher: Searcher) -> None:
    text = "前言\n我们坚持人民政协为人民，办好提案"
    found = trace(plain_searcher, Source.of_text(text), SearchRequest(""), least=8)
    (run,) = found.runs
    assert run.text == "坚持人民政协为人民，办好"
    assert (run.start, run.end, run.paragraph, run.characters) == (5, 17, 1, 11)
    assert (run.count, run.reports, run.bodies, run.first.report) == (1, 1, 1, "new")
    (formula,) = found.formulas
    assert formula.text == "坚持人民政协为人民"
    assert (formula.count, formula.reports, formula.bodies, formula.last) == (4, 4, 3, 2024)
    # Of the same year, the one of the day before; a year that is not known is last.
    assert (formula.first.report, formula.first.year, formula.first.paragraph) == ("older", 2021, 0)
    assert (formula.first.start, formula.first.end) == (0, 9)
    assert (found.covered, found.characters) == (11, 17)
    assert found.coverage == pytest.approx(11 / 17)
    assert (found.searched.reports, found.searched.paragraphs) == (5, 8)


def test_script_width_and_white_space_make_no_difference(plain_searcher: Searcher) -> None:
    assert runs(plain_searcher, "协商议政取得实效") == ["协商议政取得实效"]
    assert runs(plain_searcher, "全年立案提案１３４\u3000件，") == ["全年立案提案１３４\u3000件"]
    assert runs(plain_searcher, "堅持人民政協為人民,反映") == ["堅持人民政協為人民,反映"]


def test_signs_must_be_the_same_and_do_not_count(plain_searcher: Searcher) -> None:
    assert runs(plain_searcher, "坚持人民政协为人民、反映社情民意") == ["坚持人民政协为人民"]
    # Nine letters and a sign between them.
    assert runs(plain_searcher, "政协为人民，反映社情", least=9) == ["政协为人民，反映社情"]
    assert runs(plain_searcher, "政协为人民，反映社情", least=10) == []


def test_no_run_goes_beyond_a_paragraph(plain_searcher: Searcher) -> None:
    assert runs(plain_searcher, "坚持人民\n政协为人民") == []
    assert runs(plain_searcher, "全年立案提案134件。其他事项", least=4) == ["全年立案提案134件", "其他事项"]


def test_formulas_are_one_for_all_places_in_the_draft(plain_searcher: Searcher) -> None:
    found = trace(plain_searcher, Source.of_text("坚持人民政协为人民。\n一是坚持人民政协为人民。"), SearchRequest(""))
    (formula,) = found.formulas
    assert formula.places == ((0, 9), (13, 22))


def test_a_report_is_not_its_own_source(plain_searcher: Searcher) -> None:
    source = Source.of_report(plain_searcher, "new", Deadline())
    everywhere = trace(plain_searcher, source, SearchRequest(""))
    assert [(each.text, each.first.report) for each in everywhere.runs] == [
        ("坚持人民政协为人民", "older"),
        ("全年立案提案134件", "before"),
    ]
    elsewhere = trace(plain_searcher, source, SearchRequest(""), other_bodies=True)
    assert [(each.text, each.reports) for each in elsewhere.runs] == [("坚持人民政协为人民", 3)]
    assert elsewhere.searched.reports == 3


def test_bodies_that_are_not_known_are_not_one_body(tmp_path: Path) -> None:
    lines = [line(name, ["坚持人民政协为人民。"], body=UNKNOWN_BODY) for name in "ab"]
    lines[1]["paragraphs"].append("别的。")
    index_paths([write_lines(tmp_path / "r.jsonl", *lines)], tmp_path / "index")
    with open_searcher(tmp_path / "index") as opened:
        source = Source.of_report(opened, "b", Deadline())
        assert trace(opened, source, SearchRequest(""), other_bodies=True).total == 1


def test_filters_say_where_runs_are_looked_for(plain_searcher: Searcher) -> None:
    text = "坚持人民政协为人民"
    found = trace(plain_searcher, Source.of_text(text), SearchRequest.parse("", body=["乙市政协"], year=["2021"]))
    assert [(each.reports, each.first.report) for each in found.runs] == [(1, "old")]
    assert runs(plain_searcher, text, SearchRequest.parse("", year=["2023"])) == []


def test_pages_of_runs(plain_searcher: Searcher) -> None:
    source = Source.of_report(plain_searcher, "new", Deadline())
    found = trace(plain_searcher, source, SearchRequest("", limit=1, offset=1))
    assert (found.total, [each.text for each in found.runs]) == (2, ["全年立案提案134件"])


def test_nearest_paragraphs_with_what_they_share(plain_searcher: Searcher) -> None:
    found = trace(plain_searcher, Source.of_text("\n今年全年立案提案134件"), SearchRequest(""), nearest=1)
    (paragraph,) = found.paragraphs
    assert (paragraph.paragraph, paragraph.start, paragraph.characters, paragraph.covered) == (1, 1, 12, 10)
    (near,) = paragraph.nearest
    # Both say it; the one that was indexed before is named.
    assert near.marks == ((3, 13),)
    assert near.shared == 10
    assert near.share == pytest.approx(10 / 12)
    assert plain(near.text[slice(*near.highlights[0])]) == "全年立案提案134件"


def test_a_draft_without_characters_has_no_coverage(plain_searcher: Searcher) -> None:
    for text in ("", " \n\u200b", "，。！"):
        found = trace(plain_searcher, Source.of_text(text), SearchRequest(""))
        assert (found.coverage, found.total, found.formulas) == (None, 0, ())


def test_similar_paragraphs(plain_searcher: Searcher) -> None:
    found = similar(plain_searcher, "new", 0, SearchRequest("", limit=2))
    assert found.total == 3
    assert [each.report for each in found.similar] == ["old", "unknown"]
    assert all(each.text[slice(*each.highlights[0])] == "坚持人民政协为人民" for each in found.similar)
    own = similar(plain_searcher, "new", 1, SearchRequest(""))
    assert [each.report for each in own.similar] == ["before"]
    assert similar(plain_searcher, "new", 1, SearchRequest(""), other_bodies=True).total == 0


def test_refusals(plain_searcher: Searcher, tmp_path: Path) -> None:
    source, request = Source.of_text("提案"), SearchRequest("")
    for least in (3, 201):
        with pytest.raises(RequestError, match="least"):
            trace(plain_searcher, source, request, least=least)
    with pytest.raises(RequestError, match="nearest"):
        trace(plain_searcher, source, request, nearest=21)
    with pytest.raises(ParagraphNotFound):
        similar(plain_searcher, "new", 2, request)
    with pytest.raises(ReportNotFound):
        similar(plain_searcher, "nowhere", 0, request)
    with pytest.raises(TooMuch):
        Source.of_text("案" * (MOST_CHARACTERS + 1))
    with pytest.raises(ReadError, match="不止一份"):
        Source.of_file(write_lines(tmp_path / "two.jsonl", line("a", ["甲"]), line("b", ["乙"])))
    with pytest.raises(TooSlow):
        trace(plain_searcher, Source.of_text("坚持人民政协为人民"), request, Deadline(-1))
    with pytest.raises(TooMuch, match="与库里相同的太多。请分成几份"):
        trace(plain_searcher, Source.of_text("坚持人民政协为人民"), request, Deadline(memory=10))


def test_a_file_is_read_as_for_the_library(plain_searcher: Searcher, tmp_path: Path) -> None:
    path = tmp_path / "底稿.html"
    text = "<h1>某县政协2024年工作报告</h1><p>各位委员：</p><p>坚持人民政协为人民，办好实事。</p>"
    path.write_text(f"<title>某县政协工作报告</title>{text}", "utf-8")
    found = trace(plain_searcher, Source.of_file(path), SearchRequest(""))
    assert [each.text for each in found.runs] == ["坚持人民政协为人民，办好"]


@pytest.mark.opensearch
def test_a_cluster_says_that_it_cannot(address: str) -> None:
    with open_searcher(address) as opened:
        for ask in (
            lambda: trace(opened, Source.of_text("提案办理"), SearchRequest("")),
            lambda: similar(opened, "a", 0, SearchRequest("")),
        ):
            with pytest.raises(RequestError, match="集群上的索引不能溯源"):
                ask()
