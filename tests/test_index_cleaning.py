"""Cleaning: what goes, what stays, what is marked damaged, and that cleaning twice changes nothing."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from pypinyin import Style, pinyin

from index.reading import read_reports
from index.reading.cleaning import STEPS, CleanedPage, Line, Step, clean_page
from index.report import Change, Report

PROSE = "一年来，县政协共收到提案一百二十件，立案一百一十件，办复率达百分之百。"
LAST = "新的一年，县政协将再接再厉，为高质量发展贡献智慧和力量！"
# Prose, as LAST is not, and more of it than PROSE, so that no line between the two can be the site's last word.
END = "会议号召全县各级政协组织和广大政协委员在新的一年里再接再厉，为全县高质量发展贡献智慧和力量。"
HAN = st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5)


def page(*texts: str) -> CleanedPage:
    return clean_page([Line(text) for text in texts])


def cleaned(text: str) -> str:
    """One line of a page, cleaned; prose stands around it so that it is in neither zone of boilerplate."""
    lines = page(PROSE, text, END).lines
    assert (lines[0].text, lines[-1].text) == (PROSE, END)
    return "\n".join(line.text for line in lines[1:-1])


def is_damaged(text: str) -> bool:
    return page(PROSE, text, LAST).lines[1].damaged


def seed(seeds: Path, name: str) -> Report:
    (report,) = read_reports(next(iter(seeds.glob(f"{name}_*"))))
    assert isinstance(report, Report)
    return report


@pytest.mark.parametrize(
    ("name", "count", "first", "last"),
    [
        ("000", 29, "服务大局促发展", "(王成文 兰茂林)"),
        ("001", 30, "政協洛江區第六屆委員會", "匯聚眾力!"),
        ("002", 63, "区政协常委会工作报告(摘登)", "履职水平大幅提升。"),
        ("003", 11, "棗強縣政協堅持以實干實效開新局", "工作水平明顯增強。"),
        ("004", 29, "圍繞中心奏好“協奏曲”", "提供了有力保障。"),
    ],
)
def test_a_seed_keeps_every_paragraph(seeds: Path, name: str, count: int, first: str, last: str) -> None:
    paragraphs = seed(seeds, name).paragraphs
    assert len(paragraphs) == count
    assert paragraphs[0].text.startswith(first)
    assert paragraphs[-1].text.endswith(last)


def test_no_boilerplate_is_left_in_the_seeds(seeds: Path) -> None:
    residue = re.compile(
        "浏览量|来源[:：]|來源[:：]|投稿|编辑[:：]|編輯[:：]|ICP|版权|版權|举报|关于我们|精选图片|推荐新闻|最新内容|技术支持|技術支持"
        "|您的位置|A-|大美綦江|本网|本網|第5608期|&|;rdquo|\u00a0"
    )
    for path in seeds.glob("*.txt"):
        (report,) = read_reports(path)
        assert isinstance(report, Report)
        assert [paragraph.text for paragraph in report.paragraphs if residue.search(paragraph.text)] == []


def test_no_pinyin_is_left_in_the_seeds(seeds: Path) -> None:
    left = [
        match
        for path in seeds.glob("*.txt")
        for report in read_reports(path)
        if isinstance(report, Report)
        for paragraph in report.paragraphs
        for match in re.findall(r".[(（]?[a-zāáǎàēéěèīíǐìōóǒòūúǔùü]*[āáǎàēéěèīíǐìōóǒòūúǔù][a-z]*[)）]?", paragraph.text)
    ]
    assert left == []


def test_all_damage_in_the_seeds_is_restored(seeds: Path) -> None:
    reports = [seed(seeds, name) for name in ("000", "001", "002", "003", "004")]
    assert not any(paragraph.damaged for report in reports for paragraph in report.paragraphs)
    assert [sum(len(paragraph.restored) for paragraph in report.paragraphs) for report in reports] == [0, 0, 0, 3, 2]


def test_the_record_of_a_seed_is_what_was_done(seeds: Path) -> None:
    changes = {change.step: change for change in seed(seeds, "003").changes}
    raw = next(iter(seeds.glob("003_*"))).read_text("utf-8")
    brackets = len(re.findall(r"(?<=[\u4e00-\u9fff])\([^()\u4e00-\u9fff]+\)", raw))
    assert changes["injected pinyin"].count == brackets
    assert changes["restored"].count == 3
    assert "lost bytes" not in changes
    assert changes["boilerplate"].count == 7


def test_the_record_counts_characters() -> None:
    result = page(
        "首页 > 正文", "提案工作综述", "政(zhèng)协收到提案一百件，，办复率百分之百\u200b。", "责任编辑：李明"
    )
    assert result.changes == (
        Change("invisible characters", 1, 1),
        Change("injected pinyin", 1, 7),
        Change("doubled punctuation", 1, 1),
        Change("boilerplate", 2, len("首页 > 正文责任编辑：李明")),
    )


def test_a_clean_page_has_no_record() -> None:
    assert page("提案工作综述", PROSE, LAST).changes == ()


@pytest.mark.parametrize(
    ("dirty", "clean"),
    [
        ("政協(xié)工作", "政協工作"),
        ("站(zhan)在新起点", "站在新起点"),
        ("政(zheng)(zheng)府", "政府"),
        ("政（zhèng）府", "政府"),
        ("政(ZHENG4)府", "政府"),
        ("绿(lv)色旅(lü)游、女(nǚ)性、女(nu:3)性", "绿色旅游、女性、女性"),
        ("协(xie\u0301)商", "协商"),
        ("专家&rdquo;与&#8220;学者&#x201D;", "专家”与“学者”"),
        ("甲&amp;quot;乙", '甲"乙'),
        ("专家?rdquo;建成", "专家”建成"),
        ("共识,,团结，，奋进。。", "共识,团结，奋进。"),
        ("广泛凝聚共识 ,团结", "广泛凝聚共识,团结"),
        ("“最后一公里”, 25名", "“最后一公里”,25名"),
        ("‘小信息’、 解决", "‘小信息’、解决"),
        ("　　一是\u00a0\u00a0二是　三是 ", "一是 二是 三是"),
        ("政\u200b协\ufeff\u00ad工作", "政协工作"),
    ],
)
def test_what_is_mended(dirty: str, clean: str) -> None:
    assert cleaned(dirty) == clean
    assert not is_damaged(dirty)


@pytest.mark.parametrize(
    "text",
    [
        "人工智能(AI)发展",
        "(xié)商民主",
        "政(xié)府",
        "政(zhěng)府",
        "协商(xiéshāng)民主",
        "碳达峰(CO2)行动",
        "为什么?因为协商。",
        "为什么?lian的意思",
        "“弘扬雷锋精神 深化文明实践”",
        "同心共建谱新篇 ——县政协综述",
        "他说……还有——这样",
        "那么。。。就这样",
        "&notaname; 与 &copy",
        "R&D;经费",
        "Beijing, 2024 (the report)",
        "第(一)项、第（二）项",
        "1,234.5万元",
        "比例为3 : 2",
    ],
)
def test_what_stays(text: str) -> None:
    assert cleaned(text) == text


@pytest.mark.parametrize(
    ("dirty", "clean"),
    [
        ("勇?lián)率姑", "勇率姑"),
        ("燃\ufffdxì)踩", "燃踩"),
        ("(勇?lián)率)姑)", "(勇率)姑)"),
        ("展宫F(xiàn)新作為", "展宫F(xiàn)新作為"),
        ("專家\ufffd建成", "專家\ufffd建成"),
    ],
)
def test_lost_bytes_are_cut_and_marked_never_guessed(dirty: str, clean: str) -> None:
    assert cleaned(dirty) == clean
    assert is_damaged(dirty)


@pytest.mark.parametrize("text", ["为什么?", "(读作什么?lián)", "人工智能(AI)", "(一)协商", "协(xié)商"])
def test_what_is_no_damage(text: str) -> None:
    assert not is_damaged(text)


@pytest.mark.parametrize(
    "line",
    [
        "您的位置: 綦江首页>>公示公告>>文件公开>>",
        "當前位置：首頁 > 政協要聞",
        "首页 > 要闻 > 正文",
        "2024-01-25 17:09:37来源:影响四川 浏览量:",
        "发布时间：2024-01-25　作者：李明",
        "主办:中共重庆市綦江区委 承办:綦江区融媒体中心",
        "A- A+",
        "【字体：大 中 小】",
        "字号：默认 大 超大 | 打印 |",
        "投稿邮箱:hebeizx2024@126.com",
        "浏览次数：123",
        "设为首页 | 加入收藏 | 联系我们",
        "欢迎访问衡南县政协网站！",
        "分享到：微信 微博 QQ空间",
        "[打印] [关闭]",
    ],
)
def test_boilerplate_above_the_article_goes(line: str) -> None:
    assert [kept.text for kept in page(line, "提案工作综述", PROSE, LAST).lines] == ["提案工作综述", PROSE, LAST]


@pytest.mark.parametrize(
    "tail",
    [
        ["责任编辑:刘博"],
        ["編輯: 意楊"],
        ["（责任编辑：李明 审核：王小明）"],
        ["工信部备案号:蜀ICP备17004151号-2 广播电视节目制作经营许可:(川)字第01054号"],
        ["版權所有:中國人民政治協商會議河北省委員會 冀ICP備06000849號-1"],
        ["网站主办:政协河北省委员会办公厅", "技术支持:长城新媒体集团"],
        [
            "大美綦江",
            "版权声明:",
            "本中心刊发的文字，如需转载，须经书面许可，并须按许可要求标明出处。",
            "对不当使用者,保留权利。",
        ],
        ["推荐新闻", "·今年我市经济开门红", "·百姓故事：把路修到家门口", "举报电话:023-87265530"],
        ["最新内容", "影响四川 版权所有"],
        ["关于我们| 联系方式| 版权声明| 招聘信息| 网站地图"],
        ["从业人员职业道德监督电话:028-83106609"],
        ["X", "一起来挑错-向网站管理者举报本条信息有错"],
        ["《各界導報》2024-01-26 第5608期 第6—7版"],
        ["以上文章僅代表作者個人觀點,本網只是轉載,如涉及作品內容、版權、稿酬問題,請及時聯系我們。電話:029-63903870"],
        ["上一篇：县政协召开常委会议", "下一篇：没有了"],
        ["分享到：", "微信 微博", "【打印】【关闭】"],
        ["扫一扫在手机打开当前页", "Copyright © 2024 衡南县政协 All Rights Reserved"],
        ["地址：衡南县云集街道　邮编：421131", "您是第 12345 位访客"],
        ["来源：衡南日报"],
    ],
)
def test_boilerplate_under_the_article_goes_and_the_last_paragraph_stays(tail: list[str]) -> None:
    assert [kept.text for kept in page("提案工作综述", PROSE, LAST, *tail).lines] == ["提案工作综述", PROSE, LAST]


@pytest.mark.parametrize(
    "text",
    [
        "加强版权保护，营造创新氛围。",
        "关于我们如何凝聚共识，会议作了部署。",
        "开通举报电话，受理群众投诉。",
        "委员们浏览量大增的网页，点击协商平台，提出建议十条。",
        "组织编辑出版文史资料三辑。",
        "推荐新闻战线委员参加座谈。",
        "政协衡南县委员会",
        "2024年1月25日",
        "分享发展成果",
        "县政协委员视察乡村道路建设",
        "谢谢大家!",
        "会议指出：上一篇章已经写就，下一篇章等待开启。",
    ],
)
def test_real_lines_with_such_words_stay_anywhere(text: str) -> None:
    for lines in (
        ["提案工作综述", PROSE, text],
        ["提案工作综述", PROSE, text, LAST],
        ["提案工作综述", PROSE, text, "责任编辑：李明"],
    ):
        kept = [line.text for line in page(*lines).lines]
        assert kept == [line for line in lines if line != "责任编辑：李明"]


@pytest.mark.parametrize("label", ["正文", "更多", "打印", "声明", "版权声明", "推荐新闻", "责任编辑：李明"])
def test_what_stands_between_two_paragraphs_is_the_article_s(label: str) -> None:
    assert cleaned(label) == label


def test_a_page_without_prose_keeps_its_lines() -> None:
    assert [line.text for line in page("来源：日报", "提案目录", "甲", "乙", "版权所有").lines] == [
        "提案目录",
        "甲",
        "乙",
    ]


FRAGMENTS = st.sampled_from(
    [
        *(
            "政協(xié)",
            "站(zhan)",
            "政(zheng)(zheng)府",
            "F(xiàn)",
            "?lián)",
            "勇",
            "&rdquo;",
            "?rdquo;",
            "&amp;amp;quot;",
            "&nbsp;",
        ),
        *(
            "，，",
            ",,",
            "。。",
            "。",
            " ",
            "　",
            "\u00a0",
            "\u200b",
            "(",
            ")",
            "（",
            "?",
            "\ufffd",
            ";",
            "&",
            "#8221",
            "xié",
            "版权声明",
        ),
        *(
            "责任编辑：",
            "来源:",
            "2024-01-25",
            "首页 > ",
            "推荐新闻",
            "县政协收到提案一百件",
            "ICP备",
            "关于我们|",
            "!",
            "“",
            "”",
            "打印",
            "大",
        ),
    ]
)
PAGES = st.lists(st.lists(FRAGMENTS, max_size=8).map("".join) | st.just(PROSE) | st.text(max_size=30), max_size=12)


@given(PAGES)
def test_cleaning_is_idempotent(texts: list[str]) -> None:
    once = page(*texts)
    again = clean_page(once.lines)
    assert (again.lines, again.changes) == (once.lines, ())


@given(st.sampled_from(STEPS), st.lists(FRAGMENTS, max_size=12).map("".join) | st.text(max_size=40))
def test_every_step_is_idempotent_and_lengthens_nothing(step: Step, text: str) -> None:
    mended = step.mend(text)
    again = step.mend(mended.text)
    assert (again.text, again.places) == (mended.text, 0)
    assert len(mended.text) <= len(text)
    assert (mended.places > 0) == (mended.text != text)


@st.composite
def polluted(draw: st.DrawFn) -> tuple[str, str]:
    """A clean text of random characters, and the same with readings injected the way sites do."""
    text = draw(st.text(HAN, min_size=1, max_size=20))
    dirty = []
    for character in text:
        style = draw(st.sampled_from([None, Style.TONE, Style.NORMAL, Style.TONE3, Style.TONE2]))
        readings = pinyin(character, style=style, heteronym=True, errors="ignore") if style else []
        dirty.append(character)
        if readings:
            reading = draw(st.sampled_from(readings[0]))
            reading = draw(
                st.sampled_from([reading, reading.upper(), reading.replace("ü", "v"), reading.replace("ü", "u:")])
            )
            bracket = draw(st.sampled_from(["({})", "（{}）"])).format(reading)
            dirty.append(bracket * draw(st.integers(1, 2)))
    return text, "".join(dirty)


@given(polluted())
@example(("正文", "正文"))
@example(("版权声明", "版权(quan)声明"))
def test_polluting_a_text_with_pinyin_and_cleaning_it_gives_the_text_back(pair: tuple[str, str]) -> None:
    text, dirty = pair
    assert cleaned(dirty) == text


@given(HAN, st.from_regex(r"\A[BCDFGHJKLPQRSTVWXZbcdfghjklpqrstvwxz]{2,5}\Z"))
def test_a_bracket_that_is_no_reading_stays(character: str, letters: str) -> None:
    text = f"第{character}({letters})项"
    assert cleaned(text) == text
