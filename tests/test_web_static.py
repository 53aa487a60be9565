"""Static files: names that change with the content, kept for a year, and never another content under such a name."""

import re
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from web_client import Page, get, opened

from web.serving.static_files import static_files

STATIC = Path(__file__).parent.parent / "web" / "static"
NAMES = sorted(path.name for path in STATIC.iterdir())


@pytest.fixture(scope="module")
def client(seed_index: Path) -> Iterator[FlaskClient]:
    with opened(seed_index) as client:
        yield client


def used_by(page: Page) -> set[str]:
    return {value for _, given in page.elements for value in given.values() if value.startswith("/static/")}


@pytest.mark.parametrize("address", ["/", "/?q=提案", "/reports", "/basket", "/compare?q=提案", "/kwic?q=提案"])
def test_a_page_names_files_that_may_be_kept_for_a_year(client: FlaskClient, address: str) -> None:
    used = used_by(get(client, address)[1])

    assert len(used) > 4
    for name in used:
        answer = client.get(name)
        found = re.fullmatch(r"/static/[a-z-]+\.([0-9a-f]{12})\.(css|js|svg|ico|png)", name)
        assert found, name
        assert answer.status_code == 200
        assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
        assert sha256(answer.data).hexdigest()[:12] == found[1]


@pytest.mark.parametrize("name", NAMES)
def test_a_plain_name_is_kept_for_minutes(client: FlaskClient, name: str) -> None:
    answer = client.get(f"/static/{name}")

    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "public, max-age=300"
    assert answer.mimetype in ("text/css", "text/javascript", "image/svg+xml", "image/vnd.microsoft.icon", "image/png")
    again = client.get(f"/static/{name}", headers={"If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    if name != "basket.js":
        assert answer.data == (STATIC / name).read_bytes()


def test_a_name_of_another_version_is_not_kept(client: FlaskClient) -> None:
    answer = client.get("/static/style.0123456789ab.css")

    assert answer.status_code == 200
    assert "immutable" not in answer.headers["Cache-Control"]


@pytest.mark.parametrize(
    "name", ["", "none.css", "../app.py", "%2e%2e/app.py", "style.css/", "/etc/passwd", "style.0123456789ab.js", "."]
)
def test_nothing_else_is_answered(client: FlaskClient, name: str) -> None:
    assert client.get(f"/static/{name}").status_code in (404, 308)


def test_modules_are_imported_under_their_hashed_names(client: FlaskClient) -> None:
    files = static_files(STATIC)
    basket = client.get(f"/static/{files['basket.js'].hashed}").text

    assert f'from "./{files["clippings.js"].hashed}"' in basket
    assert "./clippings.js" not in basket
    # The same address as in the page: two would be two modules with a state each.
    assert f"/static/{files['clippings.js'].hashed}" in used_by(get(client, "/basket")[1])


def test_a_file_s_name_changes_with_what_it_imports(tmp_path: Path) -> None:
    names = []
    for number, content in enumerate(("export const a = 1;", "export const a = 2;")):
        folder = tmp_path / str(number)
        folder.mkdir()
        (folder / "deep.js").write_text(content)
        (folder / "middle.js").write_text('export * from "./deep.js";\nimport "./middle-not.js";')
        (folder / "top.js").write_text('const a = await import("./middle.js"); // "./deep.js" in words')
        (folder / "font.woff2").write_bytes(content.encode())
        (folder / "top.css").write_text(
            '@import "other.css"; a { src: url(font.woff2), url("./font.woff2"), url(#mark) }'
        )
        (folder / "other.css").write_text("b { color: red }")
        files = static_files(folder)
        names.append({name: file.hashed for name, file in files.items()})
        style = files["top.css"].content.decode()
        assert style.count(files["font.woff2"].hashed) == 2
        assert f'@import "{files["other.css"].hashed}"' in style
        assert "url(#mark)" in style
        assert b'"./deep.js" in words' in files["top.js"].content
        assert b"middle-not.js" in files["middle.js"].content
    same = {name for name in names[0] if names[0][name] == names[1][name]}
    assert same == {"other.css"}
