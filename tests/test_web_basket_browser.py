"""The basket in headless Chromium: gathering, order, other tabs, export, damage, a full or blocked store."""

import json
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal
from urllib.parse import quote

import pytest
from docx import Document
from reports import line, write_lines
from test_web_accessibility import violations
from test_web_browser import CONTRAST
from web_site import served

from index import index_paths

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

STORE = "zhengsou.clippings"
ATTACK = "<img src=x onerror=\"document.title='run'\"><script>document.title='run'</script>提案"
REPORT = "004_86cd2f42baa246a3"
HOSTILE = 'h"><img src=x>'
GONE = f"没有/t/{'0' * 12}"
RESULTS = f"/?q={quote('提案')}"


@pytest.fixture(scope="module")
def site(seeds: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("gathered")
    hostile = line(HOSTILE, [ATTACK, "协商"], title=ATTACK, body=ATTACK[:100])
    index_paths([seeds, write_lines(folder / "h.jsonl", hostile)], folder / "index")
    with served(folder / "index") as address:
        yield address


@pytest.fixture
def context(chromium: "Browser", site: str) -> "Iterator[BrowserContext]":
    """A reader's browser, narrow enough that a report's buttons are seen without hovering."""
    context = chromium.new_context(base_url=site, viewport={"width": 900, "height": 800})
    yield context
    context.close()


@pytest.fixture
def page(context: "BrowserContext") -> "Iterator[Page]":
    """A tab; whatever a script fails at, or the policy refuses, fails the test."""
    page = context.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
    yield page
    assert faults == []


def kept(page: "Page") -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(page.evaluate(f"localStorage.getItem('{STORE}')"))["items"]
    return found


def keep(page: "Page", store: object) -> None:
    text = store if isinstance(store, str) else json.dumps(store)
    page.evaluate("([name, text]) => localStorage.setItem(name, text)", [STORE, text])


def gather(page: "Page", number: int = 3) -> list[str]:
    """Names of the first paragraphs that a search finds, gathered by their buttons."""
    page.goto(RESULTS)
    for at in range(number):
        page.locator("button.clip").nth(at).click()
    return [each["name"] for each in kept(page)]


def listed(page: "Page") -> list[str]:
    names: list[str] = page.locator(".clipped > li").evaluate_all("all => all.map((each) => each.dataset.name)")
    return names


def opened(page: "Page", number: int) -> list[str]:
    """The basket's page once it lists this many."""
    page.goto("/basket")
    page.locator(".clipped > li").nth(number - 1).wait_for()
    return listed(page)


def test_gathering_where_paragraphs_are_shown(page: "Page") -> None:
    gathered = gather(page, 2)
    pressed = page.locator("button.clip[aria-pressed=true]")
    assert pressed.count() == 2
    assert pressed.first.inner_text().startswith("已收")
    assert page.locator("[data-clippings]").inner_text() == "摘录 (2)"
    page.goto(f"/reports/{REPORT}")
    page.locator("#p3 button.clip").click()
    assert kept(page)[-1]["name"].startswith(f"{REPORT}/t/")
    page.goto(f"/reports/{REPORT}/cite/3")
    assert page.locator("button.clip").get_attribute("aria-pressed") == "true"
    page.goto(f"/kwic?q={quote('提案')}")
    line = page.locator("button.clip[aria-pressed=false]").first
    name = line.locator("..").get_attribute("data-clip")
    line.click()
    # All lines of the paragraph say so.
    assert set(page.locator(f'[data-clip="{name}"] button').evaluate_all("all => all.map((e) => e.ariaPressed)")) == {
        "true"
    }
    assert [each["name"] for each in kept(page)][:2] == gathered
    assert len(kept(page)) == 4
    assert all(set(each) == {"name", "at", "remark"} for each in kept(page))
    page.goto(f"{RESULTS}&group=report")
    assert page.locator(".best button.clip").count() > 3


def test_a_button_takes_out_again(page: "Page") -> None:
    gather(page, 1)
    page.locator("button.clip").first.click()
    assert kept(page) == []
    assert page.locator("button.clip").first.get_attribute("aria-pressed") == "false"
    assert page.locator("[data-clippings]").inner_text() == "摘录"


def test_the_page_lists_them_and_keeps_what_is_changed(page: "Page") -> None:
    names = gather(page)
    assert opened(page, 3) == names
    page.locator("textarea").nth(1).fill("开头用")
    page.get_by_role("button", name="下移").first.click()
    assert listed(page) == [names[1], names[0], names[2]]
    assert page.evaluate("document.activeElement.dataset.move") == "1"
    page.get_by_role("button", name="移除").nth(2).click()
    assert listed(page) == [names[1], names[0]]
    page.get_by_role("button", name="撤销").click()
    assert listed(page) == [names[1], names[0], names[2]]
    page.reload()
    page.locator(".clipped > li").nth(2).wait_for()
    assert listed(page) == [names[1], names[0], names[2]]
    assert page.locator("textarea").first.input_value() == "开头用"
    page.get_by_role("button", name="按收入先后").click()
    assert listed(page) == names
    page.get_by_role("button", name="按报告").click()
    rank = page.locator(".clipped > li").evaluate_all("all => all.map((each) => Number(each.dataset.rank))")
    assert rank == [0, 1, 2]


def test_emptied_and_put_back(page: "Page") -> None:
    names = gather(page)
    opened(page, 3)
    page.get_by_role("button", name="清空").click()
    assert (listed(page), kept(page)) == ([], [])
    assert page.get_by_text("还没有摘录").is_visible()
    assert page.get_by_role("status").first.inner_text() == "已清空 3 段"
    page.keyboard.press("Enter")
    assert listed(page) == names
    assert not page.get_by_text("还没有摘录").is_visible()


def test_tabs_agree(context: "BrowserContext", page: "Page") -> None:
    (name,) = gather(page, 1)
    second = context.new_page()
    opened(second, 1)
    page.locator("button.clip").nth(1).click()
    second.locator(".clipped > li").nth(1).wait_for()
    second.get_by_role("button", name="移除").first.click()
    page.locator("button.clip[aria-pressed=false]").first.wait_for()
    page.wait_for_function("document.querySelector('[data-clippings]').innerText === '摘录 (1)'")
    assert name not in [each["name"] for each in kept(page)]


@pytest.mark.parametrize("kind", ["Word", "Markdown", "RIS", "BibTeX"])
def test_taken_away_in_the_order_shown_with_remarks(page: "Page", kind: str) -> None:
    gather(page)
    keep(page, {"version": 1, "items": [*reversed(kept(page)), {"name": GONE, "at": 1}]})
    opened(page, 4)
    assert page.locator(".gone").inner_text().count(GONE) == 1
    page.locator("textarea").first.fill("批<注>")
    with page.expect_download() as started:
        page.locator(".take").get_by_role("button", name=kind).click()
    path = started.value.path()
    ending = {"Word": "docx", "Markdown": "md", "RIS": "ris", "BibTeX": "bib"}[kind]
    assert started.value.suggested_filename.startswith("政搜-摘录-")
    assert started.value.suggested_filename.endswith(f".{ending}")
    if kind == "Word":
        made = Document(BytesIO(path.read_bytes()))
        quoted = [each.text for each in made.paragraphs if each.style and each.style.name == "Quote"]
        shown = page.locator(".clipped blockquote").all_inner_texts()
        assert [text[:40] for text in quoted] == [text[:40] for text in shown]
        text = "\n".join(each.text for each in made.paragraphs)
    else:
        text = path.read_text("utf-8").replace("\\", "")
    assert "批<注>" in text
    assert (GONE in text) == (kind != "RIS")


DAMAGED = [
    "", "{", "null", "[]", "3", '"x"', '{"version":2,"items":[{"name":"a/t/000000000000"}]}',
    '{"version":1,"items":{}}',
    '{"version":1,"items":[null,3,"a",{"name":3},{"name":"x"},{"name":"a/t/00000000000g"},{"name":"/t/000000000000"}]}',
]  # fmt: skip


@pytest.mark.parametrize("text", DAMAGED)
def test_what_is_damaged_is_dropped(page: "Page", text: str) -> None:
    page.goto("/basket")
    keep(page, text)
    page.reload()
    assert page.get_by_text("还没有摘录").is_visible()
    assert len(gather(page, 1)) == 1


def test_what_is_sound_beside_damage_stays(page: "Page") -> None:
    (name,) = gather(page, 1)
    keep(page, {"version": 1, "items": [None, {"name": name, "at": "x", "remark": 3}, {"name": name, "at": 2}]})
    assert opened(page, 1) == [name]


def test_a_full_basket_says_so(page: "Page") -> None:
    page.goto("/basket")
    keep(page, {"version": 1, "items": [{"name": f"a/t/{at:012x}", "at": at, "remark": ""} for at in range(500)]})
    page.goto(RESULTS)
    page.locator("button.clip").first.click()
    assert page.locator(".clip-said").inner_text() == "摘录满了：最多 500 段"
    assert page.locator("button.clip").first.get_attribute("aria-pressed") == "false"
    assert len(opened(page, 500)) == 500


BLOCKED = {
    "setting": "Storage.prototype.setItem = () => { throw new DOMException('', 'QuotaExceededError'); }",
    "all": "Object.defineProperty(window, 'localStorage', {get() { throw new DOMException('', 'SecurityError'); }})",
}


@pytest.mark.parametrize("how", BLOCKED)
def test_a_browser_that_keeps_nothing_says_so(page: "Page", how: str) -> None:
    page.add_init_script(BLOCKED[how])
    page.goto(RESULTS)
    page.locator("button.clip").first.click()
    assert page.locator(".clip-said").inner_text().startswith("收不了")
    assert page.locator("button.clip").first.get_attribute("aria-pressed") == "false"
    page.goto("/basket")
    assert page.get_by_text("还没有摘录").is_visible()


def test_a_server_that_does_not_answer_loses_nothing(page: "Page", context: "BrowserContext") -> None:
    names = gather(page, 2)
    tab = context.new_page()
    tab.route("**/basket", lambda route: route.abort() if route.request.method == "POST" else route.continue_())
    tab.goto("/basket")
    tab.get_by_text("请稍后再试").wait_for()
    assert [each["name"] for each in kept(tab)] == names


@pytest.mark.parametrize("width", [360, 1440])
def test_nothing_shifts_when_the_buttons_come(chromium: "Browser", site: str, width: int) -> None:
    context = chromium.new_context(base_url=site, viewport={"width": width, "height": 800})
    page = context.new_page()
    gather(page, 2)
    page.add_init_script(
        "window.shift = 0; new PerformanceObserver((seen) => { for (const each of seen.getEntries())"
        " window.shift += each.value; }).observe({type: 'layout-shift', buffered: true});"
    )
    for address in (RESULTS, f"{RESULTS}&group=report", f"/kwic?q={quote('提案')}", f"/reports/{REPORT}"):
        page.goto(address)
        page.locator("button.clip").first.wait_for(state="attached")
        page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
        assert page.evaluate("window.shift") < 0.01, address
    context.close()


def test_without_scripts_nothing_pretends(chromium: "Browser", site: str) -> None:
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{site}/basket")
    assert page.locator("noscript p").inner_text().endswith("请打开 JavaScript。")
    assert page.locator("main button").count() == 0 or not page.locator("main button").first.is_visible()
    page.goto(site + RESULTS)
    assert page.locator("button.clip").count() == 0
    context.close()


def test_hostile_texts_stay_texts(page: "Page") -> None:
    page.goto(f"/reports/{quote(HOSTILE)}")
    page.locator("button.clip").first.click()
    opened(page, 1)
    assert page.locator(".clipped img, .clipped script").count() == 0
    assert ATTACK in page.locator(".clipped blockquote").inner_text()
    assert page.title().startswith("摘录")


@pytest.mark.parametrize(("width", "scheme"), [(360, "dark"), (1440, "light")])
@pytest.mark.parametrize("ui", ["zh-Hans", "en"])
def test_accessible(chromium: "Browser", site: str, width: int, scheme: Literal["dark", "light"], ui: str) -> None:
    context = chromium.new_context(base_url=site, viewport={"width": width, "height": 800}, color_scheme=scheme)
    context.add_cookies([{"name": "ui", "value": ui, "url": site}])
    page = context.new_page()
    names = gather(page, 2)
    assert violations(page) == []
    keep(page, {"version": 1, "items": [{"name": name, "at": 1} for name in (*names, GONE)]})
    opened(page, 3)
    page.locator("[data-remove]").first.click()
    assert violations(page) == []
    assert page.evaluate(CONTRAST) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    for address in (f"/kwic?q={quote('提案')}", f"/reports/{REPORT}?q={quote('提案')}"):
        page.goto(address)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    context.close()
