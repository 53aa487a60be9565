"""Markdown files: front matter is metadata, and everything else is text."""

from pathlib import Path

import pytest

from index.errors import ReadError
from index.reading import read_reports
from index.reading.markdown import read_markdown
from index.report import Region, Report

PROSE = "一年来，共收到提案一百二十件，立案一百一十件，办复率达百分之百。"
TITLE = "广安区政协2023年工作综述"


def one(folder: Path, text: str) -> Report:
    (folder / "r.md").write_text(text, encoding="utf-8")
    [report] = read_reports(folder / "r.md")
    assert isinstance(report, Report)
    return report


def texts(report: Report) -> list[str]:
    return [each.text for each in report.paragraphs]


@pytest.mark.parametrize(
    "front",
    [
        f"---\ntitle: {TITLE}\ndate: 2024-01-25\nsource: 广安日报\nbody: 广安区政协\nurl: https://a.cn/1.html\n---\n",
        f"---\n标题：《x》{TITLE}\n日期：2024年1月25日\n来源：广安日报\n机构：广安区政协\n原文: https://a.cn/1.html\n---\n",
        f"---\n標題: \"{TITLE}\"\n發布時間: 2024-01-25 10:00\n來源: '广安日报'\n机构: 政协广安区委员会\n网址: https://a.cn/1.html\n...\n",
        f'+++\ntitle = "{TITLE}"\ndate = 2024-01-25T10:00:00Z\nsource = "广安日报"\nbody = "广安区政协"\nurl = "https://a.cn/1.html"\n+++\n',
    ],
)
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_known_keys_are_metadata_and_no_text(front: str, end: str, tmp_path: Path) -> None:
    front = front.replace("《x》", "")
    text = f"{front}\n{PROSE}\n\n我们坚持团结，取得了很好的成绩。\n"
    report = one(tmp_path, text.replace("\n", end))
    assert (report.title, report.body, report.year, report.date) == (TITLE, "广安区政协", 2023, "2024-01-25")
    assert (report.source, report.url, report.region.county) == ("广安日报", "https://a.cn/1.html", "广安区")
    assert texts(report) == [PROSE, "我们坚持团结，取得了很好的成绩。"]


def test_a_year_and_a_region_that_only_front_matter_tells(tmp_path: Path) -> None:
    report = one(
        tmp_path, f"---\n年度: 2021年\n机构: 南京市鼓楼区政协\ntags: [政协, 报告]\n---\n# 工作报告\n\n{PROSE}\n"
    )
    assert (report.year, report.body, report.assumed) == (2021, "南京市鼓楼区政协", ())
    assert report.region == Region("江苏省", "南京市", "鼓楼区", "county", "320106")
    assert one(tmp_path, f"---\n机构: 某某公司\nyear: 去年\n---\n# {TITLE}\n\n{PROSE}\n").body == "广安区政协"


@pytest.mark.parametrize(
    ("head", "kept"),
    [
        ("---\n主要成绩: 立案一百一十件\n---\n", ["主要成绩: 立案一百一十件"]),
        ("---\n第一部分：2023年工作回顾\n---\n", ["第一部分：2023年工作回顾"]),
        ("---\n\n# 广安区政协\n\n- 提案办复率百分之百\n- 调研二十次\n\n---\n", ["提案办复率百分之百", "调研二十次"]),
        ("---\n    一年来，成效十分明显。\n---\n", ["一年来，成效十分明显。"]),
        ("---\n会议的时间: 2024年1月\n会议的地点: 广安\n---\n", ["会议的时间: 2024年1月", "会议的地点: 广安"]),
        (
            f"---\n标题: {TITLE}\n主要成绩: 全年的提案都已经办结，委员很满意。\n---\n",
            ["全年的提案都已经办结，委员很满意。"],
        ),
        ("---\n来源: 广安日报\n这一行不是键，是报告的正文。\n---\n", ["这一行不是键，是报告的正文。"]),
        ("标题: 会上的话\n---\n日期: 会上的日子\n---\n", ["标题: 会上的话", "日期: 会上的日子"]),
        ("---\nhttps://a.cn/1.html\n---\n", ["https://a.cn/1.html"]),
        ("---\n来源: 广安日报\n", ["来源: 广安日报"]),
        ("+++\n广安区 = 好\n+++\n", ["广安区 = 好"]),
    ],
)
def test_what_is_no_front_matter_is_text(head: str, kept: list[str]) -> None:
    lines, hints = read_markdown(f"{head}\n# {TITLE}\n\n{PROSE}\n".encode())
    text = "\n".join(line.text for line in lines)
    for sentence in (*kept, TITLE, PROSE):
        assert sentence in text
    assert hints.date == ""


def test_front_matter_is_at_the_very_start_only(tmp_path: Path) -> None:
    report = one(tmp_path, f"# {TITLE}\n\n---\n来源: 广安日报\n主题: 提案办理工作很有成效。\n---\n\n{PROSE}\n")
    assert "主题: 提案办理工作很有成效。" in "\n".join(texts(report))


def test_values_over_several_lines_and_lists_are_values(tmp_path: Path) -> None:
    front = (
        "---\ntitle: >-\n  广安区政协\n  2023年工作综述\nkeywords:\n  - 政协\n- 报告\nsummary: 讲了话。\n# 注释\n---"
    )
    report = one(tmp_path, f"{front}\n\n{PROSE}\n")
    assert report.title == TITLE
    assert texts(report) == [PROSE]


def test_a_file_of_front_matter_alone_ends_with_it(tmp_path: Path) -> None:
    with pytest.raises(ReadError, match="没有留下任何段落"):
        one(tmp_path, f"---\ntitle: {TITLE}\n---")
