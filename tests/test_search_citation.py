"""Citations: GB/T 7714-2015 as the published CSL style prints it, and BibTeX that TeX reads back."""

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


@pytest.mark.parametrize(
    ("body", "title", "reference"),
    # What citeproc-py 0.11.1 printed by the style of citation-style-language/styles.
    [
        ("A.", "B.", "A. B.[EB/OL]. "),
        ("..", "..", ".. ..[EB/OL]. "),
        (".", "?", ". ?[EB/OL]. "),
        ("你好。", "你好。", "你好。. 你好。[EB/OL]. "),
        ("a,", "a. [b]", "A,. a. [b][EB/OL]. "),
        ("A?", " a\u00a0 b\n", "A?. a b[EB/OL]. "),
        ("[1]x", "[1]x", "[1]X. [1]x[EB/OL]. "),
        ("straße", "“引”'q' -- …", "STRASSE. “引”'q' -- …[EB/OL]. "),
        ("", "a,.b", "a,.b[EB/OL]. "),
    ],
)
def test_gbt7714_of_odd_names(body: str, title: str, reference: str) -> None:
    found = cited(replace(REPORT, body=body, title=title)).splitlines()[1]
    assert found == f"{reference}(2024-01-25)[2026-11-02]. {URL}."


def test_an_address_that_ends_in_a_stop_gets_no_second_one() -> None:
    found = cite(REPORT, 0, "文", url="http://x/y.", accessed=ACCESSED)
    assert found.endswith("[2026-11-02]. http://x/y.")


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
