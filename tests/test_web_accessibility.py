"""axe-core in headless Chromium finds nothing on any page, light or dark, wide or narrow, in any language."""

from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

AXE = (Path(__file__).parent / "vendor" / "axe-core" / "axe.min.js").read_text("utf-8")
REPORT = "004_86cd2f42baa246a3"
PAGES = [
    "/",
    "/?q=提案",
    "/?q=提案&group=report",
    "/?q=提案&body=广安区政协&year=2023&kind=text",
    "/?q=協商 委員&exact_script=1",
    "/?q=题案",
    "/?q=提案 (",
    "/?q=提案&script=zh-Hant",
    "/kwic",
    "/kwic?q=提案&sort=left",
    "/kwic?q=提案&sort=L1,R1&width=60",
    "/compare",
    "/compare?q=提案&q=协商",
    "/compare?q=提案&q=协商&by=body&measure=paragraphs",
    "/compare?q=提案&by=body_year&body=广安区政协",
    "/compare?q=提案&q=协商&by=body_year&order=-total&series=咸阳市政协",
    "/reports",
    f"/reports/{REPORT}",
    f"/reports/{REPORT}?q=提案",
    f"/reports/{REPORT}/cite/4",
    "/reports/003_bdaa677cb544b641?view=original",
    f"/compare/reports?left={REPORT}&right=002_b162581768fd791d&q=提案",
    f"/compare/reports?left={REPORT}&find=政协",
    "/reports?name=政协",
    "/reports?q=提案&sort=title",
    "/reports/003_bdaa677cb544b64",
    "/kwic?q=提案&sort=right&script=zh-Hant",
    "/help",
    "/basket",
    "/nothing",
    "/study?q=协商",
    "/study/words?q=年份:2023&part=新…&with=figures",
    "/study/keyness?q=机构:广安&against=机构:綦江",
    "/study/new?q=年份:2023",
    "/study/collocates?q=协商",
    "/study/history?q=协商民主",
    "/study/history?q=协商民主&q=提案",
    "/study/places?q=协商",
    "/study/figures?q=委员履职",
    "/study/figures?q=提案&by=body_year",
    "/study/changes?body=广安区政协&year=2023",
    f"/study/trace?report={REPORT}",
    f"/study/trace?report={REPORT}&paragraph=10",
    "/study/matrix?terms=提案%0A协商&by=body",
    "/study/matrix?terms=提案&by=province",
]


def violations(page: "Page") -> list[str]:
    """What axe-core finds: impact, rule, and the first places."""
    page.evaluate(AXE)
    result: dict[str, Any] = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return [
        f"{each['impact']} {each['id']}: {node['html'][:160]}"
        for each in result["violations"]
        for node in each["nodes"][:3]
    ]


@pytest.mark.parametrize(("width", "scheme"), [(360, "dark"), (1440, "light")])
@pytest.mark.parametrize("address", PAGES)
def test_pages(chromium: "Browser", site: str, address: str, width: int, scheme: Literal["dark", "light"]) -> None:
    page = chromium.new_page(viewport={"width": width, "height": 800}, color_scheme=scheme)
    page.goto(site + address)
    # The sheet last, which covers what is not in it.
    for folded in ("details:not(.sheet, .sheet *)", ".sheet", ".panel details"):
        for summary in page.locator(f"{folded}:not([open]) > summary").all():
            if summary.is_visible():
                summary.click()
    assert violations(page) == []
    page.close()


@pytest.mark.parametrize("language", ["zh-Hant", "en"])
@pytest.mark.parametrize(
    "address",
    [
        "/?q=提案",
        "/kwic?q=提案",
        "/compare?q=提案",
        "/reports",
        f"/reports/{REPORT}",
        f"/compare/reports?left={REPORT}&right=002_b162581768fd791d",
        "/help",
        "/study/keyness?q=机构:广安",
    ],
)
def test_pages_in_other_languages(chromium: "Browser", site: str, address: str, language: str) -> None:
    context = chromium.new_context()
    context.add_cookies([{"name": "ui", "value": language, "url": site}])
    page = context.new_page()
    page.goto(site + address)
    assert page.locator("html").get_attribute("lang") == language
    assert violations(page) == []
    context.close()


def test_it_would_find_something(chromium: "Browser", site: str) -> None:
    page = chromium.new_page()
    page.goto(site + "/?q=提案")
    page.evaluate(
        "document.querySelector('main').insertAdjacentHTML('beforeend', '<input><img src=/static/favicon.svg>')"
    )
    found = {each.split()[1].rstrip(":") for each in violations(page)}
    assert {"label", "image-alt"} <= found
    page.close()
