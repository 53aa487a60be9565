"""Without the extra `opensearch` all works from a directory, and an address is told what to install."""

import json
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

import pytest

ADDRESS = "opensearch+https://user@search.example.org:9200/reports"
TOLD = (
    "索引在集群上，但没有安装 OpenSearch 的客户端。"
    "请在代码所在的文件夹里，用政搜自己环境里的 pip 运行 pip install '.[opensearch]'"
)
COMMANDS = (
    ["index", "{seeds}"],
    ["search", "提案"],
    ["complete", "tian"],
    ["kwic", "提案"],
    ["trend", "提案", "协商"],
    ["export", "提案", "--csv"],
    ["export", "--jsonl"],
    ["status"],
    ["check"],
    ["serve", "--port", "0"],
    ["serve", "--port", "0", "--workers", "2"],
)
# Whatever only the extra brings cannot be imported.
WITHOUT = """
import sys
MISSING = "opensearchpy urllib3 requests certifi idna events dateutil google grpc opensearch citeproc".split()
class Missing:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in MISSING:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)
sys.meta_path.insert(0, Missing())
"""
RUN = """
import json
sys.path.insert(0, sys.argv[1])
from command import run
done = [run(*command) for command in json.loads(sys.argv[2])]
print(json.dumps([[each.returncode, each.stdout, each.stderr] for each in done]))
"""
PAGE = """
from web.app import create_app
client = create_app(sys.argv[1]).test_client()
for path in ("/?q=提案", "/api/search?q=提案"):
    answer = client.get(path)
    print(answer.status_code, answer.text)
"""


def without_extra(program: str, *arguments: str) -> str:
    """What a process that does not have the extra prints; it runs the program to its end."""
    command = [sys.executable, "-c", WITHOUT + program, *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 0, done.stderr
    return done.stdout


def run_without_extra(commands: Iterable[list[str]], index: str, seeds: Path) -> list[tuple[int, str, str]]:
    """Status, output and errors of commands on an index, one after the other in a process that has no such client."""
    asked = [[*(word.format(seeds=seeds) for word in command), "--index", index] for command in commands]
    told = json.loads(without_extra(RUN, str(Path(__file__).parent), json.dumps(asked)))
    return [(status, output, errors) for status, output, errors in told]


def test_an_address_is_told_what_to_install(seeds: Path) -> None:
    told = run_without_extra(COMMANDS, ADDRESS, seeds)
    assert told == [(3, "", f"错误：{TOLD}\n")] * len(COMMANDS)


def test_a_wrong_address_is_told_before(seeds: Path) -> None:
    ((status, _, errors),) = run_without_extra([["search", "提案"]], "opensearch+https://host", seeds)
    assert status == 2
    assert "索引名" in errors


@pytest.mark.slow
def test_a_directory_needs_nothing_of_it(seeds: Path, tmp_path: Path) -> None:
    index = str(tmp_path / "index")
    commands = (["index", "{seeds}"], ["search", "提案", "--json"], ["status"], ["check"], ["kwic", "提案"])
    assert [(status, errors) for status, _, errors in run_without_extra(commands, index, seeds)] == [(0, "")] * 5
    shown = without_extra(PAGE, index)
    assert [line[:4] for line in shown.splitlines() if line[:4] in ("200 ", "503 ")] == ["200 ", "200 "]


def test_pages_tell_it_too() -> None:
    shown = without_extra(PAGE, ADDRESS)
    assert shown.count("503 ") >= 2
    assert "client_missing" in shown
    assert shown.count(".[opensearch]") >= 2
