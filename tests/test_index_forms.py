"""The seeds' paragraphs, set into the forms of markup that sites use: none is lost, joined or torn."""

from __future__ import annotations

import html
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from index.places import gazetteer
from index.reading import read_reports
from index.reading.html import read_html
from index.reading.page import page_report
from index.reading.text import read_text
from index.report import Report

TITLE = "某县政协2022年工作综述"
SIDE = "<div><h3>最新文章</h3><ul><li><a href=1>夜市摊位公开摇号</a></li><li><a href=2>小将挺进四强</a></li></ul></div>"
WIDTH = 36


def each_in(before: str, after: str) -> Callable[[Sequence[str]], str]:
    return lambda texts: "".join(f"{before}{html.escape(text)}{after}\n" for text in texts)


FORMS: dict[str, Callable[[Sequence[str]], str]] = {
    "p": each_in("<p>", "</p>"),
    "div": each_in("<div class=p><span>", "</span></div>"),
    "br": each_in("　　", "<br>"),
    "rows": lambda texts: f"<table>{each_in('<tr><td>', '</td></tr>')(texts)}</table>",
    "items": lambda texts: f"<ul>{each_in('<li>', '</li>')(texts)}</ul>",
    "anchors": each_in("<p><a name=x></a>", "</p>"),
    "an unclosed link": lambda texts: f"<a href=/x>{each_in('<p>', '</p>')(texts)}",
}


@pytest.fixture(scope="module")
def reports(seeds: Path) -> list[list[str]]:
    found = [
        report for path in sorted(seeds.glob("*.txt")) for report in read_reports(path) if isinstance(report, Report)
    ]
    assert len(found) == 5
    return [[each.text for each in report.paragraphs if each.text != report.title] for report in found]


def lost(texts: Sequence[str], report: Report) -> list[str]:
    found = {"".join(each.text.split()) for each in report.paragraphs}
    return [text for text in texts if "".join(text.split()) not in found]


@pytest.mark.parametrize("name", FORMS)
def test_no_paragraph_of_a_page_is_lost(name: str, reports: list[list[str]]) -> None:
    for texts in reports:
        article = f"<h1>{TITLE}</h1><p>时间：2023-01-05 来源：某网</p><div>{FORMS[name](texts)}</div>"
        page = f"<title>{TITLE}-某网</title><body>{SIDE}{article}<div class=footer>版权所有 某网</div>"
        report = page_report("page", page.encode(), read_html, "page", gazetteer())
        assert lost(texts, report) == []
        assert report.paragraphs[0].text == TITLE
        assert report.date == "2023-01-05"


@pytest.mark.parametrize("indent", ["", "　　"])
def test_no_paragraph_of_a_text_is_lost(indent: str, reports: list[list[str]]) -> None:
    for texts in reports:
        whole = "\n".join(
            [TITLE, "时间：2023-01-05 来源：某网", *(f"{indent}{text}" for text in texts), "版权所有 某网"]
        )
        report = page_report("page", whole.encode(), read_text, "page", gazetteer())
        assert lost(texts, report) == []


def test_no_paragraph_of_a_broken_text_is_lost(reports: list[list[str]]) -> None:
    for texts in reports:
        indented = [f"　　{text}" for text in texts]
        rows = [text[at : at + WIDTH] for text in indented for at in range(0, len(text), WIDTH)]
        report = page_report("page", "\n".join([TITLE, *rows]).encode(), read_text, "page", gazetteer())
        assert lost(texts, report) == []
