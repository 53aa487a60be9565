"""Pages work whatever is wrong with the files of house words and synonyms, and the library says what it is."""

import re
from pathlib import Path

import pytest
from reports import line, write_lines
from web_client import get, opened
from web_process import serving

from index import index_paths
from index.settings import DICTIONARY_NAME, SYNONYMS_NAME

BROKEN = {DICTIONARY_NAME: "小微 协商", SYNONYMS_NAME: "政协 = <b>政協</b> = "}
PAGES = ("/", "/?q=提案", "/?q=提案&synonyms=1", "/help", "/reports", "/reports/a", "/compare?q=提案", "/kwic?q=提案")


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    index_paths([write_lines(tmp_path / "r.jsonl", line("a", ["提案", "议案"]))], tmp_path / "index")
    return tmp_path / "index"


def words(text: str) -> str:
    return re.sub(r"\s+", " ", re.sub("<[^>]+>", "", text))


@pytest.mark.parametrize("name", BROKEN)
def test_no_page_is_lost_and_the_library_says_why(name: str, directory: Path) -> None:
    (directory.parent / name).write_text(BROKEN[name], "utf-8")
    with opened(directory) as client:
        for address in PAGES:
            response = client.get(address)
            assert response.status_code == 200, address
            assert ("没有采用" in response.text) == (address == "/reports")
        text, _ = get(client, "/reports")
        assert f"{name} 没有采用，查找暂时不用它：第 1 行" in words(text)
        assert str(directory.parent) not in text
        assert "<b>政" not in text
        assert client.get("/api/search?q=提案").get_json()["total"] == 1


def test_the_library_says_nothing_of_files_that_are_right(directory: Path) -> None:
    (directory.parent / SYNONYMS_NAME).write_text("提案 = 议案", "utf-8")
    with opened(directory) as client:
        text, _ = get(client, "/reports")
        assert "没有采用" not in text
        assert 'class="notice"' not in text


@pytest.mark.parametrize(
    ("ui", "said"),
    [
        ("zh-Hant", "synonyms.txt 沒有採用，查找暫時不用它：第 1 行沒有兩個不同的詞：政协。"),
        ("en", "synonyms.txt was not taken, and searches do without it: line 1: no two different words: 政协. Write"),
    ],
)
def test_it_is_said_in_the_readers_language(ui: str, said: str, directory: Path) -> None:
    (directory.parent / SYNONYMS_NAME).write_text("政协", "utf-8")
    with opened(directory) as client:
        client.set_cookie("ui", ui)
        assert said in words(get(client, "/reports")[0])


@pytest.mark.slow
def test_a_server_starts_with_a_broken_file_and_says_so(directory: Path) -> None:
    (directory.parent / SYNONYMS_NAME).write_text("政协", "utf-8")
    with serving(directory) as server:
        assert "提案" in server.get("/?q=提案").decode()
        _, _, errors = server.stop()
    assert "synonyms.txt 第 1 行没有两个不同的词" in errors
    assert "Traceback" not in errors
