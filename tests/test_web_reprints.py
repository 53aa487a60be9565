"""A reprint on the site: named with the report that is kept of it, to which its own addresses lead."""

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from flask.testing import FlaskClient
from made_prose import page, paragraphs, traditional
from web_client import Page, opened

from index import index_paths
from search.permalink import paragraph_keys

TEXT = paragraphs(1, 12)
ADDRESS = "https://news.yueqing.gov.cn/2024/0120/1.html"
HEAD = f'<link rel="canonical" href="{ADDRESS}">'


@pytest.fixture(scope="module")
def client() -> Iterator[FlaskClient]:
    with TemporaryDirectory() as folder:
        files = Path(folder, "lib")
        files.mkdir()
        saved = page("乐清市政协", 2023, TEXT[:11], title="乐清市政协2023年工作综述：凝心聚力").replace(
            "<title>", f"{HEAD}<title>"
        )
        (files / "mirror.html").write_text(
            traditional(saved.replace("</h1>", "</h1><p>来源：乐清发布 日期：2024-01-20</p>")), "utf-8"
        )
        (files / "<b>.html").write_text(page("乐清市政协", 2023, TEXT[:11]), "utf-8")
        (files / "report.html").write_text(page("乐清市政协", 2023, TEXT), "utf-8")
        assert len(index_paths([files], Path(folder, "index")).reprints) == 2
        with opened(Path(folder, "index")) as client:
            yield client


def test_answers_name_its_other_sources(client: FlaskClient) -> None:
    said = "樂清市政協2023年工作綜述：凝心聚力"
    reports = [
        client.get("/api/reports/report").get_json()["report"],
        client.get("/api/reports").get_json()["reports"][0],
    ]
    for report in reports:
        first, second = report["reprints"]
        assert (first["id"], first["file"], first["original"]) == ("<b>", "<b>.html", None)
        assert second == {
            **{"id": "mirror", "file": "mirror.html", "title": said, "source": "樂清發布"},
            **{"site": None, "original": ADDRESS, "date": "2024-01-20"},
        }


@pytest.mark.parametrize("address", ["/reports/report", "/reports"])
def test_pages_link_to_them(client: FlaskClient, address: str) -> None:
    text = client.get(address).get_data(as_text=True)
    assert [link["rel"] for link in Page(text).links if link["href"] == ADDRESS] == ["external noreferrer"]
    assert "mirror.html" in text
    assert "&lt;b&gt;.html" in text
    assert "<b>.html" not in text


def test_the_library_finds_a_report_by_a_reprints_title(client: FlaskClient) -> None:
    assert "/reports/report" in client.get("/reports?name=凝心聚力").get_data(as_text=True)


def test_addresses_of_a_reprint_lead_to_the_kept_one(client: FlaskClient) -> None:
    answer = client.get("/reports/mirror?q=提案&exact_script=1&_external=1&_scheme=x&view=original")
    assert answer.status_code == 302
    assert answer.location == "/reports/report?q=%E6%8F%90%E6%A1%88&exact_script=1&view=original"
    key = paragraph_keys([traditional(TEXT[3])])[0]
    assert client.get(f"/reports/mirror/t/{key}").location == "/reports/report#p4"
    assert client.get("/api/reports/mirror").get_json()["report"]["id"] == "report"
    assert client.get("/reports/nowhere").status_code == client.get("/api/reports/nowhere").status_code == 404


def test_clippings_of_a_reprint_are_read_from_the_kept_one(client: FlaskClient) -> None:
    key = paragraph_keys([TEXT[3]])[0]
    asked = {"p": f"mirror/t/{key}", "remark": ""}
    text = client.post("/basket", data=asked).get_data(as_text=True)
    assert TEXT[3] in text
