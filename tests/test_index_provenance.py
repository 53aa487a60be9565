"""What became of each line of a saved page, against the seeds and against pages made for it."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from reports import line as report_line
from reports import page, write_lines

from index.errors import ReadError
from index.reading import is_cleaned, read_reports
from index.reading.cleaning import STEPS, Line, clean_page
from index.reading.cleaning.repair import NAME as REPAIR
from index.reading.differences import differences
from index.reading.provenance import LARGEST_FILE, SourceChanged, original_lines
from index.report import Report

PROSE = (
    "一年来，在中共某县委的坚强领导下，县政协常委会团结带领广大委员，围绕中心、服务大局，认真履行职能，取得了新的成绩。"
)


def read(path: Path) -> Report:
    report = next(iter(read_reports(path)))
    assert isinstance(report, Report)
    return report


def texts(report: Report) -> list[str]:
    return [paragraph.text for paragraph in report.paragraphs]


def cut(text: str, spans: tuple[tuple[int, int], ...]) -> str:
    """The text without the spans."""
    for start, end in reversed(spans):
        text = text[:start] + text[end:]
    return text


@pytest.mark.parametrize("number", range(5))
def test_kept_lines_of_the_seeds_are_their_paragraphs(seeds: Path, number: int) -> None:
    path = sorted(seeds.glob("*.txt"))[number]
    report = read(path)
    lines = original_lines(path, texts(report))
    assert [line.original for line in lines] == [
        text for text in path.read_text("utf-8-sig").splitlines() if text.strip()
    ]
    kept = [line for line in lines if line.fate == "kept"]
    assert {line.paragraph for line in kept} == set(range(len(report.paragraphs)))
    for line in kept:
        assert line.paragraph is not None
        assert line.cleaned in report.paragraphs[line.paragraph].text
    assert all(line.paragraph is None for line in lines if line.fate != "kept")


def test_every_step_and_the_boilerplate_are_named(tmp_path: Path) -> None:
    saved = page("某县政协", 2023, "\u200b" + PROSE, "政協(xié)委員，， 認真履職。" + PROSE, "版权所有：某县政协办公室")
    path = tmp_path / "a.txt"
    path.write_text(saved, "utf-8")
    lines = {line.original: line for line in original_lines(path, texts(read(path)))}
    assert lines["\u200b" + PROSE].steps == ("invisible characters",)
    mended = next(line for original, line in lines.items() if original.startswith("政協(xié)"))
    assert mended.steps == ("injected pinyin", "doubled punctuation", "stray spaces")
    assert mended.cleaned.startswith("政協委員，認真履職。")
    assert mended.changed
    assert lines["版权所有：某县政协办公室"].fate == "boilerplate"
    assert not next(line for line in lines.values() if line.fate == "kept" and not line.steps).changed


def test_title_of_several_lines_is_one_paragraph(seeds: Path) -> None:
    path = next(seeds.glob("004*.txt"))
    lines = original_lines(path, texts(read(path)))
    assert [line.paragraph for line in lines if line.fate == "kept"][:3] == [0, 0, 1]


def test_markup_is_no_part_of_the_lines(tmp_path: Path) -> None:
    path = tmp_path / "a.html"
    path.write_text(f"<h1>某县政协2023年工作报告</h1><p>{PROSE}&amp;nbsp;</p>", "utf-8")
    lines = original_lines(path, texts(read(path)))
    assert [line.original for line in lines] == ["某县政协2023年工作报告", f"{PROSE}&nbsp;"]
    assert lines[1].cleaned == PROSE


def test_file_that_changed_or_went_away_is_said(tmp_path: Path, seeds: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(next(seeds.glob("000*.txt")).read_bytes())
    before = texts(read(path))
    path.write_text(path.read_text("utf-8").replace("协商", "协谈", 1), "utf-8")
    with pytest.raises(SourceChanged):
        original_lines(path, before)
    path.write_text("版权所有", "utf-8")
    with pytest.raises(SourceChanged):
        original_lines(path, before)
    path.unlink()
    with pytest.raises(ReadError):
        original_lines(path, before)


def test_page_that_takes_too_long_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(PROSE + "\n" + " " * LARGEST_FILE, "utf-8")
    with pytest.raises(ReadError, match="太大"):
        original_lines(path, [PROSE])


def test_report_lines_are_not_cleaned(tmp_path: Path) -> None:
    assert not is_cleaned(write_lines(tmp_path / "a.jsonl", report_line("a", ["一"])))
    assert not is_cleaned(Path("a.JSONL.gz"))
    assert is_cleaned(Path("a.txt"))


@given(st.text("协商()xié， \u200b", max_size=30), st.text("协商()xié， \u200b", max_size=30))
def test_texts_without_their_differences_are_the_same(original: str, cleaned: str) -> None:
    removed, added = differences(original, cleaned)
    assert cut(original, removed) == cut(cleaned, added)
    assert (removed, added) == ((), ()) or original != cleaned


def test_long_texts_are_compared_in_one_piece() -> None:
    removed, added = differences("前" + "甲" * 3000 + "后", "前" + "乙" * 2000 + "后")
    assert (removed, added) == (((1, 3001),), ((1, 2001),))


PIECES = [
    "政協(xié)，，",
    "\u200b",
    "&nbsp;",
    "?lián)",
    PROSE,
    "责任编辑：李明",
    "首页 > 正文",
    "提案工作综述",
    " ",
    "推荐新闻",
]


@given(st.lists(st.lists(st.sampled_from(PIECES), max_size=3).map("".join), max_size=8))
def test_the_trace_of_a_page_says_what_became_of_every_line(texts: list[str]) -> None:
    page = clean_page([Line(text) for text in texts])
    assert len(page.trace) == len(texts)
    assert tuple(each.line for each in page.trace if each.fate == "kept") == page.lines
    cut = [each.line for each in page.trace if each.fate == "boilerplate"]
    assert sorted(map(id, cut)) == sorted(map(id, page.head + page.tail))
    for text, became in zip(texts, page.trace, strict=True):
        assert (became.fate == "empty") == (became.line.text == "")
        assert (became.steps == ()) == (became.line.text == text)
        assert [name for name in (REPAIR, *(step.name for step in STEPS)) if name in became.steps] == list(became.steps)
    worked = {name for each in page.trace for name in each.steps} | ({"boilerplate"} if cut else set())
    assert {change.step for change in page.changes} == worked
