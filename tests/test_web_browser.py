"""The site in headless Chromium: as a reader uses it, with and without scripts, wide and narrow, light and dark."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

import pytest
from web_site import served

from index import index_paths

if TYPE_CHECKING:
    from playwright.sync_api import Browser

HEIGHT = 800
ATTACK = "<script>document.title = 'run'</script><img src=x onerror=\"document.title='run'\">提案"


@pytest.fixture(scope="module")
def site(seeds: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server on the seeds and one hostile report."""
    folder = tmp_path_factory.mktemp("site")
    hostile = ATTACK.replace('"', '\\"')
    (folder / "hostile.jsonl").write_text(
        f'{{"id":"hostile","title":"{hostile}","body":"<b>政协","year":2020,"date":null,"source":null,'
        f'"paragraphs":["{hostile}"]}}\n',
        encoding="utf-8",
    )
    index_paths([seeds, folder / "hostile.jsonl"], folder / "index")
    with served(folder / "index") as address:
        yield address


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_search_facet_hit_and_mark(chromium: "Browser", site: str, scripts: bool) -> None:
    context = chromium.new_context(
        java_script_enabled=scripts, viewport={"width": 1280, "height": HEIGHT}, reduced_motion="reduce"
    )
    page = context.new_page()
    page.goto(site)
    page.locator("#q:focus").wait_for()
    page.keyboard.type("提案 办理")
    page.keyboard.press("Enter")
    page.wait_for_url("**/?q=*")
    assert "份报告中找到" in page.get_by_role("status").first.inner_text()
    page.get_by_label("筛选").get_by_role("link", name=re.compile("广安区政协")).click()
    assert "的 1 份报告中" in page.get_by_role("status").first.inner_text()
    page.locator(".hits h2 a").first.click()
    page.wait_for_url(re.compile("/reports/000_.*#p"))
    assert page.locator(":target mark").count() > 0
    assert "办理" in page.locator(":target").inner_text()
    box = page.locator(":target").bounding_box()
    assert box
    assert 0 <= box["y"] < HEIGHT
    context.close()


@pytest.mark.parametrize("width", [360, 1440])
@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_switches_by_keyboard_alone(chromium: "Browser", site: str, scripts: bool, width: int) -> None:
    context = chromium.new_context(java_script_enabled=scripts, viewport={"width": width, "height": HEIGHT})
    page = context.new_page()
    page.goto(site)
    page.locator("#q:focus").wait_for()
    page.keyboard.type("協商")
    for key in ("Tab", "Tab", "Space"):
        page.keyboard.press(key)
    page.get_by_label("区分繁简").press("Enter")
    page.wait_for_url("**exact_script=1*")
    assert "找到 23 段" in page.get_by_role("status").first.inner_text()
    toggle = page.get_by_role("link", name="区分繁简")
    if width == 360:
        page.locator(".sheet > summary").press("Enter")
        toggle.wait_for()
    assert toggle.get_attribute("aria-current") == "true"
    box = toggle.bounding_box()
    assert box
    assert box["height"] >= 24
    toggle.focus()
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "exact_script" not in url)
    toggle = page.locator(".switches a").first
    assert "找到 53 段" in page.get_by_role("status").first.inner_text()
    assert toggle.get_attribute("aria-current") is None
    context.close()


@pytest.mark.parametrize(
    "address",
    [
        "/",
        "/?q=提案",
        "/?q=協商&exact_script=1&synonyms=1",
        f"/?q={quote(' OR '.join(['提案办理协商'] * 40))}",
        "/?q=提案&body=广安区政协&year=2023",
        "/?q=提案&group=report",
        "/help",
        f"/?q=({'提案办理' * 40}",
        "/reports",
        "/reports/004_86cd2f42baa246a3?q=提案",
        "/reports/hostile",
        "/nothing",
    ],
)
@pytest.mark.parametrize("width", [360, 1440])
def test_nothing_scrolls_sideways(chromium: "Browser", site: str, address: str, width: int) -> None:
    page = chromium.new_page(viewport={"width": width, "height": 740})
    page.goto(site + address)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.close()


def test_facets_are_folded_on_a_phone_and_open_on_a_desk(chromium: "Browser", site: str) -> None:
    page = chromium.new_page(viewport={"width": 360, "height": 740})
    page.goto(f"{site}/?q={quote('提案')}")
    body = page.get_by_label("筛选").get_by_role("link", name=re.compile("广安区政协"))
    assert not body.is_visible()
    page.get_by_text("筛选、排序").first.click()
    assert body.is_visible()
    page.set_viewport_size({"width": 1440, "height": 900})
    page.reload()
    assert body.is_visible()
    page.close()


@pytest.mark.parametrize("language", ["zh-Hans", "zh-Hant", "en"])
def test_tools_are_one_line_on_a_desk(chromium: "Browser", site: str, language: str) -> None:
    context = chromium.new_context(viewport={"width": 1440, "height": 900})
    context.add_cookies([{"name": "ui", "value": language, "url": site}])
    page = context.new_page()
    page.goto(f"{site}/?q=提案&sort=date&synonyms=1&exact_script=1&split_words=1")
    tools = page.locator(".tools")
    box, summary = tools.bounding_box(), page.locator(".summary").bounding_box()
    assert box
    assert summary
    assert box["height"] < 36
    assert 0 <= box["y"] - summary["y"] - summary["height"] < 24
    assert tools.locator("nav").count() == 4
    context.close()


@pytest.mark.parametrize(
    "address", [f"/?q={quote(ATTACK)}", "/?q=提案&year=2020", "/reports/hostile?q=提案", "/reports"]
)
def test_script_is_shown_and_not_run(chromium: "Browser", site: str, address: str) -> None:
    page = chromium.new_page()
    page.goto(site + address)
    assert page.title() != "run"
    for script in page.locator("script").all():
        assert (script.get_attribute("src") or "").startswith("/static/")
    assert page.locator("img").count() == 0
    assert "&lt;script&gt;" in page.content().split("</head>")[1]
    page.close()


def test_dark_and_light(chromium: "Browser", site: str) -> None:
    brightness = []
    for scheme in ("light", "dark"):
        page = chromium.new_page(color_scheme=scheme)
        page.goto(site)
        paper = page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
        brightness.append(sum(int(part) for part in re.findall(r"\d+", paper)[:3]))
        page.close()
    assert brightness[0] > 600
    assert brightness[1] < 150


def test_keyboard_reaches_the_text_and_the_box(chromium: "Browser", site: str) -> None:
    page = chromium.new_page()
    page.goto(f"{site}/reports")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('href')") == "#main"
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "q"
    assert page.locator("#q").input_value() == ""
    page.keyboard.type("1/2")
    assert page.locator("#q").input_value() == "1/2"
    page.close()


def test_keys_move_open_turn_and_explain(chromium: "Browser", site: str) -> None:
    page = chromium.new_page(viewport={"width": 1280, "height": HEIGHT}, reduced_motion="reduce")
    page.goto(f"{site}/?q={quote('提案')}")
    focused = "document.activeElement.closest('[data-item]') && [...document.querySelectorAll('[data-item]')]"
    for key, at in (("j", 0), ("j", 1), ("j", 2), ("k", 1)):
        page.keyboard.press(key)
        assert page.evaluate(f"{focused}.indexOf(document.activeElement.closest('[data-item]'))") == at
    for _ in range(20):
        page.keyboard.press("j")
    assert page.evaluate(f"{focused}.indexOf(document.activeElement.closest('[data-item]'))") == 9
    assert page.evaluate("document.activeElement.getBoundingClientRect().bottom") <= HEIGHT
    page.keyboard.press("?")
    assert page.get_by_role("dialog", name="快捷键").is_visible()
    page.keyboard.press("j")
    page.keyboard.press("Escape")
    assert not page.get_by_role("dialog").is_visible()
    page.keyboard.press("]")
    page.wait_for_url("**page=2*")
    page.keyboard.press("[")
    page.wait_for_url(lambda url: "page=" not in url)
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url("**/reports/**")
    page.close()


def test_keys_leave_typing_alone(chromium: "Browser", site: str) -> None:
    page = chromium.new_page()
    page.goto(f"{site}/?q={quote('提案')}")
    page.locator("#within").focus()
    page.keyboard.type("jk?/[]")
    assert page.locator("#within").input_value() == "jk?/[]"
    assert not page.get_by_role("dialog").is_visible()
    page.close()


def test_box_completes_by_pinyin_and_by_keyboard(chromium: "Browser", site: str) -> None:
    page = chromium.new_page()
    page.goto(site)
    page.locator("#q:focus").wait_for()
    page.keyboard.type("tian")
    page.get_by_role("option").first.wait_for()
    box = page.get_by_role("combobox")
    assert box.get_attribute("aria-expanded") == "true"
    page.keyboard.press("ArrowDown")
    chosen = page.locator("#offers [aria-selected=true]")
    assert box.get_attribute("aria-activedescendant") == chosen.get_attribute("id")
    assert box.input_value() == chosen.locator("span").inner_text() == "提案"
    page.keyboard.press("Escape")
    assert box.input_value() == "tian"
    assert not page.get_by_role("listbox").is_visible()
    page.keyboard.press("ArrowDown")
    page.get_by_role("option").first.wait_for()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/?q={quote('提案')}*")
    page.close()


def test_history_is_kept_in_the_browser_and_can_be_cleared(chromium: "Browser", site: str) -> None:
    context = chromium.new_context()
    page = context.new_page()
    for query in ("提案", "协商", "提案", ATTACK):
        page.goto(f"{site}/?q={quote(query)}")
    page.goto(site)
    page.locator("#q").click()
    offers = page.get_by_role("option")
    offers.first.wait_for()
    assert [each.locator("span").inner_text() for each in offers.all()[:-1]] == [ATTACK, "提案", "协商"]
    assert page.locator("#offers img, #offers script").count() == 0
    assert context.cookies() == []
    offers.last.click()
    assert page.evaluate("localStorage.getItem('zhengsou.history')") == "[]"
    page.locator("#q").blur()
    page.locator("#q").click()
    assert not page.get_by_role("listbox").is_visible()
    context.close()


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_language_and_script_are_switched_and_kept(chromium: "Browser", site: str, scripts: bool) -> None:
    context = chromium.new_context(java_script_enabled=scripts)
    page = context.new_page()
    page.goto(f"{site}/?q={quote('协商')}&limit=20")
    marks = page.locator(".hits mark").count()
    page.get_by_role("group", name="报告文字").get_by_role("button", name="繁体").click()
    page.wait_for_load_state()
    assert set(page.locator(".snippet mark").all_inner_texts()) == {"協商"}
    assert page.locator(".hits mark").count() == marks
    page.get_by_role("button", name="English").click()
    page.wait_for_load_state()
    assert page.get_by_role("navigation", name="Site").get_by_role("link", name="Library").is_visible()
    assert page.url.endswith("&limit=20")
    page.goto(f"{site}/help")
    assert page.locator("html").get_attribute("lang") == "en"
    context.close()


def test_results_within_and_by_report_without_scripts(chromium: "Browser", site: str) -> None:
    context = chromium.new_context(java_script_enabled=False, viewport={"width": 360, "height": 740})
    page = context.new_page()
    page.goto(f"{site}/?q={quote('提案')}")
    page.get_by_text("筛选、排序").first.click()
    page.get_by_label("结果中检索", exact=True).fill("满意")
    page.get_by_role("button", name="在结果中检索").click()
    page.wait_for_url("**within=*")
    assert page.locator("#q").input_value() == "提案 满意"
    page.get_by_text("筛选、排序").first.click()
    page.get_by_role("link", name="按报告").click()
    page.wait_for_url("**group=report*")
    assert page.locator(".by-report > li").count() >= 2
    context.close()


def test_nothing_shifts_while_a_page_loads(chromium: "Browser", site: str) -> None:
    page = chromium.new_page(viewport={"width": 1280, "height": HEIGHT})
    page.add_init_script(
        "window.shift = 0; new PerformanceObserver((seen) => { for (const each of seen.getEntries())"
        " window.shift += each.value; }).observe({type: 'layout-shift', buffered: true});"
    )
    for address in ("/", f"/?q={quote('提案')}", "/help"):
        page.goto(site + address)
        page.wait_for_timeout(200)
        assert page.evaluate("window.shift") < 0.01, address
        assert page.locator("script:not([defer])").count() == 0
    page.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(
    "address", ["/", "/?q=提案", "/?q=協商 委員&exact_script=1", "/?q=(", "/help", "/?q=提案&group=report"]
)
def test_text_has_enough_contrast(chromium: "Browser", site: str, address: str, scheme: str) -> None:
    page = chromium.new_page(color_scheme="dark" if scheme == "dark" else "light")
    page.goto(site + address)
    assert page.evaluate(CONTRAST) == []
    page.close()


# WCAG 2.1's contrast of every element that has text of its own against the nearest background behind it.
CONTRAST = """
() => {
  const parts = (color) => color.match(/[0-9.]+/g).map(Number);
  const light = (color) => parts(color).slice(0, 3).map((part) => part / 255)
    .map((part) => (part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4))
    .reduce((sum, part, index) => sum + part * [0.2126, 0.7152, 0.0722][index], 0);
  const behind = (element) => {
    for (let each = element; each; each = each.parentElement) {
      const color = getComputedStyle(each).backgroundColor;
      if ((parts(color)[3] ?? 1) > 0) return color;
    }
    throw new Error("no background");
  };
  return [...document.querySelectorAll("body *")]
    .filter((element) => [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim()))
    .filter((element) => element.checkVisibility({opacityProperty: true}))
    .map((element) => {
      const [low, high] = [light(getComputedStyle(element).color), light(behind(element))].sort((a, b) => a - b);
      return [element.outerHTML.slice(0, 80), (high + 0.05) / (low + 0.05)];
    })
    .filter(([, ratio]) => ratio < 4.5);
}
"""
