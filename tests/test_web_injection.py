"""Two hundred attacks in texts, titles, names, files and parameters come out as text, in a real browser."""

import json
from collections.abc import Iterator
from html import escape
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode

import pytest
from flask.testing import FlaskClient
from reports import line, write_lines
from web_client import opened
from web_site import served

from index import index_paths

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

CALLS = ("hit()", "hit``", "top.hit()", "window['hit']()")
TAGS = (
    "<script>{}</script>",
    "<ScRiPt>{}</sCrIpT>",
    "<script src=data:text/javascript,{}></script>",
    "<img src=x onerror={}>",
    '<img src=x onerror="{}">',
    "<svg onload={}>",
    "<svg><script>{}</script></svg>",
    "<svg><animate onbegin={} attributeName=x dur=1s>",
    '<svg><a xlink:href="javascript:{}"><text>x</text></a></svg>',
    "<body onload={}>",
    '<iframe src="javascript:{}"></iframe>',
    '<iframe srcdoc="<script>{}</script>"></iframe>',
    '<object data="data:text/html,<script>{}</script>"></object>',
    '<embed src="javascript:{}">',
    '<a href="javascript:{}">x</a>',
    '<form action="javascript:{}"><input type=submit></form>',
    "<input autofocus onfocus={}>",
    "<details open ontoggle={}>",
    "<video><source onerror={}></video>",
    "<audio src=x onerror={}>",
    "<marquee onstart={}>",
    "<math><mtext><script>{}</script></mtext></math>",
    "<style>@import 'data:text/css,*{{}}';</style><script>{}</script>",
    '<link rel=stylesheet href="data:text/css,x" onload={}>',
    '<meta http-equiv=refresh content="0;url=javascript:{}">',
    '<base href="javascript:{}//">',
    "<template><script>{}</script></template>",
    '<noscript><p title="</noscript><img src=x onerror={}>">',
    "<!--><script>{}</script>-->",
    "]]><script>{}</script>",
)
BREAKS = (
    "{}",
    '">{}',
    "'>{}",
    "</title>{}",
    "</textarea>{}",
    "</script>{}",
    "--></style>{}",
    '" autofocus onfocus=hit() x="',
    "' onmouseover=hit() x='",
    "` onclick=hit()",
    "{{{{7*7}}}}{{% print 1 %}}${{hit()}}#{{hit()}}",
    "javascript:hit()",
    "data:text/html,<script>hit()</script>",
    "&lt;script&gt;hit()&lt;/script&gt;",
    "&#60;script&#62;hit()&#60;/script&#62;",
    "%3Cscript%3Ehit()%3C/script%3E",
    "\\u003cscript\\u003ehit()\\u003c/script\\u003e",
    "＜script＞hit()＜/script＞",
    "<\u2028script>hit()</script>",
    "\u202e<script>hit()</script>",
)


def attacks() -> list[str]:
    """Each element with each call, what needs no element, and ways to break out of an attribute or an element."""
    alone = [tag.format(call) for tag, call in product(TAGS, CALLS)]
    wrapped = dict.fromkeys(way.format(tag.format("hit()")) for way in BREAKS for tag in TAGS)
    bare = [way.format("") for way in BREAKS if way.format("a") == way.format("b")]
    rest = [each for each in wrapped if each not in alone and each not in bare]
    missing = 200 - len(alone) - len(bare)
    return alone + bare + [rest[at * len(rest) // missing] for at in range(missing)]


ATTACKS = attacks()
WORD = "提案"
PER_REPORT = 20


def test_there_are_two_hundred() -> None:
    assert len(set(ATTACKS)) == 200


def identifier(number: int) -> str:
    return f'a{number}"><img src=x onerror=hit()>'


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index whose texts, titles, bodies, sources, headings and report names are all attacks."""
    folder = tmp_path_factory.mktemp("hostile")
    reports: list[dict[str, Any]] = []
    for number, start in enumerate(range(0, len(ATTACKS), PER_REPORT)):
        texts = [f"{WORD}{each}{WORD}" for each in ATTACKS[start : start + PER_REPORT]]
        first = ATTACKS[start]
        fields = {"title": f"{first}{WORD}", "body": f"{first}政协", "source": first, "date": "2024-01-01"}
        reports.append(line(identifier(number), texts, year=2010 + number, **fields))
    write_lines(folder / "hostile<img src=x onerror=hit()>.jsonl", *reports)
    page = "\n".join(
        [f"{ATTACKS[3]}某区政协2023年工作报告", "2024-01-20", f"一、{ATTACKS[0]}", f"{WORD}{ATTACKS[4]}。"]
    )
    (folder / "saved'><img src=x onerror=hit()>.txt").write_text(page, "utf-8")
    index_paths([folder], folder / "index")
    return folder / "index"


@pytest.fixture(scope="module")
def site(hostile: Path) -> Iterator[str]:
    with served(hostile) as address:
        yield address


@pytest.fixture
def page(chromium: "Browser") -> Iterator["Page"]:
    """A page that notes every call of hit(), every dialog, and every time the browser refused what a text asked for."""
    context = chromium.new_context(bypass_csp=True, accept_downloads=False)
    context.add_init_script("window.hits = 0; window.hit = () => { window.hits += 1; return ''; };")
    opened_page = context.new_page()
    opened_page.on("dialog", lambda dialog: dialog.dismiss())
    yield opened_page
    context.close()


def assert_only_text(page: "Page") -> None:
    """Nothing ran, and nothing became an element, although the browser was told to ignore the page's policy."""
    assert page.evaluate("window.hits") == 0
    assert page.evaluate(FOREIGN) == []


FOREIGN = """
() => [...document.querySelectorAll('*')].filter((element) =>
  [...element.attributes].some((attribute) => attribute.name.startsWith('on')
    || /^\\s*(javascript|data):/i.test(attribute.value) && ['href', 'src', 'action', 'data'].includes(attribute.name))
  || ['IFRAME', 'OBJECT', 'EMBED', 'IMG', 'VIDEO', 'AUDIO', 'MARQUEE', 'STYLE', 'BASE', 'MATH', 'TEMPLATE', 'animate']
    .includes(element.tagName)
  || (element.tagName === 'SCRIPT' && !element.src.startsWith(location.origin + '/static/')),
).map((element) => element.outerHTML.slice(0, 200))
"""


@pytest.mark.parametrize("start", range(0, 200, PER_REPORT))
def test_texts_titles_and_names(page: "Page", site: str, start: int) -> None:
    number = start // PER_REPORT
    name, body = quote(identifier(number)), quote(f"{ATTACKS[start]}政协")
    shown: set[str] = set()
    for address in (
        f"/?q={quote(WORD)}&body={body}&limit=200",
        f"/?q={quote(WORD)}&body={body}&group=report",
        f"/kwic?q={quote(WORD)}&body={body}",
        f"/compare?q={quote(WORD)}&by=body_year&body={body}",
        f"/reports?body={body}",
        f"/reports/{name}?q={quote(WORD)}",
        f"/reports/{name}/cite/0",
        f"/compare/reports?left={name}&right={quote(identifier((number + 1) % (200 // PER_REPORT)))}&q={quote(WORD)}",
        f"/compare/reports?left={name}&find={body}",
    ):
        page.goto(site + address)
        assert_only_text(page)
        shown.add(page.locator("main").inner_text())
    # The whole text of each is there to be read.
    report = page.goto(f"{site}/reports/{name}")
    assert report
    text = page.locator("main").inner_text()
    for attack in ATTACKS[start : start + PER_REPORT]:
        assert " ".join(attack.split()) in " ".join(text.split()), attack


def test_a_saved_page_and_the_library(page: "Page", site: str) -> None:
    for address in ("/", "/reports", f"/?q={quote(WORD)}&year=2023", "/compare?q=提案&by=body"):
        page.goto(site + address)
        assert_only_text(page)


@pytest.mark.parametrize("start", range(0, 200, 50))
def test_queries(page: "Page", site: str, start: int) -> None:
    for attack in ATTACKS[start : start + 50]:
        page.goto(f"{site}/?{urlencode({'q': attack})}")
        assert_only_text(page)
        assert page.locator("#q").input_value() == page.evaluate("(text) => text.replace(/[\\n\\r]/g, '')", attack)


PARAMETERS = [
    (
        "/",
        ("q", "within", "body", "year", "kind", "report", "sort", "group", "limit", "page", "exact_script", "script"),
    ),
    ("/kwic", ("q", "body", "year", "kind", "report", "sort", "width", "limit", "page")),
    ("/compare", ("q", "body", "year", "kind", "report", "by", "measure", "order", "series", "synonyms")),
    ("/compare.svg", ("q", "body", "year", "report", "by", "order", "series", "section")),
    ("/compare/reports", ("q", "left", "right", "find", "page", "script")),
    ("/reports", ("body", "page", "view", "all", "sort")),
    ("/study/history.svg", ("q", "body", "year", "report", "picture")),
    ("/study/keyness.svg", ("q", "against", "part", "sort", "body", "picture")),
    ("/study/places.svg", ("q", "body", "year", "limit", "picture")),
    ("/study/matrix.svg", ("q", "terms", "by", "measure", "body", "picture")),
    ("/reports/saved", ("q", "exact_script", "view", "script")),
    ("/reports/saved/cite/0", ("shown", "script")),
    ("/help", ("q", "ui", "script")),
    ("/feed", ("q", "since", "body")),
    ("/export/csv", ("q", "body", "sort", "columns")),
    ("/api/kwic.csv", ("q", "body", "sort", "width")),
    ("/api/trend.txt", ("q", "body", "by")),
    ("/opensearch/suggestions", ("q", "limit")),
    ("/nothing", ("q",)),
]


@pytest.fixture(scope="module")
def client(hostile: Path) -> Iterator[FlaskClient]:
    with opened(hostile) as client:
        yield client


@pytest.mark.parametrize("stride", [20, pytest.param(5, marks=pytest.mark.slow)])
@pytest.mark.parametrize(("address", "names"), PARAMETERS, ids=[address for address, _ in PARAMETERS])
def test_parameters(client: FlaskClient, address: str, names: tuple[str, ...], stride: int) -> None:
    """In every parameter: an answer that is no fault, and in which no tag of the attack stands as it was sent."""
    for name, attack in product(names, ATTACKS[::stride]):
        plain = {"q": WORD} if name != "q" and address not in ("/reports", "/help") else {}
        response = client.get(address, query_string=plain | {name: attack})
        assert response.status_code in (200, 400, 404), (name, attack, response.status_code)
        if response.mimetype == "text/html" and "<" in attack:
            assert attack not in response.text, (name, attack)


def test_parameters_in_a_browser(page: "Page", site: str) -> None:
    for (address, names), attack in product(PARAMETERS[:6], ('"><img src=x onerror=hit()>', "'-hit()-'")):
        for name in names:
            plain = {"q": WORD} if name != "q" else {}
            page.goto(f"{site}{address}?{urlencode(plain | {name: attack})}")
            assert_only_text(page)


def test_paths(page: "Page", site: str) -> None:
    for attack in ATTACKS[::20]:
        for place in (f"/{quote(attack)}", f"/reports/{quote(attack)}", f"/reports/{quote(attack)}/t/{quote(attack)}"):
            page.goto(site + place)
            assert_only_text(page)


def test_other_formats_say_what_they_are(client: FlaskClient) -> None:
    for address, mimetype in (
        ("/api/search", "application/json"),
        ("/feed", "application/atom+xml"),
        ("/export/csv", "text/csv"),
        ("/export/json", "application/json"),
        ("/export/txt", "text/plain"),
        ("/api/kwic.csv", "text/csv"),
        ("/api/trend.csv", "text/csv"),
        ("/opensearch/suggestions", "application/x-suggestions+json"),
    ):
        response = client.get(address, query_string={"q": WORD}, buffered=True)
        assert (response.status_code, response.mimetype) == (200, mimetype)
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        assert "script-src" in response.headers["Content-Security-Policy"] or (
            "default-src 'self'" in response.headers["Content-Security-Policy"]
        )
    feed = client.get("/feed", query_string={"q": WORD}).text
    assert escape(ATTACKS[0], quote=False) in feed
    assert ATTACKS[0] not in feed


def test_the_check_can_fail(page: "Page", site: str) -> None:
    page.goto(site)
    page.evaluate(f"document.querySelector('main').innerHTML = {json.dumps(TAGS[3].format('hit()'))}")
    page.wait_for_function("window.hits > 0")
    assert page.evaluate(FOREIGN)
