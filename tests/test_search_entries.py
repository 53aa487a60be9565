"""BibTeX and RIS: programs that read bibliographies read back what was written, and no two keys are the same."""

import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
import rispy  # type: ignore[import-untyped]
from bibtexparser.entrypoint import parse_string
from bibtexparser.middlewares import LatexDecodingMiddleware
from hypothesis import given
from hypothesis import strategies as st

from index.report import UNKNOWN_BODY
from search import ReportSummary, open_searcher
from search.export.citation import cite
from search.export.reference import key_of

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
URL = "http://127.0.0.1:8000/reports/%E6%8A%A5_1/t/0123456789ab"
ORIGINAL = "https://www.gaq.gov.cn/a_b/c12.html?id=7&page=2#%20x~y"
ACCESSED = date(2026, 11, 2)
FULL = replace(REPORT, original=ORIGINAL, site="广安政协网")

# Bytes that are no text, and the mark of a byte order, which readers take away, stand in no report.
texts = st.text(st.characters(codec="utf-8", exclude_characters="\ufeff"), max_size=60)


def bibtex(report: ReportSummary, text: str = "文", paragraph: int = 21) -> str:
    return cite(report, paragraph, text, url=URL, accessed=ACCESSED, style="bibtex")


def ris(report: ReportSummary, text: str = "文", paragraph: int = 21) -> str:
    return cite(report, paragraph, text, url=URL, accessed=ACCESSED, style="ris")


def read_bibtex(entry: str) -> dict[str, str]:
    """The entry's key, type and fields; those that TeX would read are read, addresses are taken as they are."""
    raw, read = (parse_string(entry, append_middleware=each) for each in ([], [LatexDecodingMiddleware()]))
    assert not raw.failed_blocks
    assert not read.failed_blocks
    (plain,), (decoded,) = raw.entries, read.entries
    fields = {name: str(field.value) for name, field in decoded.fields_dict.items()}
    # The parser takes TeX's circumflex for the modifier letter.
    fields = {name: text.replace("ˆ", "^") for name, text in fields.items()} | {"url": plain["url"]}
    return {"key": decoded.key, "type": decoded.entry_type} | fields


def read_ris(record: str) -> dict[str, object]:
    (found,) = rispy.loads(record)
    return dict(found)


def plain(text: str) -> str:
    """As a bibliography holds it: on one line, without control characters."""
    return " ".join(re.sub(r"[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f]", "", text).split())


def test_bibtex() -> None:
    assert bibtex(replace(REPORT, source=None)) == (
        "@online{000_2a84bc86b806ce1d-p22,\n"
        "  title = {{服务大局促发展——广安区政协2023年工作综述}},\n"
        "  author = {{广安区政协}},\n"
        "  year = {2024},\n"
        "  date = {2024-01-25},\n"
        f"  url = {{{URL}}},\n"
        "  urldate = {2026-11-02},\n"
        "  note = {第 22 段},\n"
        "  annotation = {文},\n"
        "}"
    )


def test_ris() -> None:
    assert ris(FULL, "全年立案\n提案134件。").split("\r\n") == [
        "TY  - ELEC",
        "ID  - 000_2a84bc86b806ce1d-p22",
        "TI  - 服务大局促发展——广安区政协2023年工作综述",
        "AU  - 广安区政协",
        "PB  - 影响四川",
        "PY  - 2024",
        "DA  - 2024/01/25",
        "Y2  - 2026/11/02",
        f"UR  - {ORIGINAL}",
        "LA  - zh-Hans",
        "N1  - 全年立案 提案134件。",
        f"N1  - 第 22 段；网站：广安政协网；本站链接：{URL}",
        "ER  - ",
        "",
    ]


def test_readers_read_back_what_is_known() -> None:
    read = read_bibtex(bibtex(FULL))
    assert (read["type"], read["key"]) == ("online", "000_2a84bc86b806ce1d-p22")
    assert (read["author"], read["title"], read["organization"]) == (FULL.body, FULL.title, FULL.source)
    assert (read["year"], read["date"], read["urldate"]) == ("2024", "2024-01-25", "2026-11-02")
    assert (read["url"], read["note"], read["annotation"]) == (
        ORIGINAL,
        f"第 22 段；网站：广安政协网；本站链接：{URL}",
        "文",
    )
    record = read_ris(ris(FULL))
    assert (record["type_of_reference"], record["id"]) == ("ELEC", read["key"])
    assert (record["authors"], record["title"], record["publisher"]) == ([FULL.body], FULL.title, FULL.source)
    assert (record["year"], record["date"], record["access_date"]) == ("2024", "2024/01/25", "2026/11/02")
    assert (record["urls"], record["notes"]) == ([ORIGINAL], ["文", read["note"]])


def test_what_is_not_known_is_left_out_and_the_year_reported_on_stands_for_an_unknown_date() -> None:
    unknown = replace(REPORT, body=UNKNOWN_BODY, date=None, source=None)
    read = read_bibtex(bibtex(unknown))
    assert {"author", "organization", "date"}.isdisjoint(read)
    assert (read["year"], read["url"], read["note"]) == ("2023", URL, "第 22 段；报告年份：2023")
    record = read_ris(ris(unknown))
    assert {"authors", "publisher", "date"}.isdisjoint(record)
    assert record["year"] == "2023"
    assert (record["urls"], record["notes"]) == ([URL], ["文", "第 22 段；报告年份：2023"])
    yearless = read_bibtex(bibtex(replace(unknown, year=None)))
    assert (yearless["note"], yearless.get("year")) == ("第 22 段", None)


def test_the_seeds_are_read_back(seed_index: Path) -> None:
    with open_searcher(seed_index) as searcher:
        reports = [searcher.report(each.id) for each in searcher.reports()]
    for summary, paragraphs in ((report.summary, report.paragraphs) for report in reports):
        for each in paragraphs[:10]:
            read = read_bibtex(bibtex(summary, each.text, each.paragraph))
            record = read_ris(ris(summary, each.text, each.paragraph))
            assert read["title"] == record["title"] == plain(summary.title)
            assert read["annotation"] == record["notes"][0] == plain(each.text)  # type: ignore[index]
            assert (read["key"], read.get("date")) == (record["id"], summary.date)


@given(texts, texts, texts)
def test_any_text_is_read_back_from_bibtex(title: str, source: str, text: str) -> None:
    read = read_bibtex(bibtex(replace(REPORT, title=title, source=source), text))
    told = {"title": plain(title) or REPORT.id, "organization": plain(source), "annotation": plain(text)}
    assert {name: read.get(name, "") for name in told} == {name: each.replace("ˆ", "^") for name, each in told.items()}
    assert (read["url"], read["date"]) == (URL, "2024-01-25")


@given(texts, texts, texts)
def test_any_text_is_read_back_from_ris(title: str, source: str, text: str) -> None:
    record = read_ris(ris(replace(REPORT, title=title, source=source), text))
    assert record["title"] == (plain(title) or REPORT.id)
    assert record.get("publisher", "") == plain(source)
    assert record["notes"] == [*filter(None, [plain(text)]), "第 22 段"]
    assert record["urls"] == [URL]


@pytest.mark.parametrize("source", ["本站原创", "本站", "本網", "本网讯", "原创", "本报综合"])
def test_what_a_site_calls_itself_is_no_source(source: str) -> None:
    assert "organization" not in read_bibtex(bibtex(replace(REPORT, source=source)))
    assert "publisher" not in read_ris(ris(replace(REPORT, source=source)))
    assert read_bibtex(bibtex(replace(FULL, source=source)))["organization"] == FULL.site
    assert source not in cite(replace(REPORT, source=source), 1, "文", url=URL, accessed=ACCESSED, style="gbt7714")


def test_tex_gets_nothing_to_act_upon() -> None:
    title = r"50% & $1_000 \end{x} #~^ -- ``a'' ?` <<b>> ,,c,, " + '"d"'
    written = (
        r"{{50\% \& \$1\_000 \textbackslash{}end\{x\} \#\textasciitilde{}\textasciicircum{} "
        r"-{}- `{}`a'{}' ?{}` <{}<b>{}> ,{},c,{}, " + '"d"}}'
    )
    assert written in bibtex(replace(REPORT, title=title))


ids = st.text(st.characters(codec="utf-8"), min_size=1, max_size=12) | st.from_regex(
    r"[aA政协.-]{1,4}(-p[12])?", fullmatch=True
)
places = st.integers(0, 12)


@given(ids, places, ids, places)
def test_no_two_paragraphs_have_the_same_key(one: str, first: int, other: str, second: int) -> None:
    keys = [key_of(one, first), key_of(other, second)]
    assert all(re.fullmatch("[A-Za-z0-9_.-]+", key) for key in keys)
    # BibTeX does not tell keys apart by case.
    assert (keys[0].lower() == keys[1].lower()) == ((one, first) == (other, second))


@pytest.mark.parametrize(
    ("report", "key"),
    [
        ("000_2a84", "000_2a84-p2"),
        ("广安区政协2023", r"guanganquzhengxie2023\.[0-9a-f]{12}-p2"),
        ("廣安區政協2023", r"guanganquzhengxie2023\.[0-9a-f]{12}-p2"),
        ("Report", r"report\.[0-9a-f]{12}-p2"),
        ("《》", r"report\.[0-9a-f]{12}-p2"),
        ("政协" * 100, r"[a-z]{40}\.[0-9a-f]{12}-p2"),
    ],
)
def test_keys_can_be_read(report: str, key: str) -> None:
    assert re.fullmatch(key, key_of(report, 1))
