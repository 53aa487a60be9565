"""The library page and the API say of which reports something is in doubt, why, and what settles it."""

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from printing import printed
from reports import line, page, write_lines
from web_client import get, opened

from index import index_paths

PROSE = "一年来，我们在县委的坚强领导下，团结带领广大委员，围绕中心、服务大局，认真履行职能，各项工作取得新的成绩。"


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    """A client of a library of six reports, one of which is sure."""
    folder = tmp_path_factory.mktemp("doubts")
    reports = folder / "reports"
    reports.mkdir()
    (reports / "sure.txt").write_text(page("广安区政协", 2023, PROSE), "utf-8")
    (reports / "undated page.txt").write_text(f"广安区政协工作纪实\n{PROSE}", "utf-8")
    (reports / "by-date.txt").write_text(f"广安区政协工作纪实\n2024-06-20 来源:广安区政协\n{PROSE}", "utf-8")
    (reports / "where.txt").write_text(f"鼓楼区政协2023年工作报告\n{PROSE}", "utf-8")
    write_lines(reports / "lines.jsonl", line("a-line", [PROSE], body="", year=2023))
    with zipfile.ZipFile(reports / "packed.zip", "w") as archive:
        archive.writestr("inner.txt", f"广安区政协工作纪实\n{PROSE}")
        archive.writestr("bad.txt", "")
    index_paths([reports], folder / "index")
    with opened(folder / "index") as client:
        yield client


def plain(text: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", text))


def test_reasons_and_the_command_are_beside_the_report(client: FlaskClient) -> None:
    said = plain(get(client, "/reports")[0])

    assert "没有写明报告的是哪一年，按发布日期推定。知道的话：zhengsou meta by-date --year 年度" in said
    assert "不知道报告的是哪一年。知道的话：zhengsou meta &#39;undated page&#39; --year 年度" in said
    assert "同名的地方不止一处，不知道是哪一处。知道的话：zhengsou meta where --code 区划代码" in said
    assert "zhengsou meta sure" not in said


def test_reports_without_a_file_of_their_own_have_no_command(client: FlaskClient) -> None:
    said = plain(get(client, "/reports")[0])

    assert "不知道是哪个机构的报告。知道的话，请改 lines.jsonl 里它那一行" in said
    assert "它在压缩包 packed.zip 里，解开再收录才能说明" in said
    assert "zhengsou meta a-line" not in said
    assert "zhengsou meta packed" not in said


def test_files_that_were_not_read_whole_are_named(client: FlaskClient, seed_index: Path) -> None:
    assert "有 1 个文件没有读全：packed.zip。" in plain(get(client, "/reports")[0])
    with opened(seed_index) as whole:
        assert "没有读全" not in get(whole, "/reports")[0]


def test_the_unsure_ones_can_be_listed_alone_with_other_filters(client: FlaskClient) -> None:
    _, everything = get(client, "/reports")
    text, unsure = get(client, everything.link("5 份有没有把握的地方"))

    assert "5 份报告" in plain(text)
    assert "/reports/sure" not in [link["href"] for link in unsure.links]
    assert "6 份报告" in plain(get(client, unsure.link("不论有没有把握"))[0])
    _, narrowed = get(client, "/reports", unsure="1", year="none")
    assert {"unsure=1" in address for address in narrowed.addresses("/reports?")} == {True, False}
    assert 'name="unsure" value="1"' in get(client, "/reports", unsure="1")[0]
    get(client, "/reports", status=400, unsure="2")


def test_the_list_of_unsure_ones_has_no_feed(client: FlaskClient) -> None:
    assert "application/atom+xml" in get(client, "/reports")[0]
    assert "application/atom+xml" not in get(client, "/reports", unsure="1")[0]


def test_what_the_seeds_leave_open(seed_index: Path) -> None:
    with opened(seed_index) as client:
        reports = client.get("/api/reports").json
    assert reports
    found = {each["id"][:3]: each["unsure"] for each in reports["reports"] if each["unsure"]}
    assert found == {"003": ["year_from_date"]}


def test_the_api_has_the_codes(client: FlaskClient) -> None:
    reports = client.get("/api/reports").json
    assert reports
    assert {each["id"]: each["unsure"] for each in reports["reports"]} == {
        "sure": [],
        "undated page": ["year_unknown"],
        "by-date": ["year_from_date"],
        "where": ["region_open"],
        "a-line": ["body_unknown"],
        "packed/inner": ["year_unknown"],
    }
    assert all("assumed" not in each for each in reports["reports"])
    schema = client.get("/api/openapi.json").json
    assert schema
    unsure = schema["components"]["schemas"]["Report"]["properties"]["unsure"]
    assert unsure["items"]["enum"][:2] == ["body_unknown", "region_open"]
    assert "year_from_date 年份按发布日期推定" in unsure["description"]


@pytest.mark.parametrize(
    ("language", "said"), [("zh-Hant", "沒有寫明報告的是哪一年"), ("en", "inferred from the date")]
)
def test_doubts_are_said_in_the_readers_language(client: FlaskClient, language: str, said: str) -> None:
    client.set_cookie("ui", language)
    try:
        text, _ = get(client, "/reports")
    finally:
        client.delete_cookie("ui")
    assert said in text
    assert "没有写明" not in text


def test_pages_that_were_not_read_are_told_where_the_report_is(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    pages = [["余姚市政协2023年工作报告", PROSE], [], [PROSE, PROSE], [PROSE], []]
    (folder / "scan.pdf").write_bytes(printed(pages, pictures=["", "01", "", "", "02"]))
    index_paths([folder], tmp_path / "index")
    with opened(tmp_path / "index") as client:
        catalogue = client.get("/reports?unsure=1").text
        assert "PDF 有几页是图片，没有读出文字（第 2、5 页）。</small>" in catalogue
        assert "原文件第 2、5 页是图片，没有读出文字，这里缺这些页的内容。" in client.get("/reports/scan").text
        [report] = client.get("/api/reports").get_json()["reports"]
    assert (report["unread"], report["unsure"]) == ([2, 5], ["pages_unread"])


def test_reasons_and_commands_are_english_sentences_in_english(client: FlaskClient) -> None:
    client.set_cookie("ui", "en")
    said = plain(get(client, "/reports")[0])
    client.delete_cookie("ui")

    assert (
        "It is not known which year it reports on. If you know, run: zhengsou meta &#39;undated page&#39; --year YEAR"
        in said
    )
    assert "and it is not known which one is meant. If you know, run: zhengsou meta where --code CODE" in said
    assert "It is not known whose report this is. If you know, correct its line in lines.jsonl" in said
    assert "Files that were not read completely (1): packed.zip. Run zhengsou index to see why." in said
