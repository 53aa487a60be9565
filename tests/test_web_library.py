"""The library page: which reports it lists, what it says of them, and what to run when the index is not up to date."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlsplit

import pytest
from flask.testing import FlaskClient
from reports import line, page, write_lines
from web_client import get, opened

from index import index_paths
from index.china_time import local_day
from index.freshness import freshness
from search import open_searcher
from search.origin import origin
from web.app import create_app
from web.serving.live import detach

if TYPE_CHECKING:
    from playwright.sync_api import Browser

PROSE = (
    "一年来，在中共某县委的坚强领导下，县政协常委会团结带领广大委员，围绕中心、服务大局，认真履行职能，取得了新的成绩。"
)


@pytest.fixture(scope="module")
def client(seed_index: Path) -> Iterator[FlaskClient]:
    with opened(seed_index) as client:
        yield client


@pytest.fixture(scope="module")
def shelves(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    """A client of a library of 150 reports: 50 bodies with three years each, and two reports without a year."""
    folder = tmp_path_factory.mktemp("shelves")
    reports = [
        line(f"{body}-{year}", ["甲段。"], body=f"第{body:02}政协", title=f"第{body:02}政协{year}年工作报告", year=year)
        for body in range(50)
        for year in (2021, 2022, 2023)
    ]
    undated = [line(f"undated-{number}", ["乙段。"], body="無年政協", title="無年", year=None) for number in range(2)]
    index_paths([write_lines(folder / "a.jsonl", *reports, *undated)], folder / "index")
    with opened(folder / "index") as client:
        yield client


def listed(client: FlaskClient, address: str = "/reports", **query: Any) -> list[str]:
    """The reports on a page of the list."""
    _, page = get(client, address, **query)
    links = [link["href"] for link in page.links if "lang" in link and link["href"].startswith("/reports/")]
    return [Path(urlsplit(address).path).name for address in links]


def test_every_report_with_what_is_known_of_it(client: FlaskClient, seed_index: Path) -> None:
    text, _ = get(client, "/reports")
    plain = re.sub(r"<[^>]+>", "", text)
    told = set(re.findall(r"清理去掉 ([\d,]+) 字", plain))
    with open_searcher(seed_index) as searcher:
        for report in searcher.reports():
            came_from = origin(searcher.meta(report.id))
            for said in (
                f"{report.paragraphs} 段，{report.characters:,} 字",
                f"{local_day(came_from.indexed)} 收录",
            ):
                assert said in plain
            much = came_from.removed / (came_from.removed + report.characters)
            assert (f"{came_from.removed:,}" in told) == (much >= (0.05 if report.unsure else 0.25))
        assert 0 < len(told) < 5
        for change in searcher.library.changes:
            assert f"{change.count:,} 处，去掉 {change.removed:,} 字" in plain
    assert "5 份报告，5 家机构，162 段" in plain
    assert "与文件一致" in plain


def test_list_is_by_body_and_newest_first(shelves: FlaskClient) -> None:
    assert listed(shelves)[:4] == ["0-2023", "0-2022", "0-2021", "1-2023"]
    assert len(listed(shelves)) == 100


def test_pages_have_every_report_once(shelves: FlaskClient) -> None:
    both = listed(shelves) + listed(shelves, page="2")
    assert len(both) == len(set(both)) == 152
    text, page = get(shelves, "/reports", page="3")
    assert "没有第 3 页，只有 2 页" in text
    assert len(listed(shelves, page.link("看最后一页"))) == 52


def test_bodies_and_years_are_chosen_and_removed(shelves: FlaskClient) -> None:
    _, everything = get(shelves, "/reports")
    year = everything.link("2022年")
    assert len(listed(shelves, year)) == 50
    _, narrowed = get(shelves, year)
    body = next(link["href"] for link in narrowed.links if link["text"].startswith("第03政协 1"))
    assert listed(shelves, body) == ["3-2022"]
    _, chosen = get(shelves, body)
    removed = next(
        link["href"] for link in chosen.links if link.get("aria-current") == "true" and "2022" in link["text"]
    )
    assert listed(shelves, removed) == ["3-2023", "3-2022", "3-2021"]
    assert sorted(listed(shelves, everything.link("年份不详"))) == ["undated-0", "undated-1"]


def test_counts_beside_choices_are_what_a_click_lists(shelves: FlaskClient) -> None:
    _, page = get(shelves, "/reports", year="2021")
    choices = [link for link in page.links if re.search(r" \d+$", link["text"])]
    assert len(choices) > 10
    for link in choices[:8]:
        count = int(link["text"].split()[-1])
        if link.get("aria-current") != "true":
            both = len(listed(shelves, link["href"]))
            assert both == count + 50 if "年" in link["text"] else both == count


def test_table_of_bodies_and_years_leads_to_the_reports(shelves: FlaskClient) -> None:
    text, page = get(shelves, "/reports")
    cells = [link for link in page.links if link.get("aria-label", "").endswith(" 份")]
    assert len(cells) == 151
    one = next(link for link in cells if link["aria-label"] == "第03政协 2022年：1 份")
    assert one["href"] == "/reports/3-2022"
    both = next(link for link in cells if link["aria-label"] == "無年政協 年份不详：2 份")
    assert sorted(listed(shelves, both["href"])) == ["undated-0", "undated-1"]
    assert 'aria-label="没有"' in text
    assert "各机构各年的报告份数" not in get(shelves, "/reports", year="2022")[0]
    assert "各机构各年的报告份数" not in get(shelves, "/reports", name="第03政协")[0]


def test_reports_are_found_by_a_part_of_their_name_in_either_script(shelves: FlaskClient) -> None:
    assert listed(shelves, name="第03政協") == ["3-2023", "3-2022", "3-2021"]
    assert sorted(listed(shelves, name="无年")) == ["undated-0", "undated-1"]
    assert listed(shelves, name="7-2021")[0] == "7-2021"
    text, page = get(shelves, "/reports", name="宇宙飞船")
    assert "没有这样的报告" in text
    assert len(listed(shelves, page.link("看全部 152 份"))) == 100


@pytest.mark.parametrize(
    "query", [{"page": "0"}, {"page": "x"}, {"year": "20x3"}, {"name": "政" * 101}, {"body": "政" * 300}]
)
def test_bad_parameters_are_refused(shelves: FlaskClient, query: dict[str, str]) -> None:
    get(shelves, "/reports", status=400, **query)


def test_stale_index_says_what_to_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("index.freshness.GOOD_FOR", 0.0)
    monkeypatch.setattr("index.freshness._SHARE", 0)
    (tmp_path / "reports").mkdir()
    path = tmp_path / "reports" / "a.txt"
    path.write_text(page("某县政协", 2023, PROSE, PROSE), "utf-8")
    index_paths([tmp_path / "reports"], tmp_path / "index")
    with opened(tmp_path / "index") as client:
        assert "zhengsou index" in get(client, "/reports")[0]
        assert 'class="notice"' not in get(client, "/reports")[0]
        path.write_text(path.read_text("utf-8") + PROSE, "utf-8")
        text, _ = get(client, "/reports")
        assert "有 1 个文件在收录之后改过：<code>reports/a.txt</code>" in text
        assert "<code>zhengsou index" in text
        assert "与文件一致" not in text
        assert freshness(tmp_path / "index").changed_files == 1
        path.unlink()
        assert "有 1 个收录过的文件不在了：<code>reports/a.txt</code>" in get(client, "/reports")[0]
        assert freshness(tmp_path / "index").changed_files == 1


def test_files_that_are_not_indexed_are_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("index.freshness.GOOD_FOR", 0.0)
    monkeypatch.setattr("index.freshness._SHARE", 0)
    folder = tmp_path / "reports"
    (folder / "2023").mkdir(parents=True)
    (folder / "a.txt").write_text(page("某县政协", 2023, PROSE, PROSE), "utf-8")
    index_paths([folder], folder / "index")
    (folder / "2023" / "link.txt").symlink_to(folder / "a.txt")
    (folder / "notes.odt").write_bytes(b"")
    (folder / ".hidden.txt").write_text("", "utf-8")
    with opened(folder / "index") as client:
        assert "与文件一致" in get(client, "/reports")[0]
        for number in range(52):
            (folder / "2023" / f"{number:02}<b>.txt").write_text(page("某县政协", 2022, PROSE), "utf-8")
        text, _ = get(client, "/reports")
        assert "文件夹里有 52 个文件没有收录" in text
        assert "<code>reports/2023/00&lt;b&gt;.txt</code>" in text
        assert text.count("<code>reports/2023/") == 50
        assert "link.txt" not in text
        assert "与文件一致" not in text
        assert "zhengsou index" in text
    app = create_app(folder / "index", watched=True)
    try:
        text = app.test_client().get("/reports").text
        assert "正看着这些文件夹" in text
        assert "zhengsou index" not in text
    finally:
        detach(app)


def test_house_words_that_changed_make_the_index_stale(tmp_path: Path) -> None:
    from index.settings import DICTIONARY_NAME, beside_index

    index_paths([write_lines(tmp_path / "a.jsonl", line("a", ["甲"]))], tmp_path / "index")
    assert freshness(tmp_path / "index").fresh
    beside_index(tmp_path / "index", DICTIONARY_NAME).write_text("渝事好商量\n", "utf-8")
    assert freshness(tmp_path / "index").stale == ("dictionary",)
    with opened(tmp_path / "index") as client:
        assert "索引已过时：词典有变化" in get(client, "/reports")[0]


def test_empty_index_says_how_to_begin(tmp_path: Path) -> None:
    (tmp_path / "reports").mkdir()
    file = write_lines(tmp_path / "reports" / "a.jsonl", line("a", ["甲"]))
    index_paths([tmp_path / "reports"], tmp_path / "index")
    file.unlink()
    index_paths([tmp_path / "reports"], tmp_path / "index", allow_empty=True)
    with opened(tmp_path / "index") as client:
        text, page = get(client, "/reports")
        assert "索引里还没有报告" in text
        assert "zhengsou index" in text
        assert not page.addresses("/reports/")


def test_names_of_reports_are_never_markup(tmp_path: Path) -> None:
    attack = "<img src=x onerror=alert(1)>"
    fields = dict.fromkeys(("title", "body", "source"), attack)
    index_paths([write_lines(tmp_path / "a.jsonl", line(attack, ["甲"], **fields))], tmp_path / "index")
    with opened(tmp_path / "index") as client:
        for query in ("", f"?name={quote(attack)}", f"?body={quote(attack)}"):
            text, shown = get(client, f"/reports{query}")
            assert "&lt;img" in text
            assert not [each for each in shown.elements if each[0] == "img"]


@pytest.mark.parametrize("width", [360, 1440])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_library_in_a_browser(chromium: "Browser", site: str, width: int, scheme: str) -> None:
    tab = chromium.new_page(
        viewport={"width": width, "height": 740}, color_scheme="dark" if scheme == "dark" else "light"
    )
    tab.goto(f"{site}/reports")
    assert tab.evaluate("document.documentElement.scrollWidth") <= width
    if tab.locator(".sheet > summary").is_visible():
        tab.locator(".sheet > summary").click()
    tab.get_by_label("题目或机构里有").fill("咸阳")
    tab.keyboard.press("Enter")
    tab.wait_for_url("**name=*")
    assert tab.locator(".shelves li").count() == 1
    tab.get_by_role("link", name="清理去掉").click()
    tab.locator(".compared del").first.wait_for()
    tab.close()


def test_a_report_with_the_words_apart_is_listed_with_the_reason(tmp_path: Path) -> None:
    lines = [line("a", ["提案办理工作有序。"]), line("b", ["办理好每一件提案。"]), line("c", ["无关。"])]
    index_paths([write_lines(tmp_path / "r.jsonl", *lines)], tmp_path / "index")
    with opened(tmp_path / "index") as client:
        _, page = get(client, "/reports", q="提案办理")
    said = {
        link["href"].split("report=")[1].split("&")[0]: link["text"]
        for link in page.links
        if link.get("class") == "hits"
    }
    assert said == {"a": "1 段，1 处", "b": "1 段，没有原样的，词分开出现"}


def test_reports_in_doubt_have_one_way_back_to_all(tmp_path: Path) -> None:
    lines = [line("a", ["提案办理工作。"], year=None, title="工作报告"), line("b", ["提案办理。"])]
    index_paths([write_lines(tmp_path / "r.jsonl", *lines)], tmp_path / "index")
    with opened(tmp_path / "index") as client:
        _, page = get(client, "/reports", unsure="1")
        assert [link["text"] for link in page.links if link["href"] == "/reports" and link["text"] != "报告库"] == [
            "不论有没有把握"
        ]
        _, page = get(client, "/reports", unsure="1", organ="政协")
        assert "看全部 2 份" in [link["text"] for link in page.links]
