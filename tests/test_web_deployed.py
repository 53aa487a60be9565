"""The samples of docs/deploy with their programs: the site under /search behind nginx and Caddy, systemd's units."""

import gzip
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from proxies import NAME, SAMPLES, Proxy, caddy, free_port, nginx, plain_request, sample
from site_crawl import Fetched, crawl, under
from tls_proxy import Certificate, make_certificate
from web_process import Running, serving

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.slow
SITE = f"https://{NAME}"
USERS = "myName:$2y$05$c4WoMPo3SXsafkva.HHa6uXQZWr7oboPiC2bT/r7q1BB8I2s0BRqC\n"
"""Whose password is myPassword."""
HIS = {"Authorization": "Basic bXlOYW1lOm15UGFzc3dvcmQ="}


@pytest.fixture(scope="module")
def server(seed_index: Path) -> Iterator[Running]:
    names = ("--trusted-host", NAME, "--trusted-host", "localhost")
    with serving(seed_index, "--base-path", "/search", "--trusted-proxy", "1", *names) as server:
        yield server


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Certificate:
    return make_certificate(tmp_path_factory.mktemp("tls"), "site", f"DNS:{NAME},DNS:localhost")


@pytest.fixture(scope="module")
def front(server: Running, certificate: Certificate, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Proxy]:
    with nginx(tmp_path_factory.mktemp("nginx"), server.port, certificate) as proxy:
        yield proxy


def crawled(proxy: Proxy, most: int = 400) -> None:
    def fetch(address: str) -> Fetched:
        answer, body = proxy.request("GET", address, **{"Accept-Encoding": "gzip"})
        if answer.headers["Content-Encoding"] == "gzip":
            body = gzip.decompress(body)
        return Fetched(answer.status, answer.headers.get_content_type(), body, answer.headers["Location"] or "")

    seen = crawl(fetch, SITE, "/search", starts=under("/search"), most=most)

    assert seen.outside == []
    assert seen.bad() == {}
    assert len(seen.answers) >= min(most, 100)


def checked_alike(proxy: Proxy) -> None:
    """What holds behind every proxy."""
    forged = {
        "X-Forwarded-For": "203.0.113.1",
        "X-Forwarded-Host": "evil.example",
        "X-Forwarded-Proto": "http",
        "X-Forwarded-Prefix": "/evil",
        "SCRIPT_NAME": "/evil",
    }
    _, text = proxy.request("GET", "/search/feed", **forged)
    assert b"https://cppcc.example/search/feed" in text
    assert b"evil" not in text
    assert proxy.request("GET", "/search?q=a")[0].headers["Location"].removeprefix(SITE) == "/search/?q=a"
    answer, _ = proxy.request(
        "POST",
        "/search/settings",
        "ui=en&next=/search/reports",
        **{"Content-Type": "application/x-www-form-urlencoded", "Origin": SITE},
    )
    assert (answer.status, answer.headers["Location"]) == (303, "/search/reports")
    assert "Secure" in answer.headers["Set-Cookie"]
    assert "Path=/search" in answer.headers["Set-Cookie"]
    answer, body = proxy.request("GET", "/search/reports/none")
    assert (answer.status, b"/search/static/" in body) == (404, True)
    tagged = proxy.request("GET", "/search/?q=%E6%8F%90%E6%A1%88", **{"Accept-Encoding": "gzip"})[0].headers["ETag"]
    assert proxy.request("GET", "/search/?q=%E6%8F%90%E6%A1%88", **{"If-None-Match": tagged})[0].status == 304


def test_behind_nginx_every_address_keeps_the_prefix(front: Proxy) -> None:
    crawled(front)
    checked_alike(front)


def test_nginx_sends_plain_http_to_tls(front: Proxy) -> None:
    answer = plain_request(front.plain, "/search/?q=a")

    assert (answer.status, answer.headers["Location"]) == (308, f"{SITE}/search/?q=a")


def test_nginx_packs_what_zhengsou_does_not(front: Proxy) -> None:
    page = front.request("GET", "/search/")[1].decode()
    style = re.search(r'href="(/search/static/frame\.[0-9a-f]{12}\.css)"', page)
    assert style
    answer, body = front.request("GET", style[1], **{"Accept-Encoding": "gzip"})
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert gzip.decompress(body).decode() == Path("web/static/frame.css").read_text("utf-8")


@pytest.mark.parametrize("width", [1280, 360])
def test_a_browser_asks_for_nothing_beside_the_prefix(front: Proxy, chromium: "Browser", width: int) -> None:
    context = chromium.new_context(viewport={"width": width, "height": 800}, ignore_https_errors=True)
    site, asked, faults = f"https://localhost:{front.port}", list[str](), list[str]()
    context.on("request", lambda request: asked.append(request.url))
    context.on("response", lambda answer: faults.extend([answer.url] if answer.status >= 400 else []))
    context.on("console", lambda message: faults.extend([message.text] if message.type == "error" else []))
    page = context.new_page()
    page.goto(f"{site}/search/")
    page.fill("#q", "tian")
    page.wait_for_selector("#offers li")
    page.fill("#q", "提案")
    page.press("#q", "Enter")
    page.wait_for_selector("body.results")
    page.locator("button.clip").first.click()
    page.locator("main h2 a").first.click()
    page.wait_for_load_state()
    page.locator('.settings button[name="ui"][value="en"]').click()
    page.wait_for_selector("html[lang=en]")
    page.locator("[data-clippings]").first.click()
    page.wait_for_selector("#basket .clipped li")
    for path in ("compare?q=提案&q=协商", "kwic?q=提案", "reports", "help"):
        page.goto(f"{site}/search/{path}")
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")

    assert faults == []
    assert [address for address in asked if not address.startswith((f"{site}/search/", "data:", "blob:"))] == []
    assert [path for path in front.asked() if not f"{path}/".startswith("/search/")] == []
    assert [each["path"] for each in context.cookies() if each["name"] == "ui"] == ["/search"]
    assert all(each["secure"] for each in context.cookies())
    context.close()


def test_a_password_by_nginx(server: Running, certificate: Certificate, tmp_path: Path) -> None:
    users = tmp_path / "users"
    users.write_text(USERS)
    users.chmod(0o644)
    asked_for = ("    # auth_basic", "    auth_basic"), ("/etc/nginx/zhengsou.users;", f"{users};")
    with nginx(tmp_path, server.port, certificate, *asked_for) as proxy:
        assert proxy.request("GET", "/search/")[0].status == 401
        assert proxy.request("GET", "/search/static/style.css")[0].status == 401
        assert proxy.request("GET", "/search/", **HIS)[0].status == 200


def test_a_password_by_the_site_itself(seed_index: Path, certificate: Certificate, tmp_path: Path) -> None:
    users = tmp_path / "users"
    users.write_text(USERS)
    options = ("--base-path", "/search", "--trusted-proxy", "1", "--auth-file", str(users))
    with serving(seed_index, *options) as server, nginx(tmp_path, server.port, certificate) as proxy:
        answer, _ = proxy.request("GET", "/search/")
        assert (answer.status, answer.headers["WWW-Authenticate"][:5]) == (401, "Basic")
        assert proxy.request("GET", "/search/static/style.css")[0].status == 200
        assert proxy.request("GET", "/search/api/reports", **HIS)[0].status == 200
        assert "不加密" not in server.stop()[2]


def test_behind_caddy_every_address_keeps_the_prefix(server: Running, certificate: Certificate, tmp_path: Path) -> None:
    with caddy(tmp_path, server.port, certificate) as proxy:
        crawled(proxy, most=120)
        checked_alike(proxy)
        assert proxy.request("GET", "/other")[1] == b""


def says_that_it_is_away(proxy: Proxy) -> None:
    for path in ("/search/?q=a", "/search/export/csv?q=a", "/search/api/search?q=a"):
        answer, body = proxy.request("GET", path)
        assert (answer.status, answer.headers["Retry-After"]) == (503, "10")
        assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
        assert answer.headers["Cache-Control"] == "no-store"
        assert "检索服务正在启动或维护" in body.decode()


def test_nginx_says_in_chinese_that_the_site_is_away(certificate: Certificate, tmp_path: Path) -> None:
    with nginx(tmp_path, free_port(), certificate) as proxy:
        says_that_it_is_away(proxy)
        answer, _ = proxy.request("GET", "/search?q=a")
        assert (answer.status, answer.headers["Location"]) == (308, "/search/?q=a")
        assert proxy.request("GET", "/search")[0].headers["Location"] == "/search/"
        assert proxy.request("GET", "/other")[0].status == 404


def colours(text: str) -> list[list[str]]:
    """The colours that style sheets name, by day and by night."""
    return [re.findall(r"--(?:paper|ink|quiet|rule|accent): #[0-9a-f]{6}", each) for each in text.split("@media", 1)]


def test_both_proxies_have_the_same_page_in_the_colours_of_the_site() -> None:
    pages = [re.findall(r'"(<!doctype html>[^"]+)"', sample(name)) for name in ("nginx.conf", "Caddyfile")]
    assert pages[0] == pages[1]
    day, night = colours(pages[0][0])
    sheet = (SAMPLES.parents[1] / "web/static/style.css").read_text("utf-8")
    his_day, his_night = colours(sheet[: sheet.index(":root:lang(en)")])
    assert (day, night) == (his_day, his_night)


@pytest.mark.parametrize("front", [nginx, caddy])
def test_the_page_that_the_site_is_away_fits_and_follows_the_dark(
    certificate: Certificate, tmp_path: Path, chromium: "Browser", front: Callable[..., AbstractContextManager[Proxy]]
) -> None:
    with front(tmp_path, free_port(), certificate) as proxy:
        for scheme, paper in (("light", "rgb(251, 250, 247)"), ("dark", "rgb(25, 24, 22)")):
            page = chromium.new_page(
                viewport={"width": 390, "height": 800},
                ignore_https_errors=True,
                color_scheme=scheme,  # type: ignore[arg-type]
            )
            page.goto(f"https://localhost:{proxy.port}/search/?q=a")
            assert page.evaluate("getComputedStyle(document.body).backgroundColor") == paper
            assert page.evaluate("document.documentElement.scrollWidth") == 390
            again = page.get_by_role("link", name="再试一次")
            assert again.evaluate("link => link.href") == page.url
            page.close()


def test_caddy_says_in_chinese_that_the_site_is_away(certificate: Certificate, tmp_path: Path) -> None:
    with caddy(tmp_path, free_port(), certificate) as proxy:
        says_that_it_is_away(proxy)


def test_the_guides_tell_of_every_sample() -> None:
    for guide in ("deploy.md", "deploy.zh.md"):
        text = (SAMPLES.parent / guide).read_text("utf-8")
        names = {path.name for path in SAMPLES.iterdir()}
        assert {name for name in names if f"(deploy/{name})" not in text and f"docs/deploy/{name}" not in text} == set()
        variables = set(re.findall(r"`(ZHENGSOU_[A-Z_]+)`", text))
        for name in re.findall(r"ZHENGSOU_[A-Z_]+", (SAMPLES / "zhengsou.env").read_text()):
            assert name in variables


UNITS = sorted(path.name for path in SAMPLES.iterdir() if path.suffix in {".service", ".timer", ".path"})
DROP_INS = {"zhengsou-upload.conf": "zhengsou.service.d/upload.conf"}
"""Samples that change a unit, and where they lie beside it."""


@pytest.fixture
def units(tmp_path: Path) -> Path:
    """The units and what changes them, with programs and files that are here in place of those that they name."""
    for name in UNITS:
        runs = "/usr/local/bin/zhengsou-backup" if "backup" in name else "/opt/zhengsou/bin/zhengsou"
        installed = ((runs, "/bin/true"), ("/etc/zhengsou/zhengsou.env", "/dev/null"))
        (tmp_path / name).write_text(sample(name, *(installed if name.endswith(".service") else ())), "utf-8")
    for name, place in DROP_INS.items():
        (tmp_path / place).parent.mkdir(exist_ok=True)
        (tmp_path / place).write_text(sample(name), "utf-8")
    return tmp_path


def analyze(*arguments: str, folder: Path) -> "subprocess.CompletedProcess[str]":
    executable = shutil.which("systemd-analyze")
    if executable is None:
        pytest.skip("no systemd here")
    return subprocess.run([executable, *arguments], cwd=folder, capture_output=True, text=True, timeout=60, check=False)


def test_systemd_finds_no_fault_in_the_units(units: Path) -> None:
    done = analyze("verify", *(f"./{name}" for name in UNITS), folder=units)

    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    wrong = [units / "zhengsou.service", *(units / place for place in DROP_INS.values())]
    for number, path in enumerate(wrong):
        path.write_text(path.read_text() + f"[Service]\nWrong{number}=strict\n")
    said = analyze("verify", "./zhengsou.service", folder=units).stderr
    assert [number for number in range(len(wrong)) if f"Wrong{number}" not in said] == []


def test_a_site_that_takes_files_writes_where_the_indexer_writes_and_reads() -> None:
    site, added, indexer = (
        (SAMPLES / name).read_text("utf-8")
        for name in ("zhengsou.service", "zhengsou-upload.conf", "zhengsou-index.service")
    )
    for line in re.findall(r"(?m)^ReadOnlyPaths=.+$", site):
        assert "\nReadOnlyPaths=\n" in added, line
    places = re.findall(r"(?m)^Read(?:Write|Only)Paths=(.+)$", indexer)
    assert re.findall(r"(?m)^ReadWritePaths=(.+)$", added) == [" ".join(places)]


@pytest.mark.parametrize("name", [name for name in UNITS if name.endswith(".service")])
def test_the_services_are_well_boxed(units: Path, name: str) -> None:
    done = analyze("security", "--offline=true", "--threshold=15", f"./{name}", folder=units)

    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("name", [name for name in UNITS if name.endswith(".service")])
def test_the_services_may_make_the_calls_that_libraries_make(units: Path, name: str) -> None:
    """OpenBLAS, which numpy loads, binds its memory; readers limit theirs. Who makes a filtered call is killed."""
    lines = re.findall(r"(?m)^SystemCallFilter=(~?)(.+)$", (units / name).read_text())
    sets = [(leaves_out == "~", _calls(each, units)) for leaves_out, names in lines for each in names.split()]
    made = {"mbind", "prlimit64", "setrlimit"}

    assert any(made <= calls for leaves_out, calls in sets if not leaves_out)
    assert [calls & made for leaves_out, calls in sets if leaves_out] == [set()]


def _calls(group: str, folder: Path) -> set[str]:
    """System calls in one of systemd's groups, those of its groups included."""
    names = set(analyze("syscall-filter", group, folder=folder).stdout.split())
    return names.union(*(_calls(name, folder) for name in names if name.startswith("@") and name != group))
