"""Structure: headings, captions, items and text, and the section that each paragraph stands in."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.reading import read_reports
from index.reading.structure import classify
from index.report import KINDS, Kind, Report

PROSE = "一年来，县政协共收到提案一百二十件，立案一百一十件，办复率达百分之百，委员满意和基本满意率达百分之百。"


def seed(seeds: Path, name: str) -> Report:
    (report,) = read_reports(next(iter(seeds.glob(f"{name}_*"))))
    assert isinstance(report, Report)
    return report


def of_kind(report: Report, kind: Kind) -> list[str]:
    return [paragraph.text for paragraph in report.paragraphs if paragraph.kind == kind]


def test_kinds_of_seed_000(seeds: Path) -> None:
    report = seed(seeds, "000")
    assert of_kind(report, "heading") == [
        report.title,
        "坚守忠诚本色 党建引领行稳致远",
        "聚焦中心大局,发挥优势履职尽责",
        "厚植为民情怀 践行初心改善民生",
        "坚持守正创新 搭建平台精准协商",
    ]
    assert of_kind(report, "caption") == [
        "召开“同心共建现代化四川·广安行动”推进会",
        "政协委员调研养老服务工作",
        "政协委员陈素芳为企业进行法治体检",
        "在官盛新区召开有事来协商工作现场推进会",
        "政协委员在肖溪镇开展小微协商",
    ]
    assert of_kind(report, "item") == []


def test_kinds_of_seed_001(seeds: Path) -> None:
    report = seed(seeds, "001")
    assert of_kind(report, "heading")[:6] == [
        "政協洛江區第六屆委員會",
        "2022工作回眸",
        "初心如磐擔使命",
        "奮楫篤行新征程",
        "堅持履職為民",
        "彰顯政協責任擔當",
    ]
    assert (len(of_kind(report, "heading")), of_kind(report, "caption"), of_kind(report, "item")) == (14, [], [])


def test_kinds_of_seed_002(seeds: Path) -> None:
    report = seed(seeds, "002")
    assert all(text.startswith("◆") for text in of_kind(report, "item"))
    assert len(of_kind(report, "item")) == 22
    assert of_kind(report, "caption") == []
    headings = of_kind(report, "heading")
    assert {"二〇二四年工作回顾", "总体思路", "●提升参政议政质量", "实现7个大幅提升"} <= set(headings)
    assert report.paragraphs[-1].section == "实现7个大幅提升"


def test_kinds_of_seed_003(seeds: Path) -> None:
    report = seed(seeds, "003")
    assert of_kind(report, "caption") == [
        "棗強縣政協負責人到分包企業調研經營情況。",
        "棗強縣政協常委到市民服務中心開展調研。",
        "棗強縣政協經濟界委員到河北省復合材料研究院調研。",
    ]
    assert [text[:3] for text in of_kind(report, "heading")] == ["棗強縣", "(一)", "(二)", "(三)"]


def test_kinds_of_seed_004(seeds: Path) -> None:
    report = seed(seeds, "004")
    assert of_kind(report, "heading") == [report.title]
    assert "西安市政協來咸陽圍繞“西安都市圈”建設情況開展調研" in of_kind(report, "caption")
    assert len(of_kind(report, "caption")) == 10


def test_laws_have_chapters_articles_and_items() -> None:
    texts = [
        "某市协商条例",
        "第一章　总则",
        "第一条 为了加强协商，制定本条例。",
        "第二条 有下列情形之一的，应当协商：",
        "（一）重大规划；",
        "（二）其他情形。",
        "市人民政府应当定期通报情况。",
        "附则",
        "2020年5月1日 施行",
    ]
    kinds, sections = classify(texts)
    assert kinds == ["heading", "heading", "text", "text", "item", "item", "text", "heading", "text"]
    assert sections == [texts[0], *[texts[1]] * 6, texts[7], texts[7]]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("一、坚持党的领导，把牢政治方向", "heading"),
        ("（一）紧扣发展要务，服务经济社会发展。", "heading"),
        ("（一）加强政治引领。全年举办学习会十次，覆盖全体委员。", "text"),
        ("图为县政协委员在田间调研", "caption"),
        ("县政协主席深入企业走访（李明 摄）", "caption"),
        ("政协协商与基层协商实现有机融合", "heading"),
        ("发挥委员作用 开展调研视察", "heading"),
        ("县政协常委会工作报告", "heading"),
        ("各位委员：", "text"),
        ("县政协应当组织委员开展视察。", "text"),
        ("晨曦中的老街（李明 攝）", "caption"),
        ("▲县政协委员在田间调研", "caption"),
        ("2020年5月1日 施行", "text"),
        ("2020、2021年工作回顾", "heading"),
        ("一、坚持党的领导；", "text"),
        ("1、坚持党的领导；", "item"),
        ("１、坚持党的领导", "heading"),
        ("一.5倍增长", "heading"),
        ("1.5倍增长", "heading"),
        ("谢谢大家！", "text"),
        ("★第一项工作，收到提案一百件。", "item"),
        ("第三条 本条例自公布之日起施行", "text"),
        ("某某社某市3月15日电", "text"),
        ("新華社北京三月五日電", "text"),
        ("新华社北京3月5日电（记者 李明）", "text"),
        ("本报讯", "text"),
        ("【本报讯】", "text"),
        ("本网消息 记者李明", "text"),
        ("3月15日电力供应情况", "heading"),
        ("本报讯息服务能力明显提升", "heading"),
        ("", "text"),
    ],
)
def test_a_line_among_prose(text: str, kind: Kind) -> None:
    assert classify([PROSE, text, PROSE])[0] == ["text", kind, "text"]


def test_hints_are_believed_and_sections_follow() -> None:
    kinds, sections = classify([PROSE, "谢谢大家！", PROSE], [None, "heading", None])
    assert (kinds, sections) == (["text", "heading", "text"], ["", "谢谢大家！", "谢谢大家！"])


def test_nothing_has_no_structure() -> None:
    assert classify([]) == ([], [])


@given(st.lists(st.text("▲●·-（(1１一、.)第条章图摄：。，政协委员调研\n \ud800", max_size=8), max_size=6))
def test_whatever_the_texts_each_has_a_kind_and_the_last_headings_section(texts: list[str]) -> None:
    kinds, sections = classify(texts)
    assert len(kinds) == len(texts)
    assert set(kinds) <= set(KINDS)
    section, expected = "", []
    for text, kind in zip(texts, kinds, strict=True):
        section = text if kind == "heading" else section
        expected.append(section)
    assert sections == expected


def test_a_mark_with_nothing_after_it_is_like_any_other() -> None:
    for mark in ("▲", "▲ ", "△\n"):
        assert classify([PROSE, mark, PROSE])[0] == classify([PROSE, "●", PROSE])[0]
