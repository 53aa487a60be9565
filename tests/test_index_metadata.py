"""Metadata: bodies by their canonical names, years, dates, titles and sources."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.reading import read_reports
from index.reading.bodies import canonical_body
from index.report import UNKNOWN_BODY, Report

# Names of places are told by the tags of words.
pytestmark = pytest.mark.usefixtures("package")

PROSE = "一年来，共收到提案一百二十件，立案一百一十件，办复率达百分之百。"


def read(folder: Path, *lines: str, name: str = "page.txt") -> Report:
    path = folder / name
    path.write_text("\n".join(lines), "utf-8")
    (report,) = read_reports(path)
    assert isinstance(report, Report)
    return report


@pytest.mark.parametrize(
    ("seed", "body", "year", "date", "title", "source"),
    [
        (
            "000_*",
            "广安区政协",
            2023,
            "2024-01-25",
            "服务大局促发展 同心共建谱新篇 ——广安区政协2023年工作综述",
            "影响四川",
        ),
        ("001_*", "洛江区政协", 2022, None, "2022工作回眸", None),
        ("002_*", "綦江区政协", 2024, "2025-01-14", "区政协常委会工作报告(摘登)", "本站原创"),
        ("003_*", "枣强县政协", 2022, "2022-03-28", "棗強縣政協堅持以實干實效開新局", "省政協財政經濟委員會"),
        (
            "004_*",
            "咸阳市政协",
            2023,
            "2024-01-26",
            "圍繞中心奏好“協奏曲” 服務大局唱好“大合唱” 為加快建設現代化“西部名市絲路名都”貢獻智慧和力量"
            " —— 咸陽市政協2023年助推高質量發展工作回眸",
            "各界新聞網-各界導報",
        ),
    ],
)
def test_the_seeds(
    seeds: Path, seed: str, body: str, year: int, date: str | None, title: str, source: str | None
) -> None:
    (path,) = seeds.glob(seed)
    (report,) = read_reports(path)
    assert isinstance(report, Report)
    assert (report.body, report.year, report.date, report.title, report.source) == (body, year, date, title, source)
    assert report.id == path.stem
    assert [paragraph.kind for paragraph in report.paragraphs if paragraph.text == title] == ["heading"]


@pytest.mark.parametrize(
    ("text", "body"),
    [
        ("政協洛江區第六屆委員會", "洛江区政协"),
        ("中国人民政治协商会议常宁市第十一届委员会常务委员会工作报告", "常宁市政协"),
        ("政协北京市通州区第七届委员会", "北京市通州区政协"),
        ("政协四川省第十三届委员会常务委员会工作报告", "四川省政协"),
        ("政协第十四届全国委员会常务委员会", "全国政协"),
        ("中国人民政治协商会议全国委员会", "全国政协"),
        ("中国人民政治协商会议第十五届广州市委员会", "广州市政协"),
        ("政协衡南县十届三次会议", "衡南县政协"),
        ("政协第五届延边朝鲜族自治州委员会", "延边朝鲜族自治州政协"),
        ("积石山保安族东乡族撒拉族自治县政协", "积石山保安族东乡族撒拉族自治县政协"),
        ("新疆维吾尔自治区政协", "新疆维吾尔自治区政协"),
        ("内蒙古政协", "内蒙古自治区政协"),
        ("上海政协", "上海市政协"),
        ("阿拉善盟政协", "阿拉善盟政协"),
        ("服务大局谱新篇广安区政协2023年工作", "广安区政协"),
        ("赴阜城縣政協考察", "阜城县政协"),
        ("和洛江区政协联合开展", "洛江区政协"),
        ("邀请滦南县政协委员", "滦南县政协"),
        ("第六届广安区政协", "广安区政协"),
        ("浦东新区政协", "浦东新区政协"),
        ("四川省广安市广安区政协", "四川省广安市广安区政协"),
        ("零陵区政协：以高质量履职服务发展", "零陵区政协"),
        ("凝心聚力谱新篇 零陵区政协", "零陵区政协"),
        ("永州市零陵区政协", "永州市零陵区政协"),
        ("岢岚县政协2023年工作综述", "岢岚县政协"),
        ("政协岢岚县委员会", "岢岚县政协"),
        ("瀍河回族区政协", "瀍河回族区政协"),
        ("双江拉祜族佤族布朗族傣族自治县政协", "双江拉祜族佤族布朗族傣族自治县政协"),
        ("二〇二三年郏县政协工作总结", "郏县政协"),
    ],
)
def test_a_body_is_named_canonically(text: str, body: str) -> None:
    assert canonical_body(text) == body


@pytest.mark.parametrize(
    "text",
    [
        "人民政协",
        "各级政协",
        "市县政协",
        "省市政协",
        "兄弟县市政协",
        "30市州区县政协",
        "民主党派政协",
        "区政协",
        "全市政协",
        "我市政协",
        "县级政协",
        "香港政协",
        "澳门政协",
        "智慧政协",
        "中国人民政治协商会议",
        "政协支持各县区委员会",
        "綦江政协",
        "广安区委",
        "提案",
        "自治区政协",
        "赴外县政协学习",
        "驻市政协",
        "相邻县政协",
        "主城区政协",
        "长三角城市政协",
        "一市三县政协",
    ],
)
def test_what_names_no_body(text: str) -> None:
    assert canonical_body(text) is None


def test_a_bare_unit_in_the_title_is_completed_from_the_page(tmp_path: Path) -> None:
    report = read(
        tmp_path,
        "县政协2023年工作综述",
        PROSE,
        "中共衡南县委坚强领导。祁东县政协来衡南县考察，衡南县政协热情接待。",
        "衡南县政协。",
    )
    assert report.body == "衡南县政协"


def test_the_title_outranks_those_named_more_often(tmp_path: Path) -> None:
    report = read(
        tmp_path, "衡南县政协2023年工作综述", PROSE, *["祁东县政协来访，祁东县政协委员座谈，祁东县政协致谢。"] * 3
    )
    assert report.body == "衡南县政协"


def test_the_copyright_line_names_the_site_not_the_body(tmp_path: Path) -> None:
    report = read(tmp_path, "履职综述", f"衡南县政协{PROSE}", "版权所有：中国人民政治协商会议湖南省委员会")
    assert report.body == "衡南县政协"


def test_a_page_that_names_no_body_says_so(tmp_path: Path) -> None:
    assert read(tmp_path, "工作综述", PROSE).body == UNKNOWN_BODY


@pytest.mark.parametrize(
    ("title", "date", "opening", "year"),
    [
        ("衡南县政协2023年工作综述", "2025-01-02", PROSE, 2023),
        ("衡南县政协二〇二三年工作综述", "2025-01-02", PROSE, 2023),
        ("2022工作回眸", None, PROSE, 2022),
        ("衡南县政协工作报告", "2025-01-02", "2023年是极不平凡的一年，县政协收到提案一百件。", 2023),
        ("衡南县政协工作报告", "2025-01-02", PROSE, 2024),
        ("衡南县政协工作报告", "2025-06-02", PROSE, 2025),
        ("衡南县政协开新局", "2025-01-02", PROSE, 2025),
        ("衡南县政协开新局", None, PROSE, None),
        ("衡南县政协（2024年1月5日）工作报告", None, PROSE, None),
    ],
)
def test_the_year_reported_on(title: str, date: str | None, opening: str, year: int | None, tmp_path: Path) -> None:
    lines = [title, *([f"发布时间：{date}"] if date else []), opening]
    assert read(tmp_path, *lines).year == year


def test_the_review_tells_the_year_not_the_plan(tmp_path: Path) -> None:
    report = read(tmp_path, "常委会工作报告", PROSE, "二〇二四年工作回顾", PROSE, "二〇二五年工作建议", PROSE)
    assert report.year == 2024


@pytest.mark.parametrize(
    ("line", "date"),
    [
        ("2024-01-25 17:09:37来源:影响四川", "2024-01-25"),
        ("2025年01月14日 08:38:35", "2025-01-14"),
        ("发布日期：2025/1/4　来源：日报", "2025-01-04"),
        ("時間：2025.01.14", "2025-01-14"),
        ("[2025-01-14]", "2025-01-14"),
        ("时间：二〇二四年一月十日", "2024-01-10"),
        ("发布时间：二〇二三年十二月二十五日", "2023-12-25"),
        ("衡南新闻网 2025-01-14 09:30", "2025-01-14"),
        ("发布时间：2024-13-40", None),
        ("发布时间：2023-02-29", None),
        ("2024年1月25日，县政协召开常委会议，听取了情况通报。", None),
    ],
)
def test_the_date_of_publication(line: str, date: str | None, tmp_path: Path) -> None:
    assert read(tmp_path, "衡南县政协工作综述", line, PROSE).date == date


@pytest.mark.parametrize(
    ("line", "source"),
    [
        ("2024-01-25 17:09:37来源:影响四川 浏览量:", "影响四川"),
        ("来源：本站原创 编辑：周铉 责任编辑：覃宁波", "本站原创"),
        ("发布时间：2024-01-25　信息来源：衡南日报　字号：大 中 小", "衡南日报"),
        ("來源：各界新聞網-各界導報", "各界新聞網-各界導報"),
        ("来源：衡南日报责任编辑：李明", "衡南日报"),
        ("来源： 浏览量：3", None),
        ("来源：", None),
    ],
)
def test_the_source(line: str, source: str | None, tmp_path: Path) -> None:
    assert read(tmp_path, "衡南县政协工作综述", line, PROSE).source == source


def test_a_title_and_its_subtitle_are_one_paragraph(tmp_path: Path) -> None:
    report = read(tmp_path, "服务大局谱新篇", "——衡南县政协2023年工作综述", "来源：日报", PROSE)
    assert report.title == "服务大局谱新篇 ——衡南县政协2023年工作综述"
    assert [paragraph.text for paragraph in report.paragraphs] == [report.title, PROSE]


def test_html_without_h1_takes_the_title_without_the_site(tmp_path: Path) -> None:
    markup = f"<title>衡南县政协2023年工作综述 - 衡南新闻网</title><p>某栏目</p><p>{PROSE}</p>"
    assert read(tmp_path, markup, name="page.html").title == "衡南县政协2023年工作综述"


def test_a_page_that_starts_with_prose_is_titled_by_its_first_sentence(tmp_path: Path) -> None:
    report = read(tmp_path, PROSE, "县政协收到提案一百件。")
    assert report.title == PROSE.removesuffix("。")
    assert report.paragraphs[0].text == PROSE
