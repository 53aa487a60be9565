"""Synonyms on the pages: what is in use is told, the lists can be read, and a search with them is offered."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from command import run
from flask.testing import FlaskClient
from reports import line, write_lines
from web_client import found, get, opened

from index import index_paths
from search.query.shipped_synonyms import LISTS


@pytest.fixture(scope="module")
def directory(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("synonyms")
    reports = write_lines(folder / "r.jsonl", line("a", ["出租人应当退还保证金", "使用国产软件", "业主", "政协协商"]))
    assert not index_paths([reports], folder / "index").failed
    (folder / "synonyms.txt").write_text("租户 => 业主\n-房东\n", "utf-8")
    return folder / "index"


@pytest.fixture(scope="module")
def client(directory: Path) -> Iterator[FlaskClient]:
    with opened(directory) as client:
        yield client


def test_the_help_lists_every_group_that_ships(client: FlaskClient) -> None:
    text, page = get(client, "/help")
    shown = re.findall(r"<li>([^<]* (?:→|=) [^<]*)</li>", text)
    assert len(shown) == sum(len(each.groups) for each in LISTS)
    assert {"老公 → 丈夫、配偶", "滑鼠 → 鼠标", "全国人大 = 全国人民代表大会"} <= set(shown)
    assert sum(tag == "details" and "words" in each.get("class", "") for tag, each in page.elements) == len(LISTS)


def test_what_is_in_use_is_told(client: FlaskClient) -> None:
    shipped = sum(len(each.groups) for each in LISTS) - 1
    says = f"自带 {shipped} 组，另有 synonyms.txt 里的 1 组"
    assert says in get(client, "/help")[0]
    assert says in get(client, "/", q="租户", synonyms="1")[0]
    assert "自带 " not in get(client, "/", q="租户")[0]


def test_what_a_user_took_out_is_not_found(client: FlaskClient) -> None:
    assert found(get(client, "/", q="租户", synonyms="1")[0])[1] == 1
    assert client.get("/api/search?q=房东&synonyms=1").get_json()["total"] == 0
    assert client.get("/api/search?q=房客&synonyms=1").get_json()["total"] == 0
    assert client.get("/api/search?q=軟體&synonyms=1").get_json()["total"] == 1


def test_the_search_with_synonyms_is_offered(client: FlaskClient) -> None:
    text, page = get(client, "/", q="押金")
    assert "没有段落符合" in text
    address = next(each["href"] for each in page.links if "synonyms=1" in each["href"] and each["text"] == "押金")
    assert found(get(client, address)[0])[1] == 1
    [offer] = client.get("/api/suggest?q=押金").get_json()["suggestions"]
    assert (offer["kind"], offer["label"], offer["total"], offer["url"]) == ("synonyms", "同义词", 1, address)


def test_the_command_line_offers_it_and_tells_what_it_uses(directory: Path) -> None:
    assert "押金 --synonyms（同义词，1 段）" in run("search", "押金", "--index", directory).stdout
    answer = run("search", "押金", "--synonyms", "--explain", "--index", directory)
    assert answer.returncode == 0
    assert "同义词：自带" in answer.stdout


def test_the_command_line_names_the_words_that_were_found(directory: Path) -> None:
    widened = run("search", "租户", "--synonyms", "--index", directory).stdout
    assert "\n用到的同义词：业主\n" in widened
    assert "列出的段落里有" not in widened
    plain = run("search", "国产 保证金", "--index", directory).stdout
    assert "\n列出的段落里有：" in plain
    [said] = [each for each in plain.splitlines() if each.startswith("列出的段落里有：")]
    assert set(said.removeprefix("列出的段落里有：").split("、")) == {"国产", "保证金"}
    assert "同义词" not in plain.partition("\n\n")[0]
    assert "列出的段落里没有同义词" in run("search", "业主", "--synonyms", "--index", directory).stdout
    # A synonym that is a part of what was typed.
    assert "\n用到的同义词：政协\n" in run("search", "人民政协", "--synonyms", "--index", directory).stdout
    for only in ("业主", "“国产软件”"):
        said_of_it = run("search", only, "--index", directory).stdout
        assert "列出的段落" not in said_of_it
        assert "用到的" not in said_of_it
