"""The basket on the server: the list of clippings that a form asks for, their files, and the bounds of both."""

from collections.abc import Iterator
from io import BytesIO
from urllib.parse import unquote

import pytest
from docx import Document
from flask.testing import FlaskClient
from reports import line, write_lines
from web_client import Page, get, opened

from index import index_paths
from search.export.clippings import MAX_CLIPPINGS, MAX_REMARK
from search.permalink import paragraph_keys
from web.asked.clippings import MAX_BODY
from web.pages.basket import LONGEST_SHOWN, MIMETYPES

SCRIPT = "<script>alert(1)</script>\"'&"
FULL = ["服务大局", "全年提案134件。", "长" * (LONGEST_SHOWN + 1)]
KINDS = ["docx", "md", "ris", "bib"]


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    folder = tmp_path_factory.mktemp("basket")
    lines = [
        line("full", FULL, title="服务大局", body="乙区政协", year=2022, date="2023-01-25"),
        line("广安/报告", ["圍繞中心", "協商"], title="圍繞中心", body="丁区政协"),
        line("hostile", [SCRIPT], title=SCRIPT, body=SCRIPT),
    ]
    index_paths([write_lines(folder / "r.jsonl", *lines)], folder / "index")
    with opened(folder / "index") as client:
        yield client


def name(report: str, texts: list[str], number: int) -> str:
    return f"{report}/t/{paragraph_keys(texts)[number]}"


SECOND = name("full", FULL, 1)
LONG = name("full", FULL, 2)
HANT = name("广安/报告", ["圍繞中心", "協商"], 1)
HOSTILE = name("hostile", [SCRIPT], 0)
LOST, GONE = f"full/t/{'0' * 12}", f"没有/t/{'0' * 12}-2"


def posted(client: FlaskClient, *names: str, status: int = 200, address: str = "/basket", **more: object) -> str:
    response = client.post(address, data={"p": list(names), **more})
    assert response.status_code == status, response.text
    return response.text


def items(text: str) -> list[dict[str, str]]:
    return [attributes for tag, attributes in Page(text).elements if tag == "li"]


def test_the_page_is_a_frame_for_scripts_and_says_so(client: FlaskClient) -> None:
    text, page = get(client, "/basket")
    assert "<noscript>" in text
    assert "请打开 JavaScript" in text
    assert [each.get("aria-current") for each in page.links if each["href"] == "/basket"] == ["page"]
    assert "Set-Cookie" not in client.get("/basket").headers


def test_every_page_links_to_it(client: FlaskClient) -> None:
    for address in ("/", "/?q=提案", "/kwic", "/reports", "/reports/full", "/help"):
        assert get(client, address)[1].link("摘录") == "/basket"


def test_paragraphs_are_told_by_name_where_they_are_shown(client: FlaskClient) -> None:
    for address in ("/?q=提案", "/?q=提案&group=report", "/kwic?q=提案", "/reports/full/cite/1"):
        text, page = get(client, address)
        assert [each["data-clip"] for _, each in page.elements if "data-clip" in each] == [SECOND], address
        assert "<button" not in text.partition("data-clip")[2].partition("</li>")[0].partition("</p>")[0]
    report = get(client, "/reports/full")[1]
    assert [each["data-report"] for _, each in report.elements if "data-report" in each] == ["full"]
    assert f"/reports/{SECOND}" in [each["href"] for each in report.links]


def test_the_list_has_the_present_texts_in_the_order_asked(client: FlaskClient) -> None:
    text = posted(client, SECOND, GONE, LONG, HANT, LOST)
    assert [each["data-name"] for each in items(text)] == [SECOND, GONE, LONG, HANT, LOST]
    ranked = sorted(items(text), key=lambda each: int(each["data-rank"]))
    assert [each["data-name"] for each in ranked[:3]] == [HANT, SECOND, LONG]
    assert [each.get("class") for each in items(text)] == [None, "gone", None, None, "gone"]
    assert "全年提案134件。" in text
    assert "长" * LONGEST_SHOWN + "…" in text
    assert "长" * (LONGEST_SHOWN + 1) not in text
    assert f"<code>{GONE}</code>" in text
    links = [unquote(each["href"]) for each in Page(text).links]
    assert links == [
        f"/reports/{SECOND}", "/reports/full/cite/1", f"/reports/{LONG}", "/reports/full/cite/2",
        f"/reports/{HANT}", "/reports/广安/报告/cite/1", "/reports/full",
    ]  # fmt: skip


def test_the_list_is_in_the_reader_s_script_and_language(client: FlaskClient) -> None:
    client.set_cookie("script", "zh-Hans")
    client.set_cookie("ui", "en")
    try:
        text = posted(client, HANT)
    finally:
        client.delete_cookie("script")
        client.delete_cookie("ui")
    assert "围绕中心" in text
    assert "Remove" in text
    exported = posted(client, HANT, address="/basket/export.md")
    assert "協商" in exported


def test_texts_and_titles_are_no_markup(client: FlaskClient) -> None:
    for text in (posted(client, HOSTILE), posted(client, f"<script>/t/{'0' * 12}")):
        assert "<script" not in text
    made = Document(BytesIO(client.post("/basket/export.docx", data={"p": HOSTILE}).data))
    assert f"{SCRIPT}[1]" in [each.text for each in made.paragraphs]


@pytest.mark.parametrize("kind", KINDS)
def test_files(client: FlaskClient, kind: str) -> None:
    response = client.post(f"/basket/export.{kind}", data={"p": [HANT, SECOND, GONE], "remark": ["", "开头\x0b用", ""]})
    assert response.status_code == 200
    disposition = response.headers["Content-Disposition"]
    assert disposition.startswith("attachment; filename=zhengsou-")
    assert "政搜-摘录-" in unquote(disposition)
    assert disposition.endswith(f".{kind}")
    assert response.headers["Cache-Control"] == "no-store"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert "Set-Cookie" not in response.headers
    if kind == "docx":
        text = "\n".join(each.text for each in Document(BytesIO(response.data)).paragraphs)
        assert response.content_type == MIMETYPES["docx"]
    else:
        text = response.text
        assert response.mimetype_params == {"charset": "utf-8"}
    assert "全年提案134件。" in text
    assert "批注：开头" in text
    assert ("没有导出" in text) == (kind != "ris")
    assert "http://localhost/reports/" in text


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({}, "没有摘录"),
        ({"p": ""}, "参数 p 不对"),
        ({"p": "full"}, "参数 p 不对"),
        ({"p": "full/t/xyz"}, "参数 p 不对"),
        ({"p": f"full/t/{'A' * 12}"}, "参数 p 不对"),
        ({"p": f"full/t/{'0' * 12}-0"}, "参数 p 不对"),
        ({"p": f"/t/{'0' * 12}"}, "参数 p 不对"),
        ({"p": f"{'a' * 201}/t/{'0' * 12}"}, "参数 p 不对"),
        ({"p": "x\r\n<script>\x00/t/"}, "参数 p 不对：x &lt;script&gt;/t/"),
        ({"p": [SECOND] * (MAX_CLIPPINGS + 1)}, "摘录太多：501 段"),
        ({"p": [SECOND, HANT], "remark": "一"}, "参数 remark 不对"),
        ({"p": SECOND, "remark": "批" * (MAX_REMARK + 1)}, "批注太长：501 字"),
    ],
)
@pytest.mark.parametrize("address", ["/basket", "/basket/export.docx"])
def test_what_is_out_of_bounds_is_refused_in_one_line(
    client: FlaskClient, form: dict[str, str | list[str]], said: str, address: str
) -> None:
    response = client.post(address, data=form)
    assert response.status_code == 400
    heading = response.text.partition("<h1>")[2].partition("</h1>")[0]
    assert heading.startswith(said)
    assert "\n" not in heading


def test_as_many_as_may_be_of_the_longest_are_taken(client: FlaskClient) -> None:
    names = [f"{'机' * 190}{number:03}/t/{number:012x}-999999" for number in range(MAX_CLIPPINGS - 1)]
    remarks = ["批" * MAX_REMARK] * MAX_CLIPPINGS
    text = posted(client, SECOND, *names, address="/basket/export.md", remark=remarks)
    assert text.count("没有导出") == MAX_CLIPPINGS - 1


@pytest.mark.parametrize("address", ["/basket", "/basket/export.md"])
def test_a_form_too_large_is_refused(client: FlaskClient, address: str) -> None:
    response = client.post(address, data=b"p=" + b"a" * MAX_BODY, content_type="application/x-www-form-urlencoded")
    assert response.status_code == 413
    assert "发来的太多" in response.text


def test_other_requests_are_refused(client: FlaskClient) -> None:
    assert client.post("/basket/export.exe", data={"p": SECOND}).status_code == 404
    response = client.get("/basket/export.docx")
    assert (response.status_code, "请用网页上的按钮" in response.text) == (405, True)
    assert client.post("/basket", json={"p": [SECOND]}).status_code == 400
    assert client.post("/basket/export.bib", data={"p": [GONE, LOST]}).status_code == 400
