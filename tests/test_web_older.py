"""Pages and `/healthz` say that an older generation than the newest is searched, and only while it is."""

from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
from reports import line, write_lines
from web_client import opened

from index import index_paths
from index.errors import IndexUnavailable
from index.local.layout import Layout
from web.serving.live import live_index

NOTICE = "现在查的是"
PAGES = ("/", "/?q=提案", "/reports", "/reports/a", "/help", "/kwic?q=提案")


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    """An index of two generations."""
    for texts in (["提案"], ["提案", "提案督办"]):
        index_paths([write_lines(tmp_path / "r.jsonl", line("a", texts))], tmp_path / "index")
    return tmp_path / "index"


def only_in_the_newest(directory: Path) -> Path:
    layout = Layout(directory)
    data, number = layout.current()
    newest, before = (set(layout.generation(data, each).files) for each in (number, number - 1))
    return next(data / name for name in newest - before if name.endswith(".zs"))


def test_nothing_is_said_of_the_newest(directory: Path) -> None:
    with opened(directory) as client:
        assert not [page for page in PAGES if NOTICE in client.get(page).text]
        assert "behind" not in client.get("/healthz").get_json()


def test_a_generation_that_does_not_open_is_told_until_it_does(directory: Path) -> None:
    segment = only_in_the_newest(directory)
    whole = segment.read_bytes()
    segment.unlink()
    with opened(directory) as client:
        texts = {page: client.get(page).text for page in PAGES}
        assert [page for page in PAGES if NOTICE not in texts[page]] == []
        assert all(text.count(NOTICE) == 1 for text in texts.values())
        told = client.get("/healthz").get_json()
        assert (told["status"], told["generation"], told["behind"]["reason"]) == ("degraded", 1, "corrupt_index")
        written = datetime.fromisoformat(told["written"]).astimezone(timezone(timedelta(hours=8)))
        assert f"现在查的是 {written:%Y-%m-%d %H:%M} 写入的那一份" in texts["/"]
        client.set_cookie("ui", "en")
        assert "is being searched" in client.get("/", headers={"Accept-Language": "en"}).text
        segment.write_bytes(whole)
        live_index(client.application).look()
        assert client.get("/healthz").get_json()["status"] == "ok"
        client.delete_cookie("ui")
        assert not [page for page in PAGES if NOTICE in client.get(page).text]


def test_a_page_that_a_browser_has_is_made_again_with_the_notice(directory: Path) -> None:
    with opened(directory) as client:
        tag = client.get("/?q=提案").headers["ETag"]
        asked = {"If-None-Match": tag}
        assert client.get("/?q=提案", headers=asked).status_code == 304
        pointer = Layout(directory).pointer
        whole = pointer.read_bytes()
        pointer.write_text("{")
        with pytest.raises(IndexUnavailable):
            live_index(client.application).look()
        answer = client.get("/?q=提案", headers=asked)
        assert (answer.status_code, NOTICE in answer.text) == (200, True)
        pointer.write_bytes(whole)
        live_index(client.application).look()
        assert NOTICE not in client.get("/?q=提案").text


def test_without_any_index_there_is_no_such_line(tmp_path: Path) -> None:
    with opened(tmp_path / "none") as client:
        answer = client.get("/?q=提案")
        assert (answer.status_code, NOTICE in answer.text) == (503, False)
