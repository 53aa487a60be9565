"""Rows of a list are no paragraph that was broken, and figures that a break tore are whole."""

from pathlib import Path

import pytest

from index.reading import read_reports
from index.report import Report

TITLE = "广安区政协2023年重点提案目录"
PROSE = "一年来，我们认真履行职能，坚持团结和民主两大主题，共征集提案216件，各项工作取得新的成绩。"
TOPICS = ["城市更新", "乡村振兴", "营商环境", "生态环保", "民生保障", "教育公平", "医疗卫生"]
OF_ONE_WIDTH = [f"关于进一步加强{each}工作推动全区高质量发展的提案" for each in TOPICS]
LISTS = {
    "one width": OF_ONE_WIDTH,
    "numbers": [f"第{at}号 {each}" for at, each in enumerate(OF_ONE_WIDTH, 1)],
    "outline": [f"{at}. {each}" for at, each in enumerate(OF_ONE_WIDTH, 1)],
    "one end": [f"{each}领域推动全区经济社会高质量发展的建议" for each in TOPICS],
    "slogans": [
        "坚持党的领导，把牢正确政治方向不动摇",
        "坚持人民至上，厚植履职为民情怀不停步",
        "坚持服务大局，聚力高质量发展不松劲",
        "坚持守正创新，提升协商议政质效不懈怠",
    ],
    "widths": [
        "关于加快推进城市老旧小区改造的提案",
        "关于完善农村养老服务体系的建议",
        "关于加强中小学生心理健康教育的提案",
        "关于推动县域商业体系建设的提案",
        "关于规范电动自行车停放和充电管理的提案",
        "关于支持民营企业高质量发展的提案",
        "关于加强历史文化名城保护利用的提案",
    ],
    "nothing alike": [
        "城南街道新建公园提升群众生活品质",
        "枣山园区引进企业增添产业发展动能",
        "协兴镇修复古道带动乡村旅游升温",
        "花桥镇整治河道守护一江清水东流",
        "龙台镇培育柑橘铺就农民增收路子",
        "恒升镇改造校舍改善师生学习条件",
        "大安镇建成粮仓保障储备安全无忧",
        "井河镇修通公路方便群众日常出行",
        "官盛镇举办球赛丰富农民文化生活",
    ],
}


def texts_of(folder: Path, *lines: str) -> list[str]:
    (folder / "a.txt").write_text("\n".join((TITLE, "", *lines)), encoding="utf-8")
    [report] = read_reports(folder / "a.txt")
    assert isinstance(report, Report)
    return [each.text for each in report.paragraphs]


@pytest.mark.parametrize("name", LISTS)
@pytest.mark.parametrize("indent", ["", "\u3000\u3000"])
@pytest.mark.parametrize("apart", [True, False])
def test_items_of_a_list_are_a_line_each(name: str, indent: str, apart: bool, tmp_path: Path) -> None:
    lines = [PROSE, *([""] if apart else []), *LISTS[name]]
    assert texts_of(tmp_path, *(indent + line for line in lines)) == [TITLE, PROSE, *LISTS[name]]


@pytest.mark.parametrize("name", ["one width", "slogans", "widths"])
def test_items_that_a_page_breaks_are_a_line_each(name: str, tmp_path: Path) -> None:
    rows = "<br>".join([PROSE, *LISTS[name], "", PROSE])
    (tmp_path / "a.html").write_text(f"<h1>{TITLE}</h1><div>{rows}</div>", encoding="utf-8")
    [report] = read_reports(tmp_path / "a.html")
    assert isinstance(report, Report)
    assert [each.text for each in report.paragraphs] == [TITLE, PROSE, *LISTS[name], PROSE]


def broken(text: str, width: int) -> list[str]:
    return [text[at : at + width] for at in range(0, len(text), width)]


@pytest.mark.parametrize("width", [18, 23, 29])
def test_items_that_fill_several_rows_are_joined(width: int, tmp_path: Path) -> None:
    texts = [f"坚持{each}，{PROSE}" for each in TOPICS]
    assert texts_of(tmp_path, *(row for text in texts for row in broken(text, width))) == [TITLE, *texts]


@pytest.mark.parametrize("width", range(16, 32))
def test_a_figure_is_whole_wherever_it_was_torn(width: int, tmp_path: Path) -> None:
    text = f"一年来，立案1198件，办复率100%，满意率98.6%，投入1,200万元，调研12次。{PROSE}"
    rows = broken(text, width) + broken(PROSE, width) + broken(PROSE, width)
    assert texts_of(tmp_path, *rows)[1:] == [text, PROSE, PROSE]


@pytest.mark.parametrize("width", [18, 23, 29])
@pytest.mark.parametrize("indent", ["", "\u3000\u3000"])
def test_rows_with_a_blank_line_above_each_are_joined(width: int, indent: str, tmp_path: Path) -> None:
    texts = [f"{each}工作更加有力。{PROSE}" for each in TOPICS]
    rows = [line for text in texts for row in broken(indent + text, width) for line in (row, "")]
    assert texts_of(tmp_path, *rows) == [TITLE, *texts]


@pytest.mark.parametrize("name", LISTS)
def test_paragraphs_with_a_blank_line_above_each_stay_apart(name: str, tmp_path: Path) -> None:
    lines = [PROSE, *LISTS[name], PROSE, *OF_ONE_WIDTH, PROSE]
    assert texts_of(tmp_path, *(line for text in lines for line in (text, ""))) == [TITLE, *lines]


def test_a_unit_goes_on_from_its_figure(tmp_path: Path) -> None:
    rows = [
        "全区 GDP 增长 7.5%，R&D 投入 3.2",
        "亿元，引进 Tesla Energy 等企业 5 家，App",
        "注册用户 10000 人，PM2.5 平均浓度 35",
        "微克，AI 产业 产值 100 亿元。",
    ]
    assert texts_of(tmp_path, *rows * 4)[1:] == ["".join(rows)] * 4
