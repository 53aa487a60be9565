"""What studies say where they have nothing: on pages and on the command line, with what to ask instead."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from command import run
from flask.testing import FlaskClient
from reports import line, write_lines
from web_client import opened

from index import index_paths

KEPT = "收录的报告有：政协 2001–2002、2005；政府 1999"
WORDS = "请再写一个词或一句话"
OPTIONS = "可以放宽别的条件"
OTHER = "可以换一种说法，或减少条件"
NOTHING = [
    ("keyness", {"q": "年份:2006 机关:政协"}, ["目标范围里没有词", KEPT]),
    ("keyness", {"q": "年份:2001", "against": "年份:2003"}, ["参照范围里没有词", KEPT]),
    ("keyness", {"q": "类型:正文"}, ["参照范围里没有词", "请写一个参照范围"]),
    ("keyness", {"q": "年份:2001", "part": "龘"}, ["没有这样的词", OPTIONS]),
    ("new", {"q": "没有这样的话"}, ["目标范围里没有词", OTHER]),
    ("new", {"q": "年份:2006", "body": "甲市政协"}, ["目标范围里没有词", "收录的报告有：政协 2001–2002、2005。"]),
    ("words", {"q": "年份:2006"}, ["没有这样的词", KEPT]),
    ("words", {"q": "年份:2001", "part": "龘"}, ["没有这样的词", OPTIONS]),
    ("collocates", {"q": "没有这样的话"}, ["没有这样的词", OTHER]),
    ("collocates", {"q": "提案", "least": "99"}, ["没有这样的词", OPTIONS]),
    ("collocates", {"q": "年份:2001"}, [WORDS]),
    ("history", {"q": "没有这样的话"}, ["没有一份报告说过", OTHER, "到检索里看相近的"]),
    ("history", {"q": "年份:2001"}, [WORDS]),
    ("places", {"q": "没有这样的话"}, ["没有一份报告说过", OTHER, "到检索里看相近的"]),
    ("places", {"q": "年份:2001 机关:政协"}, [WORDS]),
    ("figures", {"q": "没有这样的话"}, ["没有这样的数字。可以减少条件，或换一种说法。"]),
]


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("instead")
    lines = [line(f"c{year}", ["办理提案。"], year=year, body="甲市政协", organ="政协") for year in (2001, 2002, 2005)]
    lines.append(line("g", ["办理提案。"], year=1999, body="甲市政府", organ="政府"))
    index_paths([write_lines(folder / "r.jsonl", *lines)], folder / "index")
    return folder / "index"


@pytest.fixture(scope="module")
def client(index: Path) -> Iterator[FlaskClient]:
    with opened(index) as client:
        yield client


@pytest.mark.parametrize(("study", "asked", "said"), NOTHING)
def test_a_page_that_has_nothing_says_what_to_ask(
    client: FlaskClient, study: str, asked: dict[str, str], said: list[str]
) -> None:
    page = client.get(f"/study/{study}", query_string=asked).text
    assert [each for each in said if each not in page] == []
    if WORDS in said:
        assert "说过" not in page.partition('class="notice"')[2].partition("</p>")[0]


@pytest.mark.parametrize(("study", "asked", "said"), [each for each in NOTHING if each[0] != "figures"])
def test_a_command_says_the_same(index: Path, study: str, asked: dict[str, str], said: list[str]) -> None:
    options = [part for name, value in asked.items() if name != "q" for part in (f"--{name}", value)]
    done = run(study, asked["q"], *options, index=index)
    assert done.returncode == 1
    if study != "history" or WORDS in said:
        assert [
            each.rstrip("。") for each in said if each.rstrip("。") not in done.stdout and "检索里" not in each
        ] == []
