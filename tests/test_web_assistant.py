"""`zhengsou mcp`, asked by the SDK's own client over standard input and output, as an assistant starts it."""

import json
import os
import sys
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import anyio
import pytest
from command import run
from mcp import Client, StdioServerParameters, stdio_client
from reports import line, write_lines
from web_client import opened
from web_process import PROGRAM

from index import index_paths

pytestmark = pytest.mark.slow
SITE = "https://zhengsou.example.org"

Session = Callable[[Client], Awaitable[Any]]


def ask(index: Path, session: Session, *options: str) -> Any:
    """What a session with the server on this index gives."""
    environment = {"PYTHONPATH": os.pathsep.join(sys.path)}
    arguments = ["-c", PROGRAM, "mcp", "--index", str(index), "--site", SITE, *options]
    parameters = StdioServerParameters(command=sys.executable, args=arguments, env=environment)

    async def talk() -> Any:
        async with Client(stdio_client(parameters)) as client:
            return await session(client)

    # In a thread of its own: that of the tests has a loop of events while the fixture `chromium` is open.
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(anyio.run, talk).result()


async def call(client: Client, tool: str, **arguments: Any) -> dict[str, Any]:
    """A tool's answer, the same as text and as an object."""
    result = await client.call_tool(tool, arguments)
    assert not result.is_error, result.content
    assert result.structured_content is not None
    assert json.loads(result.content[0].text) == result.structured_content  # type: ignore[union-attr]
    return dict(result.structured_content)


async def fault(client: Client, tool: str, **arguments: Any) -> str:
    """What a tool says is wrong."""
    result = await client.call_tool(tool, arguments)
    assert result.is_error
    return str(result.content[0].text)  # type: ignore[union-attr]


def test_every_tool_answers_as_the_site_does(seed_index: Path) -> None:
    async def session(client: Client) -> tuple[set[str], dict[str, Any], dict[str, Any], dict[str, Any]]:
        names = {tool.name for tool in (await client.list_tools()).tools}
        found = await call(client, "search", query="提案 办理", limit=3)
        lines = await call(client, "kwic", query="提案", limit=4, width=6)
        counts = await call(client, "trend", queries=["提案", "协商"], by="year")
        return names, found, lines, counts

    names, found, lines, counts = ask(seed_index, session)
    assert names == {"search", "kwic", "trend", "report", "cite"}
    with opened(seed_index) as client:
        expected = client.get("/api/search", query_string={"q": "提案 办理", "limit": 3}).get_json()
        concordance = client.get("/api/kwic", query_string={"q": "提案", "limit": 4, "width": 6}).get_json()
        trend = client.get("/api/trend", query_string={"q": ["提案", "协商"], "by": "year"}).get_json()
    assert (found["total"], found["occurrences"]) == (expected["total"], expected["occurrences"])
    assert [hit["text"] for hit in found["hits"]] == [hit["text"] for hit in expected["hits"]]
    assert [hit["address"] for hit in found["hits"]] == [SITE + hit["permalink"] for hit in expected["hits"]]
    assert [each["left"] + each["word"] for each in lines["lines"]] == [
        each["left"] + each["word"] for each in concordance["lines"]
    ]
    assert all(each["address"].startswith(f"{SITE}/reports/") and each["reference"] for each in lines["lines"])
    assert counts["cells"] == trend["cells"]
    assert counts["cells_left_out"] == 0


def test_what_is_quoted_has_the_address_of_its_paragraph(seed_index: Path) -> None:
    async def session(client: Client) -> list[dict[str, Any]]:
        (hit,) = (await call(client, "search", query="“民主监督”", limit=1))["hits"]
        report = await call(client, "report", report=hit["report"], first=hit["paragraph"], count=1)
        cited = await call(client, "cite", report=hit["report"], paragraph=hit["paragraph"])
        return [hit, report, cited]

    hit, report, cited = ask(seed_index, session)
    (paragraph,) = report["paragraphs"]
    assert paragraph["text"] == cited["text"] == hit["text"]
    assert paragraph["address"] == cited["address"] == hit["address"]
    assert hit["reference"] in cited["citation"]
    with opened(seed_index) as client:
        page = client.get(hit["address"].removeprefix(SITE), follow_redirects=True)
    assert page.status_code == 200
    assert hit["text"][:10] in page.text


def test_answers_are_bounded_and_say_what_they_leave_out(tmp_path: Path) -> None:
    long = "提案" * 3_000
    index_paths([write_lines(tmp_path / "r.jsonl", line("a", [long] * 30 + ["末"]))], tmp_path / "index")

    async def session(client: Client) -> None:
        hits = (await call(client, "search", query="提案", limit=20))["hits"]
        assert all(hit["cut"] and len(hit["text"]) == 2_000 for hit in hits)
        first = await call(client, "report", report="a", count=40)
        assert (len(first["paragraphs"]), first["next"], first["total"]) == (10, 10, 31)
        last = await call(client, "report", report="a", first=30)
        assert [each["text"] for each in last["paragraphs"]] == ["末"]
        assert last["next"] is None
        assert "cut" not in last["paragraphs"][0]
        beyond = await call(client, "report", report="a", first=99)
        assert beyond["paragraphs"] == []
        assert (
            await fault(client, "search", query="提案", limit=21) == "参数 limit 的值不对（最多 20）：请照工具的说明写"
        )
        assert (await call(client, "cite", report="a", paragraph=0))["text"] == long

    ask(tmp_path / "index", session)


def test_one_value_is_a_list_and_a_number_is_a_year(seed_index: Path) -> None:
    async def session(client: Client) -> None:
        right = await call(client, "search", query="提案", year=["2023"])
        assert right["total"]
        for year in ("2023", 2023, [2023]):
            assert await call(client, "search", query="提案", year=year) == right
        assert (await call(client, "trend", queries="提案"))["cells"]

    ask(seed_index, session)


def test_faults_are_told_to_the_assistant_and_the_session_goes_on(seed_index: Path) -> None:
    async def session(client: Client) -> None:
        assert "括号" in await fault(client, "search", query="(提案")
        assert "年份" in await fault(client, "search", query="提案", year=["20x3"])
        assert await fault(client, "report", report="nothing")
        assert await fault(client, "search") == "缺少参数 query"
        assert "sort" in (wrong := await fault(client, "search", query="提案", sort="size"))
        assert "可用的有" in wrong
        assert "http" not in wrong
        assert "没有这一段" in await fault(client, "cite", report=await first_report(client), paragraph=999_999)
        assert (await call(client, "search", query="提案"))["total"] > 0

    async def first_report(client: Client) -> str:
        return str((await call(client, "search", query="提案", limit=1))["hits"][0]["report"])

    ask(seed_index, session)


def test_without_an_index_the_tools_say_what_to_run_and_a_new_one_is_found(tmp_path: Path) -> None:
    source = write_lines(tmp_path / "r.jsonl", line("a", ["提案"]))

    async def session(client: Client) -> None:
        said = await fault(client, "search", query="提案")
        assert "zhengsou index" in said
        index_paths([source], tmp_path / "index")
        assert (await call(client, "search", query="提案"))["total"] == 1

    ask(tmp_path / "index", session)


def test_without_the_extra_it_says_what_to_install(seed_index: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "mcp", None)
    done = run("mcp", index=seed_index)
    assert done.returncode == 1
    assert f"{sys.executable} -m pip install '.[mcp]'" in done.stderr
    assert done.stdout == ""
    assert len(done.stderr.splitlines()) == 1


def test_an_argument_that_a_tool_lacks_is_refused_with_the_one_it_is_like(seed_index: Path) -> None:
    """What is ignored could be a filter: an answer about all bodies instead of one."""

    async def session(client: Client) -> None:
        for wrong, near in (("bodies", "body"), ("Year", "year"), ("kinds", "kind"), ("limits", "limit")):
            said = await fault(client, "search", query="提案", **{wrong: ["x"]})
            assert f"没有这个参数：{wrong}" in said
            assert f"是不是 {near}？" in said
        said = await fault(client, "cite", report="a", paragraph=0, 格式="x\ny")
        assert "可用的有 report paragraph style" in said
        assert "是不是" not in said
        assert (await call(client, "search", query="提案"))["total"] > 0

    ask(seed_index, session)


@pytest.mark.parametrize(
    "site",
    ["nonsense", "ftp://a.example", "http://", "https:///a", "//a.example", "http://a.example:x", "javascript:alert(1)",
     "http://a.example/?q=1", "http://a.example/#x", "http://a b.example", "http://a.example/\n", "http://u:p@a.example"],
)  # fmt: skip
@pytest.mark.parametrize("command", [("mcp",), ("search", "提案")])
def test_what_is_no_address_of_a_site_is_refused(command: tuple[str, ...], site: str, seed_index: Path) -> None:
    done = run(*command, "--site", site, index=seed_index)
    assert done.returncode not in (0, None)
    assert "网站的地址不对" in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert done.stdout == ""


@pytest.mark.parametrize("site", ["http://127.0.0.1:8000", "https://[::1]:8000/a", "https://例子.cn/检索/"])
def test_addresses_of_sites_are_taken(site: str, seed_index: Path) -> None:
    assert run("search", "提案", "--site", site, index=seed_index).returncode == 0
