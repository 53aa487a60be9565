"""What Chromium prints: what was searched on top, all of the text, and nothing that is to be pressed."""

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pypdfium2
import pytest
from reports import line, write_lines
from web_site import served

from index import index_paths
from index.china_time import today

if TYPE_CHECKING:
    from playwright.sync_api import Browser

REPORT = "004_86cd2f42baa246a3"
PAGES = {
    "/?q=提案&body=广安区政协&year=2023&synonyms=1": ["检索", "提案", "广安区政协", "2023年", "同义词", "1 份报告"],
    "/?q=提案&group=report&year=2019..2023": ["检索", "提案", "2019–2023年", "份报告", "段", "处"],
    f"/?q=政协&report={REPORT}": ["检索", "政协", "只看《", "1 份报告"],
    "/kwic?q=提案&sort=left&body=广安区政协": ["语境", "提案", "广安区政协", "1 份报告"],
    "/compare?q=提案&q=协商&by=body_year&measure=occurrences": ["比较", "提案", "协商", "处"],
    "/reports?body=广安区政协": ["报告库", "广安区政协", "1 份报告"],
    f"/reports/{REPORT}?q=提案": ["提案", "奏好", "段", "处"],
    "/facets/body?q=提案": ["提案", "机构"],
    "/basket": ["摘录"],
    "/help": ["帮助"],
}
PRESSED = ["搜索", "全部去掉", "每页", "快捷键", "English", "逐段", "下一处"]


def printed(chromium: "Browser", address: str, *, dark: bool = False) -> str:
    """The text layer, without spaces and ends of lines."""
    page = chromium.new_page(color_scheme="dark" if dark else "light")
    page.goto(address)
    document = pypdfium2.PdfDocument(page.pdf(format="A4"))
    page.close()
    return re.sub(r"\s", "", "".join(sheet.get_textpage().get_text_range() for sheet in document))


@pytest.mark.parametrize("address", PAGES, ids=str)
def test_what_was_searched_is_on_top_and_nothing_is_cut_or_to_be_pressed(
    chromium: "Browser", site: str, address: str
) -> None:
    # The width of a sheet of A4 between its margins.
    page = chromium.new_page(viewport={"width": 688, "height": 1000})
    page.emulate_media(media="print")
    page.goto(site + address)
    head = page.locator(".printed").inner_text()
    at = 0
    for part in [*PAGES[address], today().isoformat(), site + address]:
        at = head.index(part, at)
    assert page.evaluate(CUT) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 688
    pressed = page.locator("button, input, select, nav, dialog, main form:not(:has(textarea)), header.top, footer")
    assert [each.text_content() for each in pressed.all() if each.is_visible()] == []
    page.close()


def test_the_text_of_printed_results(chromium: "Browser", site: str) -> None:
    address = "/?q=政协&year=2019..2023"
    page = chromium.new_page()
    page.goto(site + address)
    snippets = [re.sub(r"\s", "", each) for each in page.locator(".snippet").all_inner_texts()]
    page.close()
    head, _, rest = printed(chromium, site + address).partition(site + address)
    assert "政搜·检索·政协·2019–2023年" in head
    assert len(snippets) == 10
    assert [each for each in snippets if each not in rest] == []
    assert [word for word in PRESSED if word in rest] == []


def test_whole_lines_of_a_concordance_are_on_paper(chromium: "Browser", site: str) -> None:
    address = f"{site}/kwic?q=提案&width=60"
    page = chromium.new_page()
    page.goto(address)
    lines = page.locator(".lines li > a").all_text_contents()
    page.close()
    text = printed(chromium, address)
    assert len(lines) == 39
    # A line is broken where its columns are, and a letter may be told by its shape alone.
    assert sum(re.sub(r"\s", "", line)[-8:] in text for line in lines) >= 36


def test_a_table_of_many_years_is_on_paper(chromium: "Browser", tmp_path: Path) -> None:
    lines = [line(str(year), ["提案" * (year - 1980)], year=year, body="某市政协") for year in range(1981, 2021)]
    index_paths([write_lines(tmp_path / "r.jsonl", *lines)], tmp_path / "index")
    with served(tmp_path / "index") as address:
        text = printed(chromium, f"{address}/compare?q=提案&by=body_year&measure=occurrences")
    assert "某市政协字数1,640各年合计820" + "".join(f"{1980 + at}{at}" for at in range(1, 41)) in text


def test_a_wide_table_has_on_paper_what_there_is_with_its_year(chromium: "Browser", tmp_path: Path) -> None:
    lines = [line(str(year), ["提案"], year=year, body="甲市政协") for year in range(2000, 2015)]
    lines.append(line("b", ["提案和提案"], year=2007, body="乙市政协"))
    index_paths([write_lines(tmp_path / "r.jsonl", *lines)], tmp_path / "index")
    with served(tmp_path / "index") as address:
        text = printed(chromium, f"{address}/compare?q=提案&by=body_year&measure=occurrences")
    assert "乙市政协字数5各年合计220072" in text
    assert "–" not in text.partition("乙市政协字数")[2].partition("点一个数")[0]


def test_the_printed_library_has_no_triangles_and_no_ways_elsewhere(chromium: "Browser", site: str) -> None:
    page = chromium.new_page()
    page.goto(f"{site}/reports")
    assert page.get_by_text("订阅新报告").is_visible()
    page.emulate_media(media="print")
    assert not page.get_by_text("订阅新报告").is_visible()
    marked = "[...document.querySelectorAll('main summary')].map((each) => getComputedStyle(each).listStyleType)"
    assert set(page.evaluate(marked)) == {"none"}
    lined = "[...document.querySelectorAll('main a')].map((each) => getComputedStyle(each).textDecorationLine)"
    assert set(page.evaluate(lined)) == {"none"}
    page.close()


def test_lines_on_paper_have_their_names(chromium: "Browser", site: str) -> None:
    page = chromium.new_page()
    page.emulate_media(media="print")
    page.goto(f"{site}/compare?q=提案&q=协商&by=year")
    legend = page.locator(".legend")
    assert [each.strip() for each in legend.inner_text().split("\n") if each.strip()] == ["提案", "协商"]
    page.close()


def test_a_dark_page_is_printed_on_white(chromium: "Browser", site: str) -> None:
    page = chromium.new_page(color_scheme="dark")
    page.emulate_media(media="print")
    page.goto(f"{site}/?q=提案")
    assert page.evaluate("getComputedStyle(document.documentElement).backgroundColor") == "rgb(255, 255, 255)"
    assert page.evaluate("getComputedStyle(document.querySelector('.snippet')).color") == "rgb(0, 0, 0)"
    page.close()


def test_on_a_screen_there_is_no_such_head(chromium: "Browser", site: str) -> None:
    page = chromium.new_page()
    page.goto(f"{site}/?q=提案")
    assert not page.locator(".printed").is_visible()
    page.close()


# What has text that goes beyond its own edges and is hidden there, or is told in fewer lines than it has.
CUT = """
() => [...document.querySelectorAll("main *")]
  .filter((element) => element.checkVisibility() && element.textContent.trim() && !element.closest(".hidden, svg"))
  .filter((element) => {
    const style = getComputedStyle(element);
    if (style.display === "inline" || (style.overflowX === "visible" && style.overflowY === "visible")) return false;
    return element.scrollWidth > element.clientWidth + 1 || element.scrollHeight > element.clientHeight + 1;
  })
  .map((element) => element.outerHTML.slice(0, 120))
"""
