"""Citations: GB/T 7714-2015 by the published style, and BibTeX that TeX reads back."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.errors import RequestError
from index.report import UNKNOWN_BODY
from search import ReportSummary
from search.export.citation import CitationStyle, cite

REPORT = ReportSummary(
    "000_2a84bc86b806ce1d",
    "服务大局促发展——广安区政协2023年工作综述",
    "广安区政协",
    2023,
    "2024-01-25",
    "影响四川",
    29,
    3470,
    0,
)
URL = "http://127.0.0.1:8000/reports/000_2a84bc86b806ce1d/t/0123456789ab"
ACCESSED = date(2026, 11, 2)


def cited(report: ReportSummary = REPORT, text: str = "全年立案提案134件。", style: CitationStyle = "gbt7714") -> str:
    return cite(report, 21, text, url=URL, accessed=ACCESSED, style=style)


def test_gbt7714() -> None:
    assert cited() == (
        "“全年立案提案134件。”（第 22 段）\n"
        "广安区政协. 服务大局促发展——广安区政协2023年工作综述[EB/OL]. (2024-01-25)[2026-11-02]. "
        f"{URL}."
    )


def test_gbt7714_without_what_is_not_known() -> None:
    unknown = replace(REPORT, body=UNKNOWN_BODY, date=None, year=None)
    assert cited(unknown).splitlines()[1] == (f"服务大局促发展——广安区政协2023年工作综述[EB/OL]. [2026-11-02]. {URL}.")
    assert cited(replace(REPORT, title=" \n")).splitlines()[1].startswith("广安区政协. 000_2a84bc86b806ce1d[EB/OL]. ")


def test_quotes_inside_the_quotation_become_inner_ones() -> None:
    assert cited(text="打造“一委一品”，\n做到‘实’").splitlines()[0] == "“打造‘一委一品’， 做到“实””（第 22 段）"


def test_markup_in_a_title_is_text() -> None:
    title = '<script>alert(1)</script> & <i>"x"</i> {$%} [J] // '
    assert "<script>alert(1)</script> & <i>" in cited(replace(REPORT, title=title))


def test_bibtex() -> None:
    assert cited(style="bibtex") == (
        "@online{000_2a84bc86b806ce1d-p22,\n"
        "  title = {{服务大局促发展——广安区政协2023年工作综述}},\n"
        "  author = {{广安区政协}},\n"
        "  year = {2024},\n"
        "  date = {2024-01-25},\n"
        f"  url = {{{URL}}},\n"
        "  urldate = {2026-11-02},\n"
        "  note = {第 22 段},\n"
        "  annotation = {全年立案提案134件。},\n"
        "}"
    )


@given(st.text(), st.text())
def test_bibtex_braces_always_match(title: str, text: str) -> None:
    entry = cited(replace(REPORT, id="怪 }{,%", title=title), text, "bibtex")
    depth, escaped = 0, False
    for char in entry:
        depth += 0 if escaped else {"{": 1, "}": -1}.get(char, 0)
        assert depth >= 0
        escaped = char == "\\" and not escaped
    assert depth == 0
    assert entry.count("\n") <= 9


def test_bibtex_escapes_what_tex_would_act_upon() -> None:
    entry = cited(replace(REPORT, title=r"50% & $1_000 \end{x} #~^"), style="bibtex")
    assert r"{{50\% \& \$1\_000 \textbackslash{}end\{x\} \#\textasciitilde{}\textasciicircum{}}}" in entry


def test_another_style_is_refused() -> None:
    with pytest.raises(RequestError):
        cited(style="apa")  # type: ignore[arg-type]
