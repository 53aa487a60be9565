"""Marks of paragraphs travel with report lines: kinds, damage, places restored from lost bytes, assumptions."""

import json
from pathlib import Path
from typing import Any

import pytest
from cluster_index import commit_of
from opensearch_server import OpenSearchCluster
from reports import line, write_lines

from index import index_paths
from index.errors import ReadError
from index.manifest import MadeBy, Source
from index.reading import read_reports
from index.report import Paragraph, Report, Restored
from index.store import open_store
from search import open_searcher
from search.export.table import report_lines

TEXTS = ["一、緊扣發展要務", "提案办理得到落实。"]
PLACE = {"paragraph": 0, "start": 7, "end": 8, "raw": "?jiǎng)?wù)"}


def only(path: Path) -> Report | ReadError:
    (report,) = read_reports(path)
    return report


def test_an_exported_report_is_the_same_when_it_is_indexed_again(seeds: Path, tmp_path: Path) -> None:
    damaged = tmp_path / "damaged.txt"
    damaged.write_text("某县政协工作报告\n提案工作?chǎn)?50余件，会议(huì)协(xié)商(shāng)。\n", "utf-8")
    index_paths([seeds, damaged], tmp_path / "first")
    with open_searcher(tmp_path / "first") as before:
        lines = [json.loads(each) for each in report_lines(before)]
        index_paths([write_lines(tmp_path / "all.jsonl", *lines)], tmp_path / "index")
        with open_searcher(tmp_path / "index") as after:
            for summary in before.reports():
                first, second = before.report(summary.id), after.report(summary.id)
                assert first.paragraphs == second.paragraphs
                assert first.summary.unsure == second.summary.unsure
                assert first.summary.unread == second.summary.unread
                assert first.summary.damaged == second.summary.damaged
            assert [json.loads(each) for each in report_lines(after)] == lines
    assert sum(len(each["restored"]) for each in lines) >= 5
    assert any(each["damaged"] for each in lines)


def test_marks_of_a_line_are_taken(tmp_path: Path) -> None:
    marks = {
        "kinds": ["text", "caption"],
        "damaged": [1],
        "restored": [PLACE],
        "assumed": ["year_from_date"],
        "unread": [5, 2],
    }
    report = only(write_lines(tmp_path / "a.jsonl", line("a", TEXTS) | marks))
    assert isinstance(report, Report)
    assert [each.kind for each in report.paragraphs] == ["text", "caption"]
    assert [each.damaged for each in report.paragraphs] == [False, True]
    assert [each.restored for each in report.paragraphs] == [(Restored(7, 8, "?jiǎng)?wù)"),), ()]
    assert (report.assumed, report.unread) == (("year_from_date",), (2, 5))


@pytest.mark.parametrize("marks", [{}, dict.fromkeys(("kinds", "damaged", "restored", "assumed", "unread"))])
def test_a_line_without_marks_is_classified_and_unmarked(marks: dict[str, Any], tmp_path: Path) -> None:
    report = only(write_lines(tmp_path / "a.jsonl", line("a", TEXTS) | marks))
    assert isinstance(report, Report)
    assert [each.kind for each in report.paragraphs] == ["heading", "text"]
    assert not any(each.damaged or each.restored for each in report.paragraphs)
    assert report.assumed == ()


WRONG: dict[str, list[Any]] = {
    "kinds": ["text", ["text"], ["text", "poem"], [["text"], "text"], {}],
    "damaged": [1, [2], [-1], [True], ["1"], [1.0]],
    "unread": [1, [0], [-1], ["1"], [True], {}],
    "assumed": ["year", ["no"], [["year_from_date"]], {}],
    "restored": [
        {}, [7], [PLACE | {"paragraph": 2}], [PLACE | {"paragraph": -1}], [PLACE | {"end": 9}], [PLACE | {"end": 7}],
        [PLACE | {"start": -1}], [PLACE | {"start": 7.0}], [PLACE | {"raw": None}], [PLACE | {"more": 1}],
        [PLACE, PLACE], [PLACE, PLACE | {"start": 1, "end": 2}], [{"paragraph": 0}], [PLACE | {"start": True}],
    ],
}  # fmt: skip


@pytest.mark.parametrize(("field", "value"), [(field, each) for field, all_ in WRONG.items() for each in all_], ids=str)
def test_a_wrong_mark_is_named_and_the_other_reports_are_read(field: str, value: Any, tmp_path: Path) -> None:
    path = write_lines(tmp_path / "a.jsonl", line("a", TEXTS) | {field: value}, line("b", TEXTS))
    first, second = read_reports(path)
    assert isinstance(first, ReadError)
    assert str(first).startswith(f"第 1 行的 {field} ")
    assert isinstance(second, Report)


@pytest.mark.parametrize(
    ("number", "places"),
    [(0, [(7, 9)]), (0, [(3, 3)]), (0, [(4, 5), (3, 4)]), (0, [(1, 3), (2, 4)]), (1, [(-1, 2)])],
    ids=str,
)
def test_the_check_finds_restored_places_that_are_not_in_the_text(
    number: int, places: list[tuple[int, int]], tmp_path: Path
) -> None:
    restored = tuple(Restored(*place, "?") for place in places)
    paragraphs = tuple(Paragraph(text, restored=restored if at == number else ()) for at, text in enumerate(TEXTS))
    assert checked(tmp_path / "index", paragraphs) == [f"报告 甲 第 {number} 段的复原与原文不符"]


def test_the_check_passes_restored_places_in_the_text(tmp_path: Path) -> None:
    restored = (Restored(0, 1, "?"), Restored(7, 8, "??"))
    assert checked(tmp_path / "index", (Paragraph(TEXTS[1]), Paragraph(TEXTS[0], restored=restored))) == []


def checked(directory: Path, paragraphs: tuple[Paragraph, ...]) -> list[str]:
    """What the check says of an index of one report with these paragraphs."""
    store = open_store(directory)
    with store.writing(rebuild=False) as session:
        session.add(Report("甲", "", "某市政协", None, None, None, paragraphs), {"path": "/x", "indexed": ""})
        session.commit(MadeBy.with_segmenter(store.segmenter), {"/x": Source((), {"甲": ("1", len(paragraphs))})})
    return list(store.check())


@pytest.mark.opensearch
def test_the_check_of_a_cluster_finds_them_too(
    opensearch: OpenSearchCluster, opensearch_index: str, tmp_path: Path
) -> None:
    marks = {"restored": [PLACE]}
    index_paths([write_lines(tmp_path / "a.jsonl", line("a", TEXTS) | marks, line("b", TEXTS))], opensearch_index)
    store = open_store(opensearch_index)
    assert list(store.check()) == []
    path = f"/{commit_of(opensearch_index).index}/_doc/1.0-0"
    whole = opensearch.call("GET", f"{path}?routing=a")["_source"]

    def after(*places: tuple[int, int]) -> list[str]:
        changed = [{"start": start, "end": end, "raw": "?jiǎng)?wù)"} for start, end in places]
        opensearch.call("PUT", f"{path}?refresh=true&routing=a", whole | {"restored": changed})
        # Terms are not in the source, so those of the changed document are missing.
        return [each for each in store.check() if "复原" in each]

    unlike = "报告 a 的复原记录与各段不符"
    assert after((7, 9)) == ["报告 a 第 0 段的复原与原文不符", unlike]
    assert after((6, 8)) == [unlike]
    assert after() == [unlike]
    assert after((7, 8)) == []
