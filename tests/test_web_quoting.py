"""Words that are selected in a report, quoted with where they are from and with what must be known of them."""

import html
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from reports import line, write_lines
from web_client import Page, get, opened
from web_site import served

from index import index_paths
from search.result import ReportParagraph
from web.shown.passage import passage, text_directive
from web.shown.script import shown

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext
    from playwright.sync_api import Page as Tab

TEXTS = [
    "提案工作情况",
    "一年来，收到提案134件。办结“130件”，满意率98%！𠀀𠀁委员提出意见",
    "委員緊扣發展要務，乾杯。",
    "收到提案?50余件。办结多件。",
    "同一句话。" * 30 + "另一句话。",
]


@pytest.fixture(scope="module")
def index_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("quoting")
    report = line("a", TEXTS, title=TEXTS[0]) | {"damaged": [3], "kinds": ["heading"] + ["text"] * 4}
    index_paths([write_lines(folder / "a.jsonl", report)], folder / "index")
    return folder / "index"


@pytest.fixture(scope="module")
def client(index_dir: Path) -> Iterator[FlaskClient]:
    with opened(index_dir) as client:
        yield client


def quoted(client: FlaskClient, number: int, span: str, script: str = "") -> list[str]:
    """The lines of the quotation."""
    text, _ = get(client, f"/reports/a/cite/{number}", shown=span, script=script)
    found = re.search(r'<pre id="quotation".*?>(.*?)</pre>', text, re.DOTALL)
    assert found
    return html.unescape(found[1]).split("\n")


def test_words_are_quoted_with_a_link_that_finds_them(client: FlaskClient) -> None:
    words, reference, *_ = quoted(client, 1, "4-12")
    assert words == "“收到提案134件”（第 2 段）"
    address = urlsplit(reference.split("]. ")[-1].rstrip("."))
    assert address.query == "at=4-12"
    answer = client.get(f"{address.path}?{address.query}")
    leads_to = urlsplit(answer.headers["Location"])
    assert leads_to.path == "/reports/a"
    assert unquote(leads_to.fragment) == "p1:~:text=收到提案134件"


def test_quotes_inside_are_turned_and_spaces_left_out(client: FlaskClient) -> None:
    assert quoted(client, 1, "12-20")[0] == "“。办结‘130件”（第 2 段）"
    assert quoted(client, 4, "145-160")[0] == "“同一句话。另一句话。”（第 5 段）"


def test_all_of_a_paragraph_is_the_paragraph(client: FlaskClient) -> None:
    whole = quoted(client, 1, f"0-{len(TEXTS[1])}")
    assert "at=" not in "".join(whole)
    assert whole == quoted(client, 1, "")


@pytest.mark.parametrize("span", ["4", "12-4", "4-4", "-1-4", "a-b", "9999999-99999999", "4000-5000", "4-12; x"])
def test_spans_that_are_none(client: FlaskClient, span: str) -> None:
    assert client.get("/reports/a/cite/1", query_string={"shown": span}).status_code == 400


def test_words_are_those_that_are_shown(client: FlaskClient) -> None:
    words, *_, beside = quoted(client, 2, "0-6", script="zh-Hans")
    assert words == "“委员紧扣发展”（第 3 段）"
    assert "由原文轉為簡體" in beside
    assert "字形" not in "".join(quoted(client, 2, "0-6"))
    text, _ = get(client, "/reports/a/cite/2", shown="9-10", script="zh-Hans")
    assert "?at=9-10" in text
    files = [link["href"] for link in Page(text).links if "style=bibtex" in link["href"]]
    assert ["干" in client.get(each).text.split("annotation")[1] for each in files] == [True]


def test_damage_is_said(client: FlaskClient) -> None:
    assert any("缺损：" in each for each in quoted(client, 3, "0-5"))
    assert "缺损" not in "".join(quoted(client, 1, "0-5"))
    assert "缺损：" in client.get("/reports/a/cite/3?shown=0-5&style=ris").text


def test_restored_places_are_said_where_they_are_quoted(seed_index: Path) -> None:
    damaged = "003_bdaa677cb544b641"
    with opened(seed_index) as client:
        each = client.get(f"/api/reports/{damaged}").get_json()["paragraphs"]
        paragraph = next(one for one in each if one["restored"])
        start, end = paragraph["restored"][0]["start"], paragraph["restored"][0]["end"]
        address = f"/reports/{damaged}/cite/{paragraph['paragraph']}"
        inside = html.unescape(client.get(address, query_string={"shown": f"{start - 1}-{end}"}).text)
        assert paragraph["restored"][0]["raw"] in inside.split('<pre id="quotation"')[1].split("</pre>")[0]
        outside = html.unescape(client.get(address, query_string={"shown": f"{end}-{end + 4}"}).text)
        assert paragraph["restored"][0]["raw"] not in outside.split('<pre id="quotation"')[1].split("</pre>")[0]


def test_a_link_to_words_that_are_gone_leads_to_the_paragraph(client: FlaskClient) -> None:
    _, page = get(client, "/reports/a")
    address = page.addresses("/reports/a/t/")[3]
    assert urlsplit(client.get(f"{address}?at=3-4000").headers["Location"]).fragment == "p3"
    assert client.get(f"{address}?at=x").status_code == 400


@given(
    st.text(alphabet="甲乙提案。， 乾發髮臺𠀀?-", min_size=1, max_size=30),
    st.integers(0, 30),
    st.integers(1, 30),
    st.sampled_from(["original", "zh-Hans", "zh-Hant"]),
)
def test_a_passage_stands_where_it_says(text: str, start: int, size: int, script: str) -> None:
    paragraph = ReportParagraph(0, text, "text", "", damaged=False)
    seen, _ = shown(text, (), script)  # type: ignore[arg-type]
    words = seen[start : start + size].strip()
    if not words:
        return
    found = passage(paragraph, (start, start + size), script)  # type: ignore[arg-type]
    if found is None:
        assert words == text.strip()
        return
    assert found.words == words
    assert words in shown(text[found.start : found.end], (), script)[0] or len(seen) == len(text)  # type: ignore[arg-type]
    assert 0 <= found.start < found.end <= len(text)
    directive = text_directive(text, (found.start, found.end), script)  # type: ignore[arg-type]
    assert re.fullmatch(r"text=(?:[\w.~%]+-,)?[\w.~%]+(?:,[\w.~%]+)?(?:,-[\w.~%]+)?", directive, re.ASCII)


# In a browser


@pytest.fixture(scope="module")
def quoting_site(index_dir: Path) -> Iterator[str]:
    with served(index_dir) as address:
        yield address


@pytest.fixture
def context(chromium: "Browser", quoting_site: str) -> "Iterator[BrowserContext]":
    with chromium.new_context(reduced_motion="reduce", viewport={"width": 1280, "height": 800}) as context:
        context.grant_permissions(["clipboard-read", "clipboard-write"], origin=quoting_site)
        yield context


def select(tab: "Tab", paragraph: str, start: int, end: int, last: str = "") -> None:
    """Selects from an offset (UTF-16) of a paragraph's first text to one of the same or another paragraph's."""
    tab.evaluate(
        """([first, start, last, end]) => {
            const text = (id) => [...document.getElementById(id).childNodes].find((node) => node.nodeType === 3);
            getSelection().setBaseAndExtent(text(first), start, text(last), end);
        }""",
        [paragraph, start, last or paragraph, end],
    )


def copied(tab: "Tab", press: str) -> str:
    """What the clipboard has after this button of the bar."""
    tab.evaluate("navigator.clipboard.writeText('')")
    tab.locator(".quoting").get_by_role("button", name=press).click()
    # What was said of the copy before may still stand there.
    while not (words := str(tab.evaluate("navigator.clipboard.readText()"))):
        tab.wait_for_timeout(50)
    return words


def test_the_bar_copies_words_a_sentence_or_the_paragraph(context: "BrowserContext", quoting_site: str) -> None:
    tab = context.new_page()
    tab.goto(f"{quoting_site}/reports/a")
    bar = tab.locator(".quoting")
    assert not bar.is_visible()
    select(tab, "p1", 16, 19)
    bar.wait_for()
    assert copied(tab, "复制引文").startswith("“130”（第 2 段）\n")
    assert copied(tab, "整句").startswith("“办结‘130件’，满意率98%！”（第 2 段）\n")
    assert tab.evaluate("getSelection().toString()") == "办结“130件”，满意率98%！"
    # In the middle of both outer characters, which UTF-16 writes as two.
    at = TEXTS[1].index("𠀀")
    select(tab, "p1", at + 1, at + 3)
    quotation = copied(tab, "复制引文")
    assert quotation.startswith("“𠀀𠀁”（第 2 段）\n")
    assert f"?at={at}-{at + 2}" in quotation
    whole = copied(tab, "整段")
    assert whole.startswith("“一年来，收到提案134件。")
    assert f"{quoting_site}/reports/a/t/" in whole
    assert "?at=" not in whole


def test_the_mouse_and_the_keyboard_select_and_quote(context: "BrowserContext", quoting_site: str) -> None:
    tab = context.new_page()
    tab.goto(f"{quoting_site}/reports/a?q=提案&script=zh-Hant")
    tab.locator("#p1").click(click_count=3, position={"x": 30, "y": 12})
    tab.locator(".quoting").wait_for()
    tab.keyboard.press("c")
    tab.get_by_text("已复制：").wait_for()
    # What is shown is quoted, from the first character to the last, without the signs around it.
    words = str(tab.evaluate("navigator.clipboard.readText()")).split("\n")[0]
    assert words.startswith("“一年來，收到提案134件。")
    assert words.endswith("提出意見”（第 2 段）")
    tab.keyboard.press("Escape")
    assert not tab.locator(".quoting").is_visible()
    # A press on what is selected would drag it.
    tab.evaluate("getSelection().removeAllRanges()")
    box = tab.locator("#p1 mark").first.bounding_box()
    assert box
    tab.mouse.move(box["x"] + 2, box["y"] + 8)
    tab.mouse.down()
    tab.mouse.move(box["x"] + box["width"] + 40, box["y"] + 8, steps=4)
    tab.mouse.up()
    dragged = str(tab.evaluate("getSelection().toString()"))
    assert dragged.startswith("提案1")
    tab.keyboard.press("Shift+ArrowRight")
    extended = str(tab.evaluate("getSelection().toString()"))
    assert len(extended) == len(dragged) + 1
    tab.locator(".quoting").wait_for()
    for key, begin in [
        ("c", f"“{extended}”（"),
        ("s", "“一年來，收到提案134件。”（"),
        ("a", "“一年來，收到提案134件。辦"),
    ]:
        tab.evaluate("navigator.clipboard.writeText('')")
        tab.keyboard.press(key)
        while not (words := str(tab.evaluate("navigator.clipboard.readText()"))):
            tab.wait_for_timeout(50)
        assert words.startswith(begin)
    tab.locator("#q").focus()
    tab.keyboard.type("cas")
    assert "cas" in tab.locator("#q").input_value()


def test_what_goes_over_paragraphs_is_quoted_of_each(context: "BrowserContext", quoting_site: str) -> None:
    tab = context.new_page()
    tab.goto(f"{quoting_site}/reports/a")
    select(tab, "p1", 3, 4, last="p2")
    tab.locator(".quoting").wait_for()
    tab.keyboard.press("c")
    tab.get_by_text("已复制：").wait_for()
    words = str(tab.evaluate("navigator.clipboard.readText()"))
    assert "（第 2 段）" in words
    assert "“委員緊扣”（第 3 段）" in words
    assert "（第 1 段）" not in words
    assert "（第 4 段）" not in words


def test_what_is_no_text_of_a_paragraph_is_not_offered(context: "BrowserContext", quoting_site: str) -> None:
    tab = context.new_page()
    tab.goto(f"{quoting_site}/reports/a")
    select(tab, "p1", 3, 4)
    tab.locator(".quoting").wait_for()
    tab.evaluate("getSelection().removeAllRanges()")
    tab.locator(".quoting").wait_for(state="hidden")
    tab.evaluate("getSelection().selectAllChildren(document.querySelector('.facts'))")
    tab.wait_for_timeout(300)
    assert not tab.locator(".quoting").is_visible()


def test_the_link_of_a_quotation_leads_to_its_paragraph(context: "BrowserContext", quoting_site: str) -> None:
    tab = context.new_page()
    tab.goto(f"{quoting_site}/reports/a")
    text = TEXTS[4]
    select(tab, "p4", text.index("另一句话"), len(text) - 1)
    quotation = copied(tab, "复制引文")
    found = re.search(rf"{quoting_site}/\S+\?at=\d+-\d+", quotation)
    assert found
    tab.goto(found[0])
    assert urlsplit(tab.url).fragment.startswith("p4")
    assert tab.evaluate("document.querySelector(':target').id") == "p4"


def test_under_a_finger_the_bar_is_at_the_foot_and_large(chromium: "Browser", quoting_site: str) -> None:
    with chromium.new_context(viewport={"width": 320, "height": 640}, has_touch=True, is_mobile=True) as context:
        tab = context.new_page()
        tab.goto(f"{quoting_site}/reports/a?q=提案")
        select(tab, "p2", 0, 4)
        tab.locator(".quoting").wait_for()
        assert tab.evaluate("document.documentElement.scrollWidth") <= 320
        for button in tab.locator(".quoting button").all():
            box = button.bounding_box()
            assert box
            assert box["height"] >= 44
            assert 0 <= box["x"] <= box["x"] + box["width"] <= 320
            assert 560 < box["y"] + box["height"] <= 640


def test_without_scripts_there_is_no_bar(chromium: "Browser", quoting_site: str) -> None:
    with chromium.new_context(java_script_enabled=False) as context:
        tab = context.new_page()
        tab.goto(f"{quoting_site}/reports/a")
        assert not tab.locator(".quoting").is_visible()
        tab.locator("#p1 .cite").click()
        assert tab.locator("#quotation").inner_text().startswith("“一年来，")
