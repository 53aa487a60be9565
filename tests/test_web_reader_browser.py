"""A report in a browser: the way from mark to mark, arriving, the outline, quoting, and that all of it fits."""

import re
import unicodedata
from pathlib import Path
from typing import TYPE_CHECKING, Literal
from urllib.parse import quote, urlsplit

import pypdfium2 as pdfium
import pytest
from reports import line, write_lines
from web_site import served

from index import index_paths

if TYPE_CHECKING:
    from playwright.sync_api import Browser
    from playwright.sync_api import Page as Tab

QIJIANG = "002_b162581768fd791d"
DAMAGED = "003_bdaa677cb544b641"


def current(tab: "Tab") -> int:
    """Which of the marks is the one that was stepped to."""
    return int(tab.evaluate("[...document.querySelectorAll('main mark')].findIndex(each => each.matches('.here'))"))


def in_sight(tab: "Tab") -> bool:
    box = tab.evaluate("document.querySelector('mark.here').getBoundingClientRect()")
    return bool(box["top"] >= 0 and box["bottom"] <= tab.evaluate("innerHeight"))


def test_words_that_stand_apart_are_not_stepped_to(chromium: "Browser", site: str) -> None:
    tab = chromium.new_page()
    tab.goto(f"{site}/reports/000_2a84bc86b806ce1d?q={quote('提案工作')}")
    assert (tab.locator("main mark.word").count(), tab.locator("main mark:not(.word)").count()) == (3, 1)
    assert tab.locator(".walk output").inner_text() == "共 1 处"
    assert "本文有 1 处" in tab.locator(".marks").inner_text()
    tab.close()


def test_keys_and_buttons_step_through_all_occurrences(chromium: "Browser", site: str) -> None:
    context = chromium.new_context(reduced_motion="reduce")
    tab = context.new_page()
    tab.goto(f"{site}/reports/{QIJIANG}?q={quote('协商')}")
    count = tab.locator("main mark").count()
    said = tab.locator(".walk output")
    assert said.inner_text() == f"共 {count} 处"
    for place in range(count):
        tab.keyboard.press("j" if place % 2 else "n")
        assert current(tab) == place
        assert in_sight(tab)
    assert said.inner_text() == f"第 {count} 处，共 {count} 处"
    tab.get_by_role("button", name="下一处").click()
    assert current(tab) == 0
    tab.get_by_role("button", name="上一处").click()
    assert current(tab) == count - 1
    tab.keyboard.press("k")
    assert current(tab) == count - 2
    tab.locator("#q").focus()
    tab.keyboard.type("jk")
    assert "jk" in tab.locator("#q").input_value()
    assert current(tab) == count - 2
    context.close()


def test_stepping_begins_at_the_paragraph_that_was_linked(chromium: "Browser", site: str) -> None:
    context = chromium.new_context(reduced_motion="reduce")
    tab = context.new_page()
    tab.goto(f"{site}/?q={quote('协商')}&report={QIJIANG}")
    tab.locator(".hits h2 a").nth(2).click()
    tab.wait_for_url("**/reports/**")
    linked = tab.locator(":target mark").first
    assert "here" in (linked.get_attribute("class") or "")
    at = current(tab)
    tab.keyboard.press("j")
    assert current(tab) == at + 1
    context.close()


def test_the_first_mark_of_a_long_paragraph_is_on_the_screen(chromium: "Browser", tmp_path: Path) -> None:
    texts = [
        "概述",
        "议政建言。" * 30,
        "履职为民。" * 300 + "办理提案。" + "凝心聚力。" * 300,
        "办理提案。" + "尾声。" * 400,
    ]
    index_paths([write_lines(tmp_path / "a.jsonl", line("a", texts))], tmp_path / "index")
    with (
        served(tmp_path / "index") as address,
        chromium.new_context(
            viewport={"width": 360, "height": 640}, has_touch=True, is_mobile=True, reduced_motion="reduce"
        ) as context,
    ):
        tab = context.new_page()
        tab.goto(f"{address}/reports/a?q={quote('提案')}#p2")
        assert 0 <= settled(tab, "#p2 mark") < 620
        # Where the mark is seen from the paragraph's beginning, that is where one arrives.
        tab.goto("about:blank")
        tab.goto(f"{address}/reports/a?q={quote('提案')}#p3")
        assert settled(tab, "#p3") == pytest.approx(640 / 4 + 24, abs=3)


def settled(tab: "Tab", selector: str) -> float:
    """How far below the top of the screen an element stands, once it moves no more."""
    seen = [tab.locator(selector).evaluate("each => each.getBoundingClientRect().top")]
    while len(seen) < 3 or len(set(seen[-3:])) > 1:
        tab.wait_for_timeout(50)
        seen.append(tab.locator(selector).evaluate("each => each.getBoundingClientRect().top"))
    return float(seen[-1])


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_sign_of_a_paragraphs_link_is_seen(
    chromium: "Browser", site: str, scheme: Literal["light", "dark"]
) -> None:
    tab = chromium.new_page(viewport={"width": 1440, "height": 740}, color_scheme=scheme)
    tab.goto(f"{site}/reports/{QIJIANG}")
    sign = tab.locator("#p2 > .place")
    sign.focus()
    colours = [
        sign.evaluate("each => getComputedStyle(each).color"),
        tab.evaluate("getComputedStyle(document.documentElement).backgroundColor"),
    ]
    light, dark = sorted((luminance(each) for each in colours), reverse=True)
    assert (light + 0.05) / (dark + 0.05) >= 4.5
    box = sign.bounding_box()
    assert box
    assert min(box["width"], box["height"]) >= 24
    tab.close()


def luminance(colour: str) -> float:
    """Relative luminance (WCAG 2) of `rgb(r, g, b)`."""
    parts = [int(each) / 255 for each in re.findall(r"\d+", colour)[:3]]
    linear = [each / 12.92 if each <= 0.04045 else ((each + 0.055) / 1.055) ** 2.4 for each in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_without_scripts_there_are_links_instead_of_buttons(chromium: "Browser", site: str) -> None:
    context = chromium.new_context(java_script_enabled=False)
    tab = context.new_page()
    tab.goto(f"{site}/reports/{QIJIANG}?q={quote('协商')}")
    assert not tab.locator(".walk").is_visible()
    tab.get_by_role("link", name="看第一处").click()
    first = urlsplit(tab.url).fragment
    tab.locator(f"#{first} .following").click()
    assert urlsplit(tab.url).fragment != first
    assert tab.locator(":target mark").count() > 0
    context.close()


def test_outline_follows_the_reader(chromium: "Browser", site: str) -> None:
    context = chromium.new_context(reduced_motion="reduce", viewport={"width": 1440, "height": 700})
    tab = context.new_page()
    tab.goto(f"{site}/reports/{QIJIANG}")
    links = tab.locator(".outline a")
    last = links.nth(links.count() - 1)
    assert last.get_attribute("aria-current") is None
    tab.evaluate("scrollTo(0, document.body.scrollHeight)")
    # The outline scrolls after its link is marked.
    tab.wait_for_function(
        """() => {
            const [current] = document.querySelectorAll(".outline a[aria-current]");
            const y = current ? current.getBoundingClientRect().y : -1;
            return current !== document.querySelector(".outline a") && 0 <= y && y < innerHeight;
        }"""
    )
    context.close()


def test_quoting_copies_the_paragraph_as_it_was_written(chromium: "Browser", site: str) -> None:
    context = chromium.new_context(reduced_motion="reduce")
    context.grant_permissions(["clipboard-read", "clipboard-write"], origin=site)
    tab = context.new_page()
    tab.goto(f"{site}/reports/{DAMAGED}?script=zh-Hans")
    tab.locator("#p1").hover()
    tab.locator("#p1 .cite").click()
    tab.get_by_text("已复制").wait_for()
    copied = tab.evaluate("navigator.clipboard.readText()")
    assert "換屆以來,棗強政協" in copied[:20]
    assert f"{site}/reports/{DAMAGED}/t/" in copied
    assert "¶" not in copied
    context.close()


@pytest.mark.parametrize("address", [f"{DAMAGED}?q={quote('协商')}", f"{QIJIANG}?q={quote('协商')}"])
def test_what_is_printed_is_the_text_without_buttons(chromium: "Browser", site: str, address: str) -> None:
    with chromium.new_context() as context:
        tab = context.new_page()
        tab.goto(f"{site}/reports/{address}")
        texts = tab.evaluate(
            """[...document.querySelectorAll("h1, article > [id^=p]")].map((each) => {
                const copy = each.cloneNode(true);
                for (const tool of copy.querySelectorAll(".place, .tools, .flag")) tool.remove();
                return copy.textContent;
            })"""
        )
        pages = pdfium.PdfDocument(tab.pdf(format="A4"))
        # A number stands on each page, also between the two parts of a paragraph.
        rows = "".join(re.sub(r"\b\d+ / \d+\b", "", page.get_textpage().get_text_range()) for page in pages)
        tab.emulate_media(media="print")
        assert not [each for each in tab.locator("button, input, .place, .tools").all() if each.is_visible()]
        assert [each.is_visible() for each in tab.locator("details.restored li").all()] == [True] * rows.count(
            "网页里是"
        )
    paper = re.sub(r"\s", "", unicodedata.normalize("NFKC", rows))
    assert len(texts) > 5
    assert [each for each in texts if re.sub(r"\s", "", unicodedata.normalize("NFKC", each)) not in paper] == []


@pytest.mark.parametrize("width", [320, 1440])
@pytest.mark.parametrize(
    "address", [f"{DAMAGED}?view=original", f"{QIJIANG}?q={quote('协商')}", f"{QIJIANG}?view=original"]
)
def test_pages_fit_the_screen(chromium: "Browser", site: str, address: str, width: int) -> None:
    tab = chromium.new_page(viewport={"width": width, "height": 740})
    tab.goto(f"{site}/reports/{address}")
    assert tab.evaluate("document.documentElement.scrollWidth") <= width
    tab.close()
