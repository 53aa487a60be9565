"""The region of a report on a page: what stands over its title, in it and under it, and what may not be cut there."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.reading import read_reports
from index.report import Report

pytestmark = pytest.mark.usefixtures("package")

TITLE = "平湖市政府工作报告（2022年）"
PROSE = [
    "现在，我代表平湖市人民政府，向大会报告工作，请予审议，并请政协委员和列席人员提出意见。",
    *(
        f"深入实施第{n}项民生工程，新增养老床位{n * 37}张，改造提升农村公路{n * 12}公里，群众获得感增强。"
        for n in range(9)
    ),
    "让我们更加紧密地团结起来，凝心聚力、攻坚克难，为建设共同富裕的新平湖而努力奋斗！",
]
REPORT = [TITLE, "各位代表：", *PROSE]


def read(tmp_path: Path, text: str, suffix: str = ".txt") -> Report:
    path = tmp_path / f"page{suffix}"
    path.write_text(text, "utf-8")
    [report] = read_reports(path)
    assert isinstance(report, Report)
    return report


def lines(tmp_path: Path, *texts: str) -> list[str]:
    return [each.text for each in read(tmp_path, "\n".join(texts)).paragraphs]


@pytest.mark.parametrize(
    "above",
    [
        ["热烈祝贺本站改版成功！欢迎各界人士提出宝贵意见和建议。"],
        ["平湖要闻", "图片新闻", "市委召开常委会会议，研究部署安全生产工作。"],
        ["< 返回", "已订阅"],
    ],
)
def test_lines_over_the_title_are_the_sites(tmp_path: Path, above: list[str]) -> None:
    assert lines(tmp_path, *above, *REPORT) == REPORT


@pytest.mark.parametrize(
    "added",
    [
        ["核心提示：经济稳中有进，民生持续改善，平湖市交出一份沉甸甸的成绩单。"],
        ["内容摘要", "经济稳中有进，民生持续改善，平湖市交出一份沉甸甸的成绩单。"],
        ["本报讯（记者 沈文）2月16日上午，大会举行全体会议。现将报告全文刊发如下，以飨读者。"],
        ["发信站: 某某站 (2022年03月02日14:05:16), 转信"],
        ["老渔翁", "当前离线", "积分 382"],
    ],
)
def test_what_is_about_the_report_is_not_of_it(tmp_path: Path, added: list[str]) -> None:
    found = lines(tmp_path, TITLE, *added, *REPORT[1:])
    assert [text for text in found if text in added[1:] + added[:1]] in ([], ["老渔翁"])
    assert [text for text in found if text in REPORT] == REPORT


FRAME = [
    "——2022年2月16日在平湖市第十六届人民代表大会第一次会议上",
    "（2022年2月18日平湖市第十六届人民代表大会第一次会议通过）",
    "平湖市市长 沈建华",
    "报告人：沈建华",
]


@pytest.mark.parametrize("frame", FRAME)
def test_the_frame_stays(tmp_path: Path, frame: str) -> None:
    assert frame in lines(tmp_path, TITLE, frame, *REPORT[1:])


def test_a_sentence_under_the_title_stays(tmp_path: Path) -> None:
    sentence = "本报告所列数据均为初步统计数，最终以统计公报为准。"
    assert lines(tmp_path, TITLE, sentence, *REPORT[1:]) == [TITLE, sentence, *REPORT[1:]]


def test_an_address_far_down_does_not_begin_a_report(tmp_path: Path) -> None:
    review = [TITLE, *PROSE[1:10], "各位代表：", *PROSE[-1:]]
    assert lines(tmp_path, *review) == review


def test_bars_inside_are_the_sites(tmp_path: Path) -> None:
    bars = ["首页 上一页 1 2 3 下一页 尾页", "打开APP，阅读体验更佳", "第 2 页 共 3 页"]
    assert lines(tmp_path, *REPORT[:4], *bars, *REPORT[4:]) == REPORT


def test_sentences_with_such_words_stay(tmp_path: Path) -> None:
    traps = ["翻过上一页，成绩属于昨天；打开下一页，责任落在今天。", "打开“浙里办”客户端，群众可办1200件事。"]
    assert lines(tmp_path, *REPORT[:4], *traps, *REPORT[4:]) == [*REPORT[:4], *traps, *REPORT[4:]]


@pytest.mark.parametrize(
    "under",
    [
        ["您对本页面内容是否满意？"],
        ["扫一扫在手机打开当前页", "主办：平湖市人民政府办公室", "隐私声明：本站收集访问日志，期满后自动清除。"],
        ["赞 595", "写评论…", "转发", "收藏"],
        ["相关解读"],
        ["发表于 2022-3-3 08:00:11 | 只看该作者", "沙发", "顶一个，希望老城区早点改造。"],
    ],
)
def test_lines_under_the_closing_words_are_the_sites(tmp_path: Path, under: list[str]) -> None:
    assert lines(tmp_path, *REPORT, *under) == REPORT


@pytest.mark.parametrize(
    "notes",
    [
        ["附件：名词解释", "1.证照分离：指将许可类的“证”和主体资格的“照”分开办理的改革。"],
        ["注：本报告中的数据为初步统计数。"],
        ["平湖市人民政府", "2022年2月16日"],
    ],
)
def test_notes_and_signatures_stay(tmp_path: Path, notes: list[str]) -> None:
    """Under a site's line as well: some pages have it between a report and its notes."""
    assert lines(tmp_path, *REPORT, *notes) == [*REPORT, *notes]


def test_a_telephone_number_does_not_end_a_report(tmp_path: Path) -> None:
    late = [*REPORT[:-1], "咨询电话：0573-85012345", "各位代表！", "让改革成果惠及群众。", REPORT[-1]]
    assert lines(tmp_path, *late) == late


def test_a_preformatted_page(tmp_path: Path) -> None:
    wrapped = [
        "　　" + text[:34] + "".join("\n" + text[at : at + 36] for at in range(34, len(text), 36)) for text in PROSE
    ]
    head = "发信人: librarian (资料员), 信区: Report\n标  题: 平湖市2021年度政府工作报告\n"
    head += "发信站: 某站 (2022年03月02日14:05:16)"
    text = (
        f"<center><h3>精华区文章阅读</h3></center><pre>\n{head}\n\n各位代表：\n" + "\n".join(wrapped) + "\n--\n</pre>"
    )
    report = read(tmp_path, text, ".html")
    assert report.title == "平湖市2021年度政府工作报告"
    assert (report.date, [each.text for each in report.paragraphs][1:]) == ("2022-03-02", ["各位代表：", *PROSE])


def test_a_table_has_a_row_a_line(tmp_path: Path) -> None:
    row = "<tr><td><p>{}</p></td><td><p>{}</p></td></tr>"
    table = f"<table>{row.format('生产总值', '856亿元')}{row.format('城镇人口', '41万人')}</table>"
    body = "".join(f"<p>{text}</p>" for text in REPORT[:4]) + table + "".join(f"<p>{text}</p>" for text in REPORT[4:])
    found = [each.text for each in read(tmp_path, f"<table><tr><td>{body}</td></tr></table>", ".html").paragraphs]
    assert found == [*REPORT[:4], "生产总值 | 856亿元", "城镇人口 | 41万人", *REPORT[4:]]


@pytest.mark.parametrize(
    ("parts", "title"),
    [
        (
            ["中国人民政治协商会议", "第九届榆社县委员会", "常务委员会工作报告"],
            "中国人民政治协商会议第九届榆社县委员会常务委员会工作报告",
        ),
        (["防城港市人民政府", "2009年", "政府工作报告"], "防城港市人民政府2009年政府工作报告"),
    ],
)
def test_a_title_over_three_lines(tmp_path: Path, parts: list[str], title: str) -> None:
    report = read(tmp_path, "\n".join([*parts, *REPORT[1:]]))
    assert report.title.replace(" ", "") == title
    assert report.paragraphs[1].text == "各位代表："


def test_who_issued_a_document_is_its_source(tmp_path: Path) -> None:
    filed = "索 引 号： 1/2020-1 主题分类： 综合政务\n发文机关： 平湖市人民政府 成文日期： 2022年02月16日\n"
    filed += "发布日期： 2022年02月20日"
    report = read(tmp_path, "\n".join([filed, *REPORT]))
    assert (report.source, report.date) == ("平湖市人民政府", "2022-02-20")
    assert [each.text for each in report.paragraphs] == REPORT
