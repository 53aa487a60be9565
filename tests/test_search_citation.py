"""Citations by GB/T 7714: what they name, in which script, and what they leave out."""

from dataclasses import replace
from datetime import date

import pytest

from index.errors import RequestError
from index.report import UNKNOWN_BODY
from search import ReportSummary
from search.export.citation import CitationStyle, cite, reference_line

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
ORIGINAL = "https://www.gaq.gov.cn/zx/2024/0125/c12.html"
ACCESSED = date(2026, 11, 2)


def cited(report: ReportSummary = REPORT, text: str = "全年立案提案134件。", style: CitationStyle = "gbt7714") -> str:
    return cite(report, 21, text, url=URL, accessed=ACCESSED, style=style)


def test_gbt7714() -> None:
    assert cited() == (
        "“全年立案提案134件。”（第 22 段）\n"
        "广安区政协. 服务大局促发展——广安区政协2023年工作综述[EB/OL]. (2024-01-25)[2026-11-02]. "
        f"{URL}.\n"
        "来源：影响四川"
    )


def test_gbt7714_without_what_is_not_known() -> None:
    unknown = replace(REPORT, body=UNKNOWN_BODY, date=None, year=None)
    assert cited(unknown).splitlines()[1] == (f"服务大局促发展——广安区政协2023年工作综述[EB/OL]. [2026-11-02]. {URL}.")
    assert cited(replace(REPORT, title=" \n")).splitlines()[1].startswith("广安区政协. 000_2a84bc86b806ce1d[EB/OL]. ")


@pytest.mark.parametrize(
    ("body", "title", "reference"),
    # What citeproc-py 0.11.1 printed by the style of citation-style-language/styles, but for the case of names.
    [
        ("A.", "B.", "A. B.[EB/OL]. "),
        ("..", "..", ".. ..[EB/OL]. "),
        (".", "?", ". ?[EB/OL]. "),
        ("你好。", "你好。", "你好。. 你好。[EB/OL]. "),
        ("a,", "a. [b]", "a,. a. [b][EB/OL]. "),
        ("A?", " a\u00a0 b\n", "A?. a b[EB/OL]. "),
        ("[1]x", "[1]x", "[1]x. [1]x[EB/OL]. "),
        ("Straße", "“引”'q' -- …", "Straße. “引”'q' -- …[EB/OL]. "),
        ("Guang'an CPPCC", "b", "Guang'an CPPCC. b[EB/OL]. "),
        ("", "a,.b", "a,.b[EB/OL]. "),
    ],
)
def test_gbt7714_of_odd_names(body: str, title: str, reference: str) -> None:
    found = cited(replace(REPORT, body=body, title=title)).splitlines()[1]
    assert found == f"{reference}(2024-01-25)[2026-11-02]. {URL}."


def test_an_address_that_ends_in_a_stop_gets_no_second_one() -> None:
    found = cite(replace(REPORT, source=None), 0, "文", url="http://x/y.", accessed=ACCESSED)
    assert found.endswith("[2026-11-02]. http://x/y.")


def test_quotes_inside_the_quotation_become_inner_ones() -> None:
    assert cited(text="打造“一委一品”，\n做到‘实’").splitlines()[0] == "“打造‘一委一品’， 做到“实””（第 22 段）"


def test_markup_in_a_title_is_text() -> None:
    title = '<script>alert(1)</script> & <i>"x"</i> {$%} [J] // '
    assert "<script>alert(1)</script> & <i>" in cited(replace(REPORT, title=title))


@pytest.mark.parametrize(
    ("style", "line"),
    [
        ("gbt7714", f"广安区政协. 服务大局[EB/OL]. (2024-01-25)[2026-11-02]. {ORIGINAL}."),
        # The stop and square brackets are half-width, other signs full-width.
        ("gbt7714-2025", f"广安区政协. 服务大局[EB/OL]. （2024-01-25）[2026-11-02]. {ORIGINAL}."),
    ],
)
def test_the_original_is_named_and_the_own_address_beside_it(style: CitationStyle, line: str) -> None:
    report = replace(REPORT, title="服务大局", original=ORIGINAL, site="广安政协网")
    _, reference, beside = cited(report, style=style).splitlines()
    assert reference == line
    assert beside == f"来源：影响四川；网站：广安政协网；本站链接：{URL}"
    assert reference_line(report, "文", url=URL, accessed=ACCESSED, style=style) == line  # type: ignore[arg-type]


def test_the_site_is_the_source_where_no_other_is_known() -> None:
    assert cited(replace(REPORT, source=None, site="广安政协网")).endswith("\n来源：广安政协网")
    assert cited(replace(REPORT, source=None)).count("\n") == 1


def test_the_year_reported_on_is_told_where_no_date_is_and_never_as_the_date() -> None:
    report = replace(REPORT, date=None)
    for style in ("gbt7714", "gbt7714-2025"):
        _, reference, beside = cited(report, style=style).splitlines()
        assert "[EB/OL]. [2026-11-02]" in reference
        assert beside == "来源：影响四川；报告年份：2023"
    assert "报告年份" not in cited()
    assert "报告年份" not in cited(replace(report, year=None))


@pytest.mark.parametrize(
    ("title", "text", "body", "author"),
    [
        ("圍繞中心奏好協奏曲", "為加快建設", "咸阳市政协", "咸陽市政協"),
        ("圍繞中心奏好協奏曲", "為加快建設", "咸陽市政協", "咸陽市政協"),
        ("服务大局", "全年提案", "廣安區政協", "广安区政协"),
        ("服务大局", "全年提案", "广安区政协", "广安区政协"),
        # Nothing tells which it is.
        ("2022", "文", "廣安區政協", "廣安區政協"),
        ("圍繞中心", "為", "Guang'an CPPCC", "Guang'an CPPCC"),
    ],
)
def test_an_author_is_written_in_the_script_of_the_report(title: str, text: str, body: str, author: str) -> None:
    found = cited(replace(REPORT, title=title, body=body, original=ORIGINAL), text)
    assert found.splitlines()[1].startswith(f"{author}. {title}[EB/OL]")
    assert ("本站鏈接" in found) == (text.startswith("為"))


def test_another_style_is_refused() -> None:
    with pytest.raises(RequestError):
        cited(style="apa")  # type: ignore[arg-type]
