"""Whose a page is: a report of others is nobody's that is known, however often 政协 and the government are in it."""

from pathlib import Path

import pytest

from index.places import gazetteer
from index.reading import read_reports
from index.reading.bodies import choose_body
from index.reading.organs import mentions
from index.report import UNKNOWN_BODY, Report

PROSE = (
    "过去一年，我们认真落实各项工作部署，取得了新的成绩。全年提交提案三百件，办复率百分之百。\n"
    "我们要看到，工作中还存在一些不足，主要是服务意识有待加强，需要认真加以改进。\n"
    "让我们更加紧密地团结起来，为建设现代化强国而努力奋斗，不断开创工作新局面。"
)


def page(folder: Path, text: str) -> Report:
    (folder / "page.txt").write_text(f"{text}\n{PROSE}\n", encoding="utf-8")
    report = next(iter(read_reports(folder / "page.txt")))
    assert isinstance(report, Report)
    return report


@pytest.mark.parametrize(
    "text",
    [
        "余姚市2023年国民经济和社会发展计划执行情况的报告\n余姚市发展和改革局\n请市政协委员提出意见，余姚市政协很重视。",
        "2023年工作总结\n发布时间：2024-02-01 来源：县教育局\n积极办理南昌县政协提案15件，政协委员满意。",
        "南昌县卫健委2023年工作总结\n积极办理南昌县政协委员提案15件，政协提案办复率100%。",
        "杭州市公安局2023年度工作报告\n办理杭州市政协提案15件，政协委员满意。",
        "北京市市场监督管理局2023年工作总结\n办理北京市政协提案15件，政协委员满意。",
        "民革余姚市委会2023年工作总结\n向余姚市政协提交提案15件，作政协大会发言。",
        "余姚市工商联2023年工作报告\n向余姚市政协提交提案15件，作政协大会发言。",
        "中共余姚市委常委会工作报告\n支持余姚市政协履职，政协发挥作用。",
        "某某公司2023年工作报告\n北京市政协前来视察，政协委员很满意。",
        "杭州市教育局关于政协提案办理情况的报告\n办理杭州市政协提案15件。",
        "北京铁路运输检察院2023年工作报告",
        "上海金融法院工作报告2023",
        "宁波海事法院2023年工作报告",
        "长安镇人民政府工作报告\n感谢长安区政府。",
        "大渡口街道2023年政府工作报告\n感谢大渡口区政府。",
    ],
)
def test_the_reports_of_others_are_nobodys(tmp_path: Path, text: str) -> None:
    assert page(tmp_path, text).body == UNKNOWN_BODY


@pytest.mark.parametrize(
    ("text", "body"),
    [
        (
            "关于余姚市2023年财政预算执行情况的报告\n余姚市财政局\n各位代表：受市人民政府委托，现将余姚市2023年"
            "财政预算执行情况报告如下，请予审议，并请市政协委员提出意见。",
            "余姚市政府",
        ),
        ("镇江市政协2023年工作报告", "镇江市政协"),
        ("镇海区人民政府2023年政府工作报告", "镇海区政府"),
        ("政协余姚市委员会办公室2023年工作总结", "余姚市政协"),
        ("浦东新区人民法院工作报告", "浦东新区法院"),
    ],
)
def test_what_only_sounds_like_others_is_theirs(tmp_path: Path, text: str, body: str) -> None:
    assert page(tmp_path, text).body == body


def test_a_list_of_other_reports_over_the_title_decides_nothing(tmp_path: Path) -> None:
    report = page(
        tmp_path,
        "首页 > 工作报告\n相关文章\n2020-01-05 重庆市政协2019年工作报告\n2021-01-05 重庆市政协2020年工作报告\n"
        "渝北区政协常委会工作报告\n发布时间：2024-02-01",
    )
    assert (report.title, report.body, report.year) == ("渝北区政协常委会工作报告", "渝北区政协", 2023)


def test_the_day_of_the_session_tells_the_year(tmp_path: Path) -> None:
    report = page(tmp_path, "政协南昌县常委会工作报告\n（2024年1月10日在政协南昌县第十五届委员会第三次会议上）")
    assert (report.year, report.date, report.assumed) == (2023, None, ("year_from_date",))


def test_a_prefecture_that_was_given_up_is_none_of_today(tmp_path: Path) -> None:
    region = page(tmp_path, "双江县政协1985年工作总结").region
    assert (region.province, region.prefecture) == ("云南省", "临沧市")


@pytest.mark.parametrize(
    ("title", "body", "prefecture"),
    [
        ("大兴安岭地区行署2023年工作报告", "大兴安岭地区政府", "大兴安岭地区"),
        ("大兴安岭地区行政公署工作报告", "大兴安岭地区政府", "大兴安岭地区"),
        ("大興安嶺地區行政公署工作報告", "大兴安岭地区政府", "大兴安岭地区"),
        ("大兴安岭行署2023年工作报告", "大兴安岭地区政府", "大兴安岭地区"),
        ("兴安盟行政公署2023年政府工作报告", "兴安盟政府", "兴安盟"),
        ("2023年锡林郭勒盟行署工作报告", "锡林郭勒盟政府", "锡林郭勒盟"),
        ("喀什地区行政公署2023年工作总结", "喀什地区政府", "喀什地区"),
        ("阜阳地区行政公署1993年工作报告", "阜阳地区政府", "阜阳市"),
    ],
)
def test_the_administrative_office_of_a_prefecture_is_its_government(title: str, body: str, prefecture: str) -> None:
    found = choose_body(title, [], ["感谢地区政协委员。"], [])
    assert found is not None
    assert (found.name, found.organ, found.region.prefecture) == (body, "政府", prefecture)


@pytest.mark.parametrize("title", ["广安市行署工作报告", "广安区行政公署工作报告", "阜阳行署工作报告", "阜阳市行署"])
def test_what_has_no_administrative_office_is_not_taken_for_one(title: str) -> None:
    assert list(mentions(title, gazetteer())) == []
    assert choose_body(title, [], ["一年来积极工作。"], []) is None


def test_who_speaks_for_an_administrative_office_speaks_for_a_government() -> None:
    said = "各位代表：我代表盟行政公署，向大会报告工作，感谢盟政协。兴安盟行署坚持依法行政。"
    found = choose_body("工作报告", [], [said], [])
    assert found is not None
    assert (found.name, found.organ) == ("兴安盟政府", "政府")
