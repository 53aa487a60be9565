"""What is to be pressed is large enough on a telephone: 24 pixels for all (WCAG 2.5.8), 44 for what matters most."""

from typing import TYPE_CHECKING

import pytest
from test_web_accessibility import PAGES, REPORT

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

MAIN = {
    "/?q=提案": [".search button", ".site a", ".hits h2 a", ".pages a", ".sizes a", ".sheet > summary"],
    "/?q=提案&group=report&body=广安区政协": [".search button", ".site a", ".hits h2 a", ".sheet > summary"],
    "/?q=题案": [".search button", ".site a", ".examples a"],
    "/": [".search button", ".site a", ".examples a"],
    "/kwic?q=提案": [".search button", ".site a"],
    "/compare?q=提案": [".site a"],
    "/reports": [".search button", ".site a"],
    f"/reports/{REPORT}?q=提案": [".search button", ".site a"],
}


@pytest.fixture(scope="module")
def phone(chromium: "Browser") -> "Page":
    """A page on a narrow screen for fingers."""
    return chromium.new_page(viewport={"width": 360, "height": 740}, has_touch=True, is_mobile=True)


@pytest.mark.parametrize("address", PAGES)
def test_all_targets_are_large_enough(phone: "Page", site: str, address: str) -> None:
    phone.goto(site + address)
    for details in phone.locator("main details:not([open], .sheet) > summary").all():
        if details.is_visible():
            details.click()
    assert phone.evaluate(SMALL, 24) == []


@pytest.mark.parametrize("address", MAIN)
def test_main_targets_fit_a_finger(phone: "Page", site: str, address: str) -> None:
    phone.goto(site + address)
    for selector in MAIN[address]:
        boxes = [each.bounding_box() for each in phone.locator(selector).all() if each.is_visible()]
        assert boxes, selector
        assert min(box["height"] for box in boxes if box) >= 44, selector


def test_everything_in_the_sheet_fits_a_finger(phone: "Page", site: str) -> None:
    phone.goto(f"{site}/?q=提案&body=广安区政协&body=咸阳市政协")
    phone.locator(".sheet > summary").click()
    for details in phone.locator("dialog details > summary").all():
        details.click()
    assert phone.evaluate(SMALL, 44) == []


# Links in the midst of other words are as high as these, and what a chart shows can be chosen from a list as well.
SMALL = """
(least) => {
  const top = document.querySelector("dialog:modal") ?? document.body;
  const inText = (element) => {
    if (getComputedStyle(element).display !== "inline") return false;
    let block = element.parentElement;
    while (getComputedStyle(block).display === "inline") block = block.parentElement;
    const others = [...block.querySelectorAll("a, button")].reduce((sum, each) => sum + each.textContent.length, 0);
    return block.textContent.trim().length > others;
  };
  return [...top.querySelectorAll("a[href], button, input:not([type=hidden]), select, textarea, summary")]
    .filter((element) => element.checkVisibility({visibilityProperty: true}))
    .filter((element) => !element.closest(".hidden, .skip, svg") && !inText(element))
    .map((element) => [element, (element.closest("label") ?? element).getBoundingClientRect()])
    .filter(([, box]) => box.width > 1 && (box.height < least || (least < 44 && box.width < least)))
    .map(([element, box]) => `${box.width} x ${box.height}: ${element.outerHTML.slice(0, 110)}`);
}
"""
