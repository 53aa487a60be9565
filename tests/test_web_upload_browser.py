"""Adding files in a real browser: with and without JavaScript, wide and narrow, light and dark; axe finds no fault."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import pytest
from reports import page as report_page
from web_site import served

from index import index_paths
from web.serving.adding import Uploads

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

AXE = (Path(__file__).parent / "vendor" / "axe-core" / "axe.min.js").read_text("utf-8")
PASSWORD = "ein-密码-1"
PROSE = "一年来，我们在县委的坚强领导下，团结带领广大委员，围绕中心、服务大局，认真履行职能，各项工作取得新的成绩。"


@pytest.fixture
def site(tmp_path: Path) -> Iterator[str]:
    """The address of a server that takes files."""
    library = tmp_path / "lib"
    library.mkdir()
    (library / "old.txt").write_text(report_page("洛江区政协", 2022, PROSE), "utf-8")
    index_paths([library], tmp_path / "index")
    with served(tmp_path / "index", Uploads(tmp_path / "index", PASSWORD)) as address:
        yield address


def violations(page: "Page") -> list[str]:
    page.evaluate(AXE)
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return [f"{each['id']}: {node['html'][:160]}" for each in found["violations"] for node in each["nodes"][:3]]


@pytest.mark.parametrize(
    ("width", "scheme", "language"), [(360, "dark", "zh-Hans"), (1440, "light", "en"), (360, "light", "zh-Hant")]
)
def test_the_form_and_its_result(
    chromium: "Browser", site: str, tmp_path: Path, width: int, scheme: Literal["dark", "light"], language: str
) -> None:
    sure, unsure, bad = tmp_path / "甲.txt", tmp_path / ("很长的名字" * 12 + ".txt"), tmp_path / "坏.txt"
    sure.write_text(report_page("广安区政协", 2023, PROSE), "utf-8")
    unsure.write_text(f"某地政协工作综述\n{PROSE}", "utf-8")
    bad.write_bytes(b"")
    context = chromium.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme)
    context.add_cookies([{"name": "ui", "value": language, "url": site}])
    page = context.new_page()
    page.goto(f"{site}/add")
    assert violations(page) == []

    page.set_input_files("#file", [sure, unsure, bad])
    page.fill("#password", PASSWORD)
    page.press("#password", "Enter")
    page.wait_for_selector("article")

    assert page.locator("article").count() == 3
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert str(page.locator("article a").first.get_attribute("href")).startswith("/reports/")
    context.close()


def test_it_works_without_javascript(chromium: "Browser", site: str, tmp_path: Path) -> None:
    (tmp_path / "甲.txt").write_text(report_page("广安区政协", 2023, PROSE), "utf-8")
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{site}/")
    page.get_by_role("link", name="添加").click()
    page.set_input_files("#file", [tmp_path / "甲.txt"])
    page.fill("#password", "falsch-1")
    page.get_by_role("button", name="添加").click()
    assert "密码不对" in page.get_by_role("alert").inner_text()
    assert page.locator(".again").inner_text() == "浏览器没有留住所选的文件，请再选一次：甲.txt"
    page.set_input_files("#file", [tmp_path / "甲.txt"])
    page.fill("#password", PASSWORD)
    page.get_by_role("button", name="添加").click()
    assert "广安区政协2023年工作报告" in page.locator("article").inner_text()
    context.close()


def test_files_stay_chosen_after_a_wrong_password(chromium: "Browser", site: str, tmp_path: Path) -> None:
    (tmp_path / "甲.txt").write_text(report_page("广安区政协", 2023, PROSE), "utf-8")
    page = chromium.new_page()
    page.goto(f"{site}/add")
    page.set_input_files("#file", [tmp_path / "甲.txt"])
    for wrong in ("falsch-1", "falsch-2"):
        page.fill("#password", wrong)
        page.get_by_role("button", name="添加").click()
        page.locator("#password:focus").wait_for()
        assert page.locator("#password").input_value() == ""
        assert "密码不对" in page.get_by_role("alert").inner_text()
        assert page.locator(".again").count() == 0
        assert page.evaluate("document.getElementById('file').files[0].name") == "甲.txt"
    page.fill("#password", PASSWORD)
    page.get_by_role("button", name="添加").click()
    page.wait_for_selector("article")
    assert "广安区政协2023年工作报告" in page.locator("article").inner_text()
    assert page.get_by_role("alert").count() == 0
    assert page.evaluate("document.activeElement.id") == "added"
    page.close()
