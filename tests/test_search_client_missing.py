"""Without the extra `opensearch` all works from a directory, and an address is told what to install."""

import subprocess
import sys
from pathlib import Path

import pytest

ADDRESS = "opensearch+https://user@search.example.org:9200/reports"
TOLD = "索引在集群上，但没有安装 OpenSearch 的客户端。请运行 pip install 'zhengsou[opensearch]'"
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
MISSING = "opensearchpy urllib3 requests certifi idna events dateutil google grpc opensearch lxml citeproc".split()
class Missing:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in MISSING:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)
sys.meta_path.insert(0, Missing())
"""
RUN = "from web.cli import main; main()"
PAGE = """
from web.app import create_app
client = create_app(sys.argv[1]).test_client()
for path in ("/?q=提案", "/api/search?q=提案"):
    answer = client.get(path)
    print(answer.status_code, answer.text)
"""


def without_extra(program: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", WITHOUT + program, *arguments], capture_output=True, text=True, check=False, timeout=60
    )


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_an_address_is_told_what_to_install(command: list[str], seeds: Path) -> None:
    done = without_extra(RUN, *(word.format(seeds=seeds) for word in command), "--index", ADDRESS)
    assert (done.returncode, done.stdout, done.stderr) == (3, "", f"错误：{TOLD}\n")


def test_a_wrong_address_is_told_before() -> None:
    done = without_extra(RUN, "search", "提案", "--index", "opensearch+https://host")
    assert done.returncode == 2
    assert "索引名" in done.stderr


def test_a_directory_needs_nothing_of_it(seeds: Path, tmp_path: Path) -> None:
    index = str(tmp_path / "index")
    for command in (["index", str(seeds)], ["search", "提案", "--json"], ["status"], ["check"], ["kwic", "提案"]):
        done = without_extra(RUN, *command, "--index", index)
        assert (done.returncode, done.stderr) == (0, "")
    done = without_extra(PAGE, index)
    assert [line[:4] for line in done.stdout.splitlines() if line[:4] in ("200 ", "503 ")] == ["200 ", "200 "]


def test_pages_tell_it_too() -> None:
    done = without_extra(PAGE, ADDRESS)
    assert done.stdout.count("503 ") >= 2
    assert "client_missing" in done.stdout
    assert done.stdout.count("zhengsou[opensearch]") >= 2
