"""Text copied from pages: what a page shows around an article stands in lines of its own, without markup."""

from __future__ import annotations

import pytest

from index.places import gazetteer
from index.reading.page import page_report
from index.reading.text import read_text
from index.report import Report

TITLE = "政协清河县第九届委员会常务委员会工作报告"
ARTICLE = [
    "各位委员：",
    "我受政协清河县第九届委员会常务委员会的委托，向大会报告工作，请予审议，并请列席会议的同志提出意见。",
    "2021年，政协清河县委员会团结带领广大政协委员，认真履行政治协商、民主监督、参政议政职能。",
    "一、过去一年的工作回顾",
    "全年收到提案152件，立案140件，办复率100%，满意率98%。",
]
ABSTRACT = "连日来，当地持续降雨，河水上涨明显，工作人员昼夜值守，帮助群众转移到安全的地方。"


def report(*lines: str) -> Report:
    return page_report("page", "\n".join(lines).encode(), read_text, "page", gazetteer())


PAGES = {
    "WeChat": (
        f"{TITLE} / 原创 办公室 清河政协 2022-02-18 08:30 河北 / 点击蓝字 关注我们",
        "END / 来源 | 清河县政协办公室 / 编辑 | 王小明 / 阅读 1203 / 赞 12 分享 在看",
        ("2022-02-18", "清河县政协办公室"),
    ),
    "WeChat in lines": (
        f"{TITLE} / 办公室 清河政协 / 2022年02月18日 08:30 / 河北",
        "预览时标签不可点 / 微信扫一扫 / 关注该公众号",
        ("2022-02-18", "清河政协"),
    ),
    "e-paper": (
        f"2022年02月18日 星期五 / 第03版：要闻 / 上一版 下一版 / 全市春季造林启动 / {TITLE} / 图片新闻 / 版面导航 / "
        f"第01版：头版 / 第03版：要闻 / 上一篇 下一篇 / 放大 缩小 默认 / {TITLE}",
        "邢台日报社版权所有",
        ("2022-02-18", "邢台日报"),
    ),
    "pieces": (
        f"首页 / > / 政务公开 / > / 工作报告 / {TITLE} / 发布时间： / 2022-02-18 08:30 / 来源： / 县政协办公室 / "
        "字体： / 大 / 中",
        "扫一扫在手机打开当前页 / 上一篇：无 / 主办：清河县人民政府办公室",
        ("2022-02-18", "县政协办公室"),
    ),
    "lists above": (
        f"首页 新闻 视频 图库 / 最新文章 / 夜市摊位公开摇号 2022-07-15 / 热点推荐 / 暴雨橙色预警发布 / "
        f"{ABSTRACT} / {TITLE} / 时间：2022-02-18 来源：清河网 浏览次数：516",
        "（责任编辑：王小明） / 相关阅读 / 某镇开展活动 2022-09-01",
        ("2022-02-18", "清河网"),
    ),
    "an app": (f"清河发布 / {TITLE} / 清河发布 / 2022-02-18 09:00", "文章录入：admin", ("2022-02-18", "清河发布")),
    "a breadcrumb with the title": (f"清河新闻网 » 时政 » {TITLE} / {TITLE}", "下一篇：无", (None, None)),
    "a document": (
        f"索引号： / 113325/2022-1 / 成文日期： / 2022-02-17 / {TITLE} / "
        "发布时间： 2022-02-18 信息来源： 县府办 浏览次数： 2",
        "分享： / 相关信息",
        ("2022-02-18", "县府办"),
    ),
    "entries only": (
        f"城南公园樱花进入观赏期 2022-03-01 / 夜市摊位公开摇号首批名额 2022-07-15 / {TITLE}",
        "相关阅读 / 某镇开展活动慰问困难群众 2022-09-01",
        (None, None),
    ),
    "a reader's view": (f"www.qinghe.gov.cn / {TITLE} / 7-9 分钟", "【关闭视窗】 【列印】", (None, None)),
}


@pytest.mark.parametrize("name", PAGES)
def test_only_the_report_stays(name: str) -> None:
    above, below, published = PAGES[name]
    found = report(*above.split(" / "), *ARTICLE, *below.split(" / "))
    assert [each.text for each in found.paragraphs] == [TITLE, *ARTICLE]
    assert (found.title, (found.date, found.source)) == (TITLE, published)


@pytest.mark.parametrize(
    "lines",
    [
        ["最新文章", "一、抓学习", ABSTRACT, TITLE, "时间：2022-02-18"],
        ["一、工作回顾", ABSTRACT, "相关报道", "我们加强宣传，在各级媒体发稿五十篇，营造了良好氛围。"],
        ["2021年2月召开常委会议，审议工作报告 2021-02-03", ABSTRACT],
        ["来源：", "群众；去向：部门；结果：公开。", ABSTRACT],
        ["版面导航", "我们办好专版，在日报开设政协专栏，刊发稿件六十篇，反响很好。", ABSTRACT],
    ],
)
def test_no_sentence_is_lost(lines: list[str]) -> None:
    kept = "".join(each.text for each in report(TITLE, *lines, *ARTICLE).paragraphs)
    assert all(line in kept for line in [*lines, *ARTICLE] if line.endswith("。"))


@pytest.mark.parametrize(
    ("rows", "joined"),
    [
        (["一、201", "2年工作回顾"], ["一、2012年工作回顾"]),
        (["（一）从", "严管理队伍"], ["（一）从严管理队伍"]),
        (["服务发展", "，定分止争"], ["服务发展，定分止争"]),
        (["2014年", "的主要任务"], ["2014年的主要任务"]),
        (["工作回顾", "2012年"], ["工作回顾", "2012年"]),
        (["一、工作回顾", "二、工作打算"], ["一、工作回顾", "二、工作打算"]),
        (["张三", "李四"], ["张三", "李四"]),
    ],
)
def test_lines_that_a_break_tears(rows: list[str], joined: list[str]) -> None:
    assert [each.text for each in report(TITLE, ARTICLE[1], *rows, ARTICLE[2]).paragraphs][2:-1] == joined


@pytest.mark.parametrize(
    ("rows", "title"),
    [
        (["清河县政协", "政 协 工 作 报 告"], "清河县政协 政协工作报告"),
        (["2022年清河", "县政协工作报告"], "2022年清河县政协工作报告"),
        (["清河县人民检", "察院工作报告"], "清河县人民检察院工作报告"),
        (["清河县人民检察院", "2022年工作综述"], "清河县人民检察院 2022年工作综述"),
        (["团结 民主 务实", "县政协工作报告"], "县政协工作报告"),
    ],
)
def test_a_title_in_two_lines(rows: list[str], title: str) -> None:
    assert report(*rows, *ARTICLE).title == title


@pytest.mark.parametrize(
    ("title", "organ"),
    [
        ("区政协工作报告", "政协"),
        ("2022年市法院工作报告", "法院"),
        ("在政协会议上的讲话", None),
        ("关于政府工作报告的意见", None),
    ],
)
def test_the_organ_of_a_title_without_a_place(title: str, organ: str | None) -> None:
    found = report(title, "各位代表，一年来我们做了许多工作，受到各方面的好评，请予审议。")
    assert (found.body, found.organ) == ("未识别机构", organ)
