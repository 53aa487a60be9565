"""The interface's language and the texts' script: what is chosen, how it is kept, and that nothing is left out."""

import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from spoken_commands import said_in_help
from web_client import Page, get, opened

from index import index_paths
from index.analysis import fold
from index.doubts import DOUBTS, PLACEHOLDERS
from index.facets import FACETS
from index.freshness import STALE
from index.library import STEP_LABELS
from index.script import language, simplified, traditional
from web.shown.script import SCRIPTS, Script, shown

WEB = Path(__file__).parent.parent / "web"
XIANYANG = "004_86cd2f42baa246a3"
GUANGAN = "000_2a84bc86b806ce1d"
PLACEHOLDER = re.compile(r"%\(\w+\)s|\{\w+\}|</?\w+>")


@pytest.fixture
def client(seed_index: Path) -> Iterator[FlaskClient]:
    with opened(seed_index) as client:
        yield client


def messages() -> set[str]:
    """All that is translated in the templates and the code; of what is counted, the singular.

    The library page also says in the index's own words what has changed since it was made, what is in doubt and what
    cleaning did.
    """
    found = extract_from_dir(
        str(WEB),
        [("**.py", "python"), ("**/templates/**.html", "jinja2")],
        options_map={"**/templates/**.html": {"newstyle_gettext": "true"}},
        keywords={"_": None, "gettext": None, "N_": None, "ngettext": (1, 2)},
    )
    return {text if isinstance(text, str) else text[0] for _, _, text, _, _ in found} | {
        *said_in_help("web"),
        *STALE.values(),
        *DOUBTS.values(),
        *PLACEHOLDERS.values(),
        *STEP_LABELS.values(),
        *(facet.label for facet in FACETS),
    }


def of_index() -> set[str]:
    """What the index's own catalogue translates."""
    found = read_po(BytesIO((WEB.parent / "index/translations/en.po").read_bytes()), locale="en")
    return {singular(each.id) for each in found if each.id}


def english() -> Catalog:
    return read_po(BytesIO((WEB / "translations/en.po").read_bytes()), locale="en")


def singular(message: str | tuple[str, ...] | list[str]) -> str:
    return message if isinstance(message, str) else message[0]


def test_every_message_has_english_and_none_is_left_over() -> None:
    translated = {singular(each.id) for each in english() if each.id and all(each.string or [""])}
    assert messages() - translated - of_index() == set()
    assert translated - messages() == set()


def test_translations_have_the_same_placeholders() -> None:
    for each in english():
        strings = [each.string] if isinstance(each.string, str) else each.string or ()
        for string in strings if each.id else ():
            assert sorted(PLACEHOLDER.findall(string)) == sorted(PLACEHOLDER.findall(singular(each.id))), each.id


def test_the_compiled_catalogue_is_what_the_written_one_says() -> None:
    """After a change: `.venv/bin/pybabel compile -i web/translations/en.po -o web/translations/en.mo -l en`."""
    compiled = read_mo(BytesIO((WEB / "translations/en.mo").read_bytes()))
    said = [{singular(each.id): list(each.string or ()) for each in all_ if each.id} for all_ in (compiled, english())]
    assert said[0] == said[1]


@pytest.mark.parametrize(
    ("ui", "library", "found"),
    [("zh-Hans", "报告库", "份报告中找到"), ("zh-Hant", "報告庫", "份報告中找到"), ("en", "Library", "paragraphs,")],
)
def test_pages_speak_three_languages(client: FlaskClient, ui: str, library: str, found: str) -> None:
    client.set_cookie("ui", ui)
    text, page = get(client, "/", q="提案")
    assert ("html", {"lang": ui}) in page.elements
    assert found in re.sub("<[^>]+>", "", text)
    assert page.link(library).startswith("/reports?q=")
    pressed = [each["value"] for tag, each in page.elements if tag == "button" and each.get("aria-pressed") == "true"]
    assert pressed == [ui, "original"]


def test_what_is_amiss_in_a_hit_is_said_in_the_readers_language(tmp_path: Path) -> None:
    (tmp_path / "r.txt").write_text(
        "某市政协2023年工作报告\n2024-01-20 来源:某市政协\n全年收到提案\ufffd\ufffd件。\n", "utf-8"
    )
    index_paths([tmp_path], tmp_path / "index")
    with opened(tmp_path / "index") as client:
        assert "本段有缺损" in get(client, "/", q="提案")[0]
        client.set_cookie("ui", "en")
        english = get(client, "/", q="提案")[0]
    assert "This paragraph is damaged" in english
    assert "本段有缺损" not in english


def test_english_counts_one_thing_as_one(client: FlaskClient) -> None:
    client.set_cookie("ui", "en")
    said = re.sub("<[^>]+>", "", get(client, "/", q="提案", body="广安区政协")[0])
    assert re.search(r"\b1 report, 1 body\b", said)


@pytest.mark.parametrize(
    ("accepted", "expected"),
    [
        ("", "zh-Hans"),
        ("zh-CN,zh;q=0.9", "zh-Hans"),
        ("zh-TW,zh;q=0.9,en;q=0.8", "zh-Hant"),
        ("en;q=0.9,zh-HK;q=0.8", "zh-Hant"),
        ("zh-CN,zh-TW;q=0.5", "zh-Hans"),
        ("en-US,en", "zh-Hans"),
        ("x" * 2_000, "zh-Hans"),
        ("zh-TW;q=0,zh-CN;q=0.1", "zh-Hans"),
    ],
)
def test_browser_decides_the_script_and_english_is_only_chosen(
    client: FlaskClient, accepted: str, expected: str
) -> None:
    response = client.get("/", headers={"Accept-Language": accepted})
    assert ("html", {"lang": expected}) in Page(response.text).elements
    assert {"Cookie", "Accept-Language"} <= set(response.headers["Vary"].split(", "))


def test_a_cookie_that_says_nothing_known_changes_nothing(client: FlaskClient) -> None:
    client.set_cookie("ui", "<b>")
    client.set_cookie("script", "../x")
    text, page = get(client, "/", q="提案")
    assert ("html", {"lang": "zh-Hans"}) in page.elements
    assert "份报告" in text


def test_settings_are_kept_and_lead_back(client: FlaskClient) -> None:
    response = client.post("/settings", data={"ui": "zh-Hant", "next": "/?q=提案&page=2"})
    assert (response.status_code, response.location) == (303, "/?q=%E6%8F%90%E6%A1%88&page=2")
    cookie = response.headers["Set-Cookie"]
    assert "ui=zh-Hant" in cookie
    assert "SameSite=Lax" in cookie
    client.post("/settings", data={"script": "zh-Hans", "next": "/"})
    text, page = get(client, f"/reports/{XIANYANG}")
    assert ("html", {"lang": "zh-Hant"}) in page.elements
    assert "咸阳市政协" in text


def test_going_back_leaves_an_address_own_script_behind(client: FlaskClient) -> None:
    response = client.post("/settings", data={"script": "zh-Hans", "next": "/?q=a&script=zh-Hant"})
    assert response.location == "/?q=a"


@pytest.mark.parametrize("address", ["//evil.test/", "https://evil.test/", "/\\evil.test", "javascript:x", "", "/\n/x"])
def test_settings_never_lead_elsewhere(client: FlaskClient, address: str) -> None:
    response = client.post("/settings", data={"ui": "en", "next": address})
    assert (response.status_code, response.location) == (303, "/")


@pytest.mark.parametrize(
    "headers", [{"Origin": "https://evil.test"}, {"Origin": "null"}, {"Sec-Fetch-Site": "cross-site"}]
)
def test_other_sites_cannot_change_settings(client: FlaskClient, headers: dict[str, str]) -> None:
    response = client.post("/settings", data={"ui": "en", "next": "/"}, headers=headers)
    assert response.status_code == 403
    assert "Set-Cookie" not in response.headers
    assert "别的网站" in response.text


def test_settings_refuse_what_there_is_not(client: FlaskClient) -> None:
    assert client.post("/settings", data={"ui": "fr"}).status_code == 400
    assert client.post("/settings", data={"script": "latin"}).status_code == 400
    assert client.get("/settings").status_code == 405


def test_looking_never_sets_a_cookie(client: FlaskClient) -> None:
    for address in ("/", "/?q=提案&script=zh-Hant", "/reports", "/help", f"/reports/{GUANGAN}"):
        assert "Set-Cookie" not in client.get(address).headers


def test_marks_stay_right_in_every_script(client: FlaskClient) -> None:
    pages = {script: get(client, "/", q="协商 监督", script=script)[1] for script in SCRIPTS}
    assert len({len(page.marks) for page in pages.values()}) == 1
    assert set(pages["zh-Hans"].marks) <= {"协商", "监督", "协商监督"}
    assert set(pages["zh-Hant"].marks) <= {"協商", "監督", "協商監督"}
    for script in ("zh-Hans", "zh-Hant"):
        snippets = [each["lang"] for _, each in pages[script].elements if each.get("class") == "snippet"]
        assert set(snippets) == {script}


def test_an_address_script_wins_and_goes_along(client: FlaskClient) -> None:
    client.set_cookie("script", "zh-Hans")
    _, page = get(client, "/", q="协商", script="zh-Hant", limit="3")
    assert "協商" in page.marks
    for address in (page.link("下一页"), page.link("日期"), page.hits()[0]):
        assert "script=zh-Hant" in address
    _, report = get(client, page.hits()[0])
    assert set(report.marks) == {"協商"}
    assert "没有这种字形" in get(client, "/", 400, q="协商", script="latin")[0]


def test_the_api_speaks_one_language(client: FlaskClient) -> None:
    client.set_cookie("ui", "en")
    client.set_cookie("script", "zh-Hant")
    answer = client.get("/api/search", query_string={"q": "("}).get_json()
    assert "括号" in answer["error"]["message"]
    hits = client.get("/api/search", query_string={"q": "协商", "body": "广安区政协"}).get_json()["hits"]
    assert "协商" in hits[0]["text"]


def test_words_are_made_traditional_as_words() -> None:
    assert traditional("服务大局促发展") == "服務大局促發展"
    assert traditional("理解为皇后和后勤干部") == "理解為皇后和後勤幹部"
    assert simplified("咸陽市政協") == "咸阳市政协"


def test_what_is_traditional_already_stays_as_it_is() -> None:
    assert shown("咸陽市政協", (), "zh-Hant")[0] == "咸陽市政協"
    assert language("咸陽市政協") == "zh-Hant"


CHINESE = st.text("协商協商提案乾干幹后後里裏裡著着发發髮面麵台臺，。 aé\x1f\u200b😀", max_size=60)


@given(
    text=CHINESE | st.text(max_size=30), cuts=st.lists(st.integers(0, 60), max_size=8), script=st.sampled_from(SCRIPTS)
)
def test_spans_cover_what_they_covered_in_any_script(text: str, cuts: list[int], script: Script) -> None:
    edges = sorted({min(cut, len(text)) for cut in cuts})
    spans = [(start, end) for start, end in zip(edges[::2], edges[1::2], strict=False) if start < end]
    converted, moved = shown(text, spans, script)
    assert len(moved) == len(spans)
    assert [fold(converted[start:end]) for start, end in moved] == [fold(text[start:end]) for start, end in spans]
    if script == "original":
        assert converted == text


def test_nothing_behind_a_character_of_control_is_lost() -> None:
    assert shown("国\0家\x1f后台\0", (), "zh-Hant")[0] == "國\0家\x1f後臺\0"


@pytest.mark.parametrize(
    "address", ["http://[", "http://[::1", "//[", "http://a]b/", "http://\u2100.example/", "", "?"]
)
def test_what_a_browser_could_not_have_sent_is_no_fault(address: str, client: FlaskClient) -> None:
    sent = address.encode().decode("latin-1")
    back = client.post("/settings", data={"ui": "en"}, headers={"Referer": sent})
    assert (back.status_code, back.location) == (303, "/")
    assert client.post("/settings", data={"ui": "en"}, headers={"Origin": sent}).status_code == 403
    assert client.post("/settings", data={"ui": "en", "next": f"/{address}"}).status_code == 303
