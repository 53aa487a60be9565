"""What reference managers read in pages, and citations to copy and to keep; all name the original where it is known."""

import json
from collections.abc import Iterator
from html.parser import HTMLParser
from urllib.parse import parse_qs, urlsplit

import pytest
import rispy  # type: ignore[import-untyped]
from bibtexparser.entrypoint import parse_string
from flask.testing import FlaskClient
from reports import line, write_lines
from web_client import opened

from index import index_paths

ORIGINAL = "https://www.gaq.gov.cn/zx/2024/c12.html?id=7&page=2"
HOSTILE = "\"><script>alert(1)</script> & <b>'提案'</b> ; x=1"
TOLD = {"title": "服务大局", "body": "广安区政协", "year": 2023, "date": "2024-01-25", "source": "影响四川"}
PAGES = ["/reports/{}", "/reports/{}/cite/1"]


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    folder = tmp_path_factory.mktemp("cited")
    lines = [
        line("full", ["服务大局", "全年立案\n提案134件。"], **TOLD, url=ORIGINAL, site="广安政协网"),
        line("bare", ["标题", "全年提案"], body="", year=2023, title="标题"),
        line("hant", ["圍繞中心", "為加快建設提案"], **TOLD | {"title": "圍繞中心"}, url=ORIGINAL),
        line(
            "hostile", [HOSTILE, HOSTILE], title=HOSTILE, body="<b>&\"'政协", source=HOSTILE, url=f"{ORIGINAL}#\"'<b>"
        ),
        line("广安/报告", ["标题", "提案"], **TOLD),
    ]
    index_paths([write_lines(folder / "r.jsonl", *lines)], folder / "index")
    with opened(folder / "index") as client:
        yield client


class Head(HTMLParser):
    """A page as Zotero's translators look at it: <meta> with name and content, the prefixes of <link rel=schema.…>,
    and elements of the class Z3988."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.metas: dict[str, list[str]] = {}
        self.schemas: dict[str, str] = {}
        self.coins: list[str] = []
        self.links: list[str] = []
        self.scripts: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        if tag == "meta" and "name" in told:
            self.metas.setdefault(told["name"], []).append(told["content"])
        elif tag == "link" and told.get("rel", "").startswith("schema."):
            self.schemas[told["rel"].removeprefix("schema.").lower()] = told["href"]
        elif "Z3988" in told.get("class", "").split():
            self.coins.append(told["title"])
        elif tag == "a":
            self.links.append(told.get("href", ""))
        elif tag == "script":
            self.scripts.append(told.get("src", ""))


def head(client: FlaskClient, page: str, report: str) -> Head:
    return Head(client.get(page.format(report)).get_data(as_text=True))


def embedded_item(found: Head) -> dict[str, str]:
    """The item of Zotero's translator Embedded Metadata: Highwire tags first, and those of Dublin Core for the rest.

    The type is that of z:itemType; without it citation_title would make it an article of a journal. A date is that of
    publication, else that of the publication online; an address the public one, else that of the full text.
    """
    metas = {name: values[0] for name, values in found.metas.items()}
    assert found.schemas == {"dc": "http://purl.org/dc/elements/1.1/"}

    def first(*names: str) -> str:
        return next((metas[name] for name in names if metas.get(name)), "")

    return {
        "itemType": first("z:itemType") or "journalArticle",
        "title": first("citation_title", "DC.title"),
        "creator": first("citation_author", "DC.creator"),
        "date": first("citation_publication_date", "citation_online_date", "citation_year", "DC.date").replace(
            "/", "-"
        ),
        "url": first(
            "citation_public_url", "citation_abstract_html_url", "citation_fulltext_html_url", "DC.identifier"
        ),
        "language": first("citation_language", "DC.language"),
        "publisher": first("citation_publisher", "DC.publisher"),
    }


def coins_item(found: Head) -> dict[str, str]:
    """The item that a context object in the format for Dublin Core gives."""
    (title,) = found.coins
    told = {name: values[0] for name, values in parse_qs(title, strict_parsing=True).items()}
    assert (told["ctx_ver"], told["rft_val_fmt"]) == ("Z39.88-2004", "info:ofi/fmt:kev:mtx:dc")
    names = {"itemType": "type", "title": "title", "creator": "creator", "date": "date", "url": "identifier"}
    names |= {"language": "language", "publisher": "source"}
    return {name: told.get(f"rft.{field}", "") for name, field in names.items()}


@pytest.mark.parametrize("page", PAGES)
def test_reference_managers_read_the_original(client: FlaskClient, page: str) -> None:
    found = head(client, page, "full")
    assert embedded_item(found) == coins_item(found) == {
        "itemType": "webpage",
        "title": "服务大局",
        "creator": "广安区政协",
        "date": "2024-01-25",
        "url": ORIGINAL,
        "language": "zh-Hans",
        "publisher": "影响四川",
    }  # fmt: skip
    assert found.metas["citation_publication_date"] == ["2024/01/25"]
    assert (found.metas["DC.date"], found.metas["DC.source"]) == (["2024-01-25"], ["影响四川"])
    assert urlsplit(found.metas["citation_fulltext_html_url"][0]).path.startswith("/reports/full")
    assert ORIGINAL in found.links


@pytest.mark.parametrize("page", PAGES)
def test_what_is_not_known_has_no_tag(client: FlaskClient, page: str) -> None:
    found = head(client, page, "bare")
    for item in (embedded_item(found), coins_item(found)):
        assert (item["creator"], item["date"], item["publisher"], item["title"]) == ("", "", "", "标题")
        assert urlsplit(item["url"]).path.startswith("/reports/bare")
    assert not {"citation_author", "citation_publication_date", "citation_year", "DC.date"} & set(found.metas)
    assert not any(urlsplit(link).netloc for link in found.links)


def test_an_author_is_in_the_report_s_script_and_language(client: FlaskClient) -> None:
    for page in PAGES:
        item = embedded_item(head(client, page, "hant"))
        assert (item["creator"], item["language"]) == ("廣安區政協", "zh-Hant")


@pytest.mark.parametrize("page", PAGES)
def test_values_are_text_and_nothing_else(client: FlaskClient, page: str) -> None:
    found = head(client, page, "hostile")
    for item in (embedded_item(found), coins_item(found)):
        assert (item["title"], item["publisher"], item["creator"]) == (HOSTILE, HOSTILE, "<b>&\"'政协")
        assert item["url"] == f"{ORIGINAL}#\"'<b>"
    assert all(found.scripts)
    assert f"{ORIGINAL}#\"'<b>" in found.links


def test_other_pages_have_no_metadata_of_a_report(client: FlaskClient) -> None:
    for address in ("/", "/?q=提案", "/reports", "/help"):
        found = head(client, address, "")
        assert not found.coins
        assert not any(name.startswith(("citation_", "DC.")) for name in found.metas)


@pytest.mark.parametrize(
    ("style", "mimetype", "file"),
    [
        ("gbt7714", "text/plain", None),
        ("gbt7714-2025", "text/plain", None),
        ("bibtex", "application/x-bibtex", "full-p2.bib"),
        ("ris", "application/x-research-info-systems", "full-p2.ris"),
    ],
)
def test_each_style_is_to_be_had(client: FlaskClient, style: str, mimetype: str, file: str | None) -> None:
    answer = client.get(f"/reports/full/cite/1?style={style}")
    assert (answer.status_code, answer.content_type) == (200, f"{mimetype}; charset=utf-8")
    assert (f"filename={file}" in answer.headers.get("Content-Disposition", "")) == (file is not None)
    text = answer.get_data(as_text=True)
    assert ORIGINAL in text
    assert "localhost/reports/full/t/" in text
    asked = client.get("/api/cite", query_string={"report": "full", "paragraph": 1, "style": style}).get_json()
    assert list(asked["citations"]) == [style]
    assert asked["citations"][style].strip() == text.strip()


def test_files_are_read_by_readers(client: FlaskClient) -> None:
    data = client.get("/reports/full/cite/1?style=ris").data
    assert data.count(b"\r\n") == data.count(b"\n")
    assert data.endswith(b"ER  - \r\n")
    (record,) = rispy.loads(data.decode())
    assert (record["urls"], record["authors"]) == ([ORIGINAL], ["广安区政协"])
    (entry,) = parse_string(client.get("/reports/full/cite/1?style=bibtex").get_data(as_text=True)).entries
    assert (entry["url"], entry.key) == (ORIGINAL, "full-p2")


def test_a_file_s_name_is_ascii(client: FlaskClient) -> None:
    answer = client.get("/reports/广安/报告/cite/1?style=ris")
    named = answer.headers["Content-Disposition"].removeprefix("attachment; filename=")
    assert named.startswith("guanganbaogao.")
    assert named.endswith("-p2.ris")


def test_the_page_offers_every_style(client: FlaskClient) -> None:
    page = client.get("/reports/full/cite/1").get_data(as_text=True)
    for name in ("quotation", "gbt7714-2025", "gbt7714", "bibtex", "ris", "link"):
        assert page.count(f'data-from="{name}"') == page.count(f'id="{name}"') == 1
    assert "[EB/OL]. （2024-01-25）[" in page
    assert "[EB/OL]. (2024-01-25)[" in page
    links = [link for link in Head(page).links if "style=" in link]
    assert [parse_qs(urlsplit(link).query)["style"] for link in links] == [["bibtex"], ["ris"]]
    assert all(client.get(link).status_code == 200 for link in links)
    assert "原文网址不详" in client.get("/reports/bare/cite/1").get_data(as_text=True)
    assert "原文网址不详" not in page


def test_answers_tell_the_original(client: FlaskClient) -> None:
    hits = {each["report"]: each for each in client.get("/api/search?q=提案").get_json()["hits"]}
    assert (hits["full"]["source"], hits["full"]["original"]) == ("影响四川", ORIGINAL)
    assert (hits["bare"]["source"], hits["bare"]["original"]) == (None, None)
    assert json.loads(client.get("/api/reports/full").data)["report"]["original"] == ORIGINAL
