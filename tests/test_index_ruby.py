"""Readings over characters, and deleted passages, are no text of a report."""

from pathlib import Path

import pytest

from index.reading import read_reports
from index.report import Report

TITLE = "政协广安区委员会2023年工作报告"
PROSE = "一年来，我们认真履行职能，共征集提案216件，各项工作取得新的成绩。"


def last_of(folder: Path, markup: str) -> str:
    (folder / "a.html").write_text(f"<h1>{TITLE}</h1><p>{PROSE}</p><p>{PROSE}</p>{markup}", encoding="utf-8")
    [report] = read_reports(folder / "a.html")
    assert isinstance(report, Report)
    return report.paragraphs[-1].text


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("我们走访了<ruby>邻<rt>lín</rt>水<rt>shuǐ</rt></ruby>县，开展视察。", "我们走访了邻水县，开展视察。"),
        ("<ruby>岳池<rp>(</rp><rt>yuechi</rt><rp>)</rp></ruby>县政协参加了座谈。", "岳池县政协参加了座谈。"),
        ("<ruby>渠<rt>ㄑㄩˊ<rt></ruby>江两岸，绿树成荫。", "渠江两岸，绿树成荫。"),
        # Never closed, or a note: the text in it is the report's.
        ("<ruby>邻<rt>lín水县政协参加了座谈。", "邻lín水县政协参加了座谈。"),
        ("<ruby>一带<rp>（</rp><rt>丝绸之路</rt><rp>）</rp></ruby>，影响深远。", "一带（丝绸之路），影响深远。"),
        ("会议<del>推迟</del><ins>如期</ins>召开，圆满完成任务。", "会议如期召开，圆满完成任务。"),
        (f"<del>会议认为，{PROSE * 4}", f"会议认为，{PROSE * 4}"),
    ],
)
def test_readings_and_deleted_passages_are_left_out(markup: str, text: str, tmp_path: Path) -> None:
    assert last_of(tmp_path, f"<p>{markup}</p>") == text
