"""Figures of sentences: which numbers count, what they count, in which unit, and what is no figure."""

import time
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from benchmarks.figures_quality import MEASURED, scores, sentences
from index.analysis import well_formed
from index.analysis.batch import Batch
from index.figures import BOUNDS, Figure, figures_in, figures_of

HERE = Path(__file__).parent
SIGNS = "0123456789０ .,-−零〇壹佰倍，、%万亿千百十一二两三半几数余多近约超第年月日个件元次人"
SIGNS += "至—分之成以上下内的“”《》（）提案。；"
texts = (st.text(st.sampled_from(SIGNS), max_size=40) | st.text(max_size=30)).map(well_formed)


def said(sentence: str) -> list[tuple[object, ...]]:
    """Text, value, upper end, unit, bound and what is counted, of each figure."""
    return [
        (
            sentence[each.start : each.end],
            each.number.value,
            each.high and each.high.value,
            each.unit,
            each.bound,
            each.counts,
        )
        for each in figures_of(sentence)
    ]


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("全年收到提案134件。", ("134件", 134, None, "件", "exact", "提案")),
        ("办复率达到98.5%以上。", ("98.5%以上", 98.5, None, "%", "at_least", "办复率")),
        ("组织委员280余人次。", ("280余人次", 280, None, "人次", "over", "委员")),
        ("捐款捐物近516.5万元。", ("近516.5万元", 5165000, None, "元", "nearly", "捐款捐物")),
        ("开展视察二十余次。", ("二十余次", 20, None, "次", "over", "视察")),
        ("受益群众约1.2亿人。", ("约1.2亿人", 120000000, None, "人", "about", "受益群众")),
        ("审批时限压缩至3至5天。", ("3至5天", 3, 5, "天", "exact", "审批时限")),
        ("三分之二以上的委员参加了会议。", ("三分之二以上", 0.6667, None, "", "at_least", "委员")),
        ("财政支出的百分之五用于教育。", ("百分之五", 5, None, "%", "exact", "财政支出")),
        ("森林覆盖率提高3个百分点。", ("3个百分点", 3, None, "个百分点", "exact", "森林覆盖率")),
        ("新增装机5000万千瓦。", ("5000万千瓦", 50000000, None, "千瓦", "exact", "装机")),
        ("走访上千家企业。", ("上千家", 1000, None, "家", "at_least", "企业")),
        ("建成数百个示范村。", ("数百个", 100, None, "个", "over", "示范村")),
        ("接待来访十几批次。", ("十几批次", 10, None, "批次", "over", "来访")),
        ("收费标准不超过300元。", ("不超过300元", 300, None, "元", "at_most", "收费标准")),
        ("任期不得超过三年。", ("不得超过三年", 3, None, "年", "at_most", "任期")),
        ("保存期不得少于30日。", ("不得少于30日", 30, None, "日", "at_least", "保存期")),
        ("七成企业恢复生产。", ("七成", 70, None, "%", "exact", "企业")),
        ("慰问困难群众三四百人。", ("三四百人", 300, 400, "人", "exact", "困难群众")),
        ("完成投资1亿5000万元。", ("1亿5000万元", 150000000, None, "元", "exact", "投资")),
        ("演出20场（次）。", ("20场（次）", 20, None, "场次", "exact", "演出")),
        ("收購價為３元／公斤。", ("３元／公斤", 3, None, "元/公斤", "exact", "收購價")),
        ("收到提案１３４件。", ("１３４件", 134, None, "件", "exact", "提案")),
        ("總投資2.4萬元。", ("2.4萬元", 24000, None, "元", "exact", "總投資")),
        ("全市14亿多人口。", ("14亿多", 1400000000, None, "", "over", "人口")),
        ("历时一个多月。", ("一个多月", 1, None, "个月", "over", "")),
        ("办理用时两个半小时。", ("两个半小时", 2.5, None, "小时", "exact", "")),
        ("施工历时3个半月。", ("3个半月", 3.5, None, "个月", "exact", "")),
        ("出口额增长两倍半。", ("两倍半", 2.5, None, "倍", "exact", "出口额")),
        ("猪肉价格同比-8.4%。", ("-8.4%", -8.4, None, "%", "exact", "猪肉价格")),
        ("工业增速为负1.2%。", ("负1.2%", -1.2, None, "%", "exact", "工业增速")),
        ("净利润约−2.6亿元。", ("约−2.6亿元", -260000000, None, "元", "about", "净利润")),
        ("为企业减负50亿元。", ("50亿元", 5000000000, None, "元", "exact", "")),
        ("单位能耗降低3-5%。", ("3-5%", 3, 5, "%", "exact", "单位能耗")),
        ("粮食产量六千亿斤到六千二百亿斤。", ("六千亿斤到六千二百亿斤", 6e11, 6.2e11, "斤", "exact", "粮食产量")),
        ("产能40万千瓦～55万千瓦。", ("40万千瓦～55万千瓦", 400000, 550000, "千瓦", "exact", "产能")),
        ("主席团由五人至九人组成。", ("五人至九人", 5, 9, "人", "exact", "组成")),
        ("成本降低百分之八至十二。", ("百分之八至十二", 8, 12, "%", "exact", "成本")),
        ("亩产提高百分之六到百分之七点五。", ("百分之六到百分之七点五", 6, 7.5, "%", "exact", "亩产")),
        ("用电成本至少下降百分之十五。", ("百分之十五", 15, None, "%", "at_least", "用电成本")),
        ("文教经费所占比重达24%强。", ("24%强", 24, None, "%", "over", "比重")),
        ("施工期限至多延长12个月。", ("12个月", 12, None, "个月", "at_most", "施工期限")),
        ("满足六亿五千万人民的需要。", ("六亿五千万", 650000000, None, "", "exact", "人民")),
        ("团结两亿多农户。", ("两亿多", 200000000, None, "", "over", "农户")),
        ("做好以下六方面工作。", ("六方面", 6, None, "方面", "exact", "工作")),
        ("总结这两个年度计划。", ("两个", 2, None, "个", "exact", "年度计划")),
        ("发电量为二百二十四亿五千万度。", ("二百二十四亿五千万度", 22450000000, None, "度", "exact", "发电量")),
        ("智算规模突破1.6万P。", ("突破1.6万P", 16000, None, "p", "over", "智算规模")),
        ("接近半数的村庄通了公路。", ("接近半数", 0.5, None, "", "nearly", "村庄")),
    ],
)
def test_a_figure_has_its_number_unit_bound_and_what_it_counts(sentence: str, expected: tuple[object, ...]) -> None:
    figures = said(sentence)
    if expected[-1] == "":
        figures = [(*figure[:-1], "") for figure in figures]
    assert figures == [expected]


@pytest.mark.parametrize(
    "sentence",
    [
        "2023年5月12日，六届三次会议召开。",
        "二〇二四年工作回顾",
        "第十四届全国委员会第二次会议审议了第三个文件。",
        "（三）完善制度。",
        "3.加强联系。",
        "一是夯实基础，二是深化改革。",
        "“十四五”规划和“三个年”活动深入开展。",
        "贯彻二十大和二十届三中全会精神，共建一带一路。",
        "《关于加强5项工作的意见》（国发〔2023〕12号）印发。",
        "拨打12345热线，推广5G应用，监测PM2.5。",
        "一批项目落地，一个个难题化解，进一步提升，一起努力。",
        "五年来，成绩显著；近三年稳中有进；2020—2025年再上台阶。",
        "综合排名居全国第3位，进入前10。",
        "迎来成立75周年。",
        "三农工作、三峡库区、四川省、百姓、千方百计。",
        "建设万吨级码头、4A级景区，禁止四轮车通行。",
        "犯前三款罪的，依照第八、第九两条的规定处理。",
        "会议于9:30开始，10时结束。",
        "实现四个现代化，坚持四项基本原则和和平共处五项原则。",
        "在三门峡按每50公斤、每3户、每2平方公里计算。",
        "地铁4号线与10号线贯通，12路公交延伸。",
        "市四套班子领导出席，用好两个市场、两种资源，缴纳五险一金。",
        "3月15日至20日，视察；5月6日、7日，协商；15日至20日，走访；3月15-20日，调研。",
        "一九八○两年、1979两年增产，1980两个年度。",
        "三门核电、六盘山、三台县、三门县。",
        "干部和群众打成一片。",
        "一方面加强调研，工作一方面，另一方面深入基层，红四方面军。",
        "推出1080P高清节目，气温升到二十度。",
        "",
    ],
)
def test_numbers_that_count_nothing_are_no_figures(sentence: str) -> None:
    assert said(sentence) == []


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("社会融资规模达41.6 万亿元。", ("41.6 万亿元", 41600000000000, None, "元", "exact", "社会融资规模")),
        ("外汇储备近2 0 万亿元。", ("近2 0 万亿元", 2e13, None, "元", "nearly", "外汇储备")),
        ("1 9 9 7 年粮食产量达到4 9 5 0 亿公斤。", ("4 9 5 0 亿公斤", 4.95e11, None, "公斤", "exact", "粮食产量")),
        ("人均居住面积增加到8 ．7 平方米。", ("8 ．7 平方米", 8.7, None, "平方米", "exact", "人均居住面积")),
        ("下达资金3 460万元。", ("3 460万元", 34600000, None, "元", "exact", "资金")),
        ("参加医疗保险1 050万人。", ("1 050万人", 10500000, None, "人", "exact", "医疗保险")),
        ("出口汽车1 286 305辆。", ("1 286 305辆", 1286305, None, "辆", "exact", "出口汽车")),
        ("收到提案 134 件。", ("134 件", 134, None, "件", "exact", "提案")),
        ("审批时限压缩至 3 至 5 天。", ("3 至 5 天", 3, 5, "天", "exact", "审批时限")),
        ("惠及群众约 5 万人。", ("约 5 万人", 50000, None, "人", "about", "群众")),
        ("满意率为 99.2 ％。", ("99.2 ％", 99.2, None, "%", "exact", "满意率")),
        ("收到\u200b提 案 13 4\u200b件。", ("4\u200b件", 4, None, "件", "exact", "")),
    ],
)
def test_white_space_within_a_number_or_before_its_unit_separates_nothing(
    sentence: str, expected: tuple[object, ...]
) -> None:
    figures = said(sentence)
    if expected[-1] == "":
        figures = [(*figure[:-1], "") for figure in figures]
    assert figures == [expected]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2023 100件", [100]),
        ("甲区 12 345件", [345]),
        ("12 345件", [345]),
        ("附件1 200件", [200]),
        ("表3 150人", [150]),
        ("1 9 9 8 年", []),
        ("第 3 次会议", []),
        ("前 3 位", []),
        ("1 项目建设", []),
        ("2 人员经费", []),
        ("合计 120 85 35", [35]),
        ("1. 350件", [350]),
    ],
)
def test_white_space_between_numbers_of_several_columns_separates_them(text: str, expected: list[float]) -> None:
    assert [each.number.value for each in figures_of(text)] == expected


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("门诊量由3万人次到5万人次。", [(30000, None), (50000, None)]),
        ("学校从12所到15所。", [(12, None), (15, None)]),
        ("产业园A-3招商12家。", [(12, None)]),
    ],
)
def test_what_changes_from_one_number_to_another_is_no_range_and_a_stroke_in_a_name_no_sign(
    sentence: str, expected: list[tuple[float, float | None]]
) -> None:
    assert [(each.number.value, each.high) for each in figures_of(sentence)] == expected


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("净减少10.6万、3.8万、3.3万平方公里。", [(106000, "平方公里"), (38000, "平方公里"), (33000, "平方公里")]),
        ("分别收到提案120、135、142件。", [(120, "件"), (135, "件"), (142, "件")]),
        ("共投入3.5、4.2亿元。", [(350000000, "元"), (420000000, "元")]),
        ("三年来提出意见建议120、135、142条。", [(120, "条"), (135, "条"), (142, "条")]),
        ("比例3:2、5件。", [(5, "件")]),
        ("增长3%、5个百分点。", [(3, "%"), (5, "个百分点")]),
        ("在第1、2路公交和3、5年间。", []),
    ],
)
def test_several_numbers_share_the_unit_of_the_last(sentence: str, expected: list[tuple[float, str]]) -> None:
    assert [(each.number.value, each.unit) for each in figures_of(sentence)] == expected


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("帮助企业融资10个亿。", (1e9, None, "元", "exact")),
        ("投资2个多亿，", (2e8, None, "元", "over")),
        ("投资5个亿以上，", (5e8, None, "元", "at_least")),
        ("融资10个亿元。", (1e9, None, "元", "exact")),
        ("为期3日至5日，", (3, 5, "日", "exact")),
        ("零下20度的严寒里，", (-20, None, "度", "exact")),
        ("利税三到五个亿。", (3e8, 5e8, "元", "exact")),
        ("建设10个亿元项目。", (10, None, "个", "exact")),
        ("气温-5℃至10℃。", (-5, 10, "℃", "exact")),
        ("气温零下20摄氏度。", (-20, None, "摄氏度", "exact")),
        ("海拔-154米。", (-154, None, "米", "exact")),
        ("用时15至20日，完成。", (15, 20, "日", "exact")),
    ],
)
def test_myriads_of_money_degrees_and_days(sentence: str, expected: tuple[object, ...]) -> None:
    (found,) = figures_of(sentence)
    assert (found.number.value, found.high and found.high.value, found.unit, found.bound) == expected


def test_a_figure_belongs_to_its_sentence() -> None:
    text = "召开会议4次。提出建议5条；办结3件"
    assert [text[slice(*each.sentence)] for each in figures_of(text)] == ["召开会议4次。", "提出建议5条；", "办结3件"]


def test_spans_are_those_of_the_text_as_it_is_stored() -> None:
    text = "收到\u200b提 案\u200b134\u200b件。"
    (figure,) = figures_of(text)
    assert text[figure.start : figure.end] == "134\u200b件"
    assert figure.counts == "提案"


@given(st.lists(texts, max_size=6))
@example(["第3", "3件", "，5个", "半", "一", "百"])
@example(["9" * 400 + "件", "十" * 50 + "件", "1" + "万" * 40 + "元"])
@example(["1 0 万元", "提案1 286 件", "1 ", "1 9 9 8 年", "3 000", " 3 件", "队伍", "陆佰件", "伍"])
@example(
    [
        "一〇三五亿",
        "零三个",
        "一年零三个月",
        "亿余万",
        "万万",
        "-",
        "-3",
        "−3%",
        "个半",
        "三倍半",
        "半数",
        "第二、三产业",
    ]
)
@example(["10/0件", "0分之3", "一点五万元", "三四五件", "1/2/3件", "5至3件", "约", "近", "以上"])
def test_a_batch_has_the_figures_of_each_text(given_texts: list[str]) -> None:
    together = list(figures_in(Batch(given_texts)))
    assert together == [figures_of(text) for text in given_texts]
    for text, figures in zip(given_texts, together, strict=True):
        _check(text, figures)


def _check(text: str, figures: list[Figure]) -> None:
    ends = [0, *(each.end for each in figures)]
    for each, before in zip(figures, ends, strict=False):
        first, last = each.sentence
        assert before <= each.start < each.end <= len(text)
        assert first <= each.start
        assert each.end <= max(last, each.end)
        assert each.bound in BOUNDS
        assert each.high is None or each.high.value > each.number.value


def test_effort_is_in_proportion_to_the_text() -> None:
    def seconds(text: str) -> float:
        """Of the quickest of three: what else the machine does may slow one down by as much as is looked for."""
        taken = []
        for _ in range(3):
            started = time.process_time()
            figures_of(text)
            taken.append(time.process_time() - started)
        return min(taken)

    for piece in (
        "收到提案3件",
        "3",
        "三",
        "1至",
        "“3件",
        "第",
        "（",
        "3件，",
        "1 ",
        "0 0",
        "亿",
        "千万",
        "（3件",
        "3件）",
        "-3",
    ):
        assert seconds(piece * 4000) < 40 * max(seconds(piece * 400), 0.005), piece


@pytest.mark.parametrize(
    ("gold", "least"),
    [
        ("figures_seeds.jsonl", 0.95),
        ("figures_provinces.jsonl", 0.92),
        ("figures_fresh.jsonl", 0.95),
        ("figures_unseen.jsonl", 0.90),
    ],
)
def test_figures_of_labelled_sentences_are_found(gold: str, least: float) -> None:
    found = scores(HERE / gold)
    assert set(found) >= set(MEASURED) - {"change"}
    assert min(min(pair) for pair in found.values()) >= least, found
    assert sum(not figures for _, figures in sentences(HERE / gold)) > 10
