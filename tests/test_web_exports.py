"""Exports are few at a time, begin before they are whole, end with their client, and always give back their turns."""

import gc
import io
import tempfile
import threading
import zipfile
from collections.abc import Generator, Iterator
from datetime import datetime
from pathlib import Path
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient
from reports import line, write_lines
from web_client import opened

import search.export.rows
import search.export.table
import search.export.workbook
import web.shown.hit_file
from index import index_paths
from index.deadline import GONE, Deadline
from index.errors import Cancelled, TooSlow
from search import Searcher, SearchRequest, open_searcher
from search.export.table import ExportKind, export_hits
from web.serving.turns import MOST_AT_ONCE
from web.shown.hit_file import ReceivedTooSlowly

Q = quote("提案")
NOW = datetime.now().astimezone()
FILES = (f"/export/xlsx?q={Q}", f"/api/export/json?q={Q}", f"/api/kwic.csv?q={Q}", f"/api/trend.xlsx?q={Q}")


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("exports")
    write_lines(
        folder / "a.jsonl", *(line(f"r{each}", [f"提案{each}之{own}" for own in range(50)]) for each in range(5))
    )
    index_paths([folder], folder / "index")
    return folder / "index"


@pytest.fixture
def client(index: Path) -> Iterator[FlaskClient]:
    with opened(index) as client:
        yield client


def workbook(searcher: Searcher, deadline: Deadline) -> Generator[bytes, None, None]:
    return export_hits(searcher, SearchRequest("提案"), "xlsx", site="", when=NOW, deadline=deadline)


def test_beyond_a_few_at_a_time_exports_are_told_when_to_ask_again(client: FlaskClient) -> None:
    held = [client.get(FILES[0]) for _ in range(MOST_AT_ONCE)]
    for address in FILES:
        refused = client.get(address)
        assert refused.status_code == 429, address
        assert int(refused.headers["Retry-After"]) > 0
        assert "正在导出的文件太多" in refused.text
    # What is no file goes on, however many there are.
    assert client.get(f"/?q={Q}").status_code == client.get(f"/api/kwic?q={Q}").status_code == 200
    held.pop().close()
    assert client.get(FILES[1], buffered=True).status_code == 200
    assert client.get(FILES[2], buffered=True).status_code == 200
    held.pop().close()


@pytest.mark.parametrize("end", ["whole", "head", "unread", "dropped", "wrong", "unknown"])
def test_turns_come_back_however_an_export_ends(client: FlaskClient, end: str) -> None:
    for _ in range(3 * MOST_AT_ONCE):
        if end == "head":
            client.head(FILES[0])
        elif end == "wrong":
            assert client.get("/export/xlsx?q=%28").status_code == 400
        elif end == "unknown":
            assert client.get(f"/export/xlsx?q={Q}&columns=x").status_code == 400
        else:
            answer = client.get(FILES[0])
            if end == "whole":
                assert zipfile.ZipFile(io.BytesIO(answer.data)).testzip() is None
            elif end == "unread":
                answer.close()
            del answer
            gc.collect()
    assert client.get(FILES[0], buffered=True).status_code == 200


def test_a_fault_after_the_answer_was_made_gives_the_turn_back(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setitem(client.application.after_request_funcs, None, [fails])
    # The tests' own record of what was logged keeps the answers alive.
    monkeypatch.setattr(client.application.logger, "disabled", True)
    for _ in range(2 * MOST_AT_ONCE):
        assert client.get(FILES[0]).status_code == 500
        gc.collect()
    monkeypatch.undo()
    assert client.get(FILES[0], buffered=True).status_code == 200


def test_the_first_bytes_of_a_workbook_come_before_its_last_row(
    index: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search.export.rows, "SAMPLE", 20)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with open_searcher(index) as searcher:
        made = workbook(searcher, Deadline())
        assert next(made) == b"PK\x03\x04"
        whole = b"PK\x03\x04" + b"".join(made)
        broken_off = workbook(searcher, Deadline())
        next(broken_off)
        broken_off.close()
    book = zipfile.ZipFile(io.BytesIO(whole))
    assert book.testzip() is None
    assert book.read("xl/worksheets/sheet1.xml").count(b"<row ") == 251
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("kind", ["csv", "json", "xlsx"])
def test_work_ends_once_the_client_has_gone(index: Path, kind: ExportKind) -> None:
    gone = threading.Event()
    with open_searcher(index) as searcher:
        token = GONE.set(gone.is_set)
        try:
            deadline, other = Deadline(), Deadline()
        finally:
            GONE.reset(token)
        parts = export_hits(searcher, SearchRequest("提案"), kind, site="", when=NOW, deadline=deadline)
        gone.set()
        with pytest.raises(Cancelled):
            list(parts)
        with pytest.raises(Cancelled):
            searcher.search(SearchRequest("提案"), other)
        assert searcher.search(SearchRequest("提案"), Deadline()).total == 250


def test_packing_a_workbook_ends_with_the_deadline(index: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    deadline = Deadline()
    packing = search.export.workbook._write_notes

    def last(*arguments: object) -> None:
        packing(*arguments)  # type: ignore[arg-type]
        deadline._end = 0

    monkeypatch.setattr(search.export.workbook, "_write_notes", last)
    with open_searcher(index) as searcher, pytest.raises(TooSlow):
        list(workbook(searcher, deadline))
    gc.collect()


def test_who_receives_too_slowly_gives_the_turn_to_others(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(web.shown.hit_file, "LONGEST", -1.0)
    monkeypatch.setattr(search.export.rows, "SAMPLE", 20)
    monkeypatch.setattr(search.export.table, "_PIECE", 100)
    for _ in range(2 * MOST_AT_ONCE):
        answer = client.get(FILES[1])
        with pytest.raises(ReceivedTooSlowly):
            list(answer.iter_encoded())
        answer.close()


def test_a_request_whose_client_has_gone_is_worked_on_no_further(client: FlaskClient) -> None:
    for address in (*FILES, f"/?q={Q}", f"/api/search?q={Q}", f"/kwic?q={Q}", f"/compare?q={Q}", f"/feed?q={Q}"):
        gone = client.get(address, environ_overrides={"waitress.client_disconnected": lambda: True}, buffered=True)
        assert gone.status_code == 499, address
        stays = client.get(address, environ_overrides={"waitress.client_disconnected": lambda: False}, buffered=True)
        assert stays.status_code == 200, address
