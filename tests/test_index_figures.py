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


def counts(sentence: str) -> list[str]:
    """What each figure counts."""
    return [each.counts for each in figures_of(sentence)]


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
        "",
    ],
)
def test_numbers_that_count_nothing_are_no_figures(sentence: str) -> None:
    assert said(sentence) == []


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("地区生产总值达到5万亿元，比上年增长5.5%。", ["地区生产总值", "地区生产总值"]),
        ("全市有14个县（市、区），聘请8名机关干部到专班工作。", ["县（市、区）", "机关干部"]),
        ("提出30余条有针对性、操作性强的意见建议。", ["意见建议"]),
        ("听取3个主办单位汇报办理情况。", ["主办单位"]),
        ("拨出资金25万元帮扶14个村。", ["资金", "村"]),
        ("立案127件。", ["立案"]),
        ("进口、出口分别增长5%和6%。", ["进口", "出口"]),
        ("居民消费价格上涨2%。", ["居民消费价格"]),
        ("处一万元以上五万元以下罚款。", ["罚款", "罚款"]),
        ("捐赠图书2500册、230套。", ["图书", "图书"]),
        ("可以根据情节处五万元以下罚款。", ["罚款"]),
        ("应当自收到申请之日起十日内作出决定。", ["作出决定"]),
        ("收入9422元，支出2936元，分别增长7.7%和6.8%。", ["收入", "支出", "收入", "支出"]),
        ("农民人均可支配收入突破2万元。", ["农民人均可支配收入"]),
        ("可再生能源发电量占比40%。", ["可再生能源发电量占比"]),
        ("在校学生2000人，在园幼儿500人。", ["在校学生", "在园幼儿"]),
        ("开垦荒地30万亩。", ["开垦荒地"]),
        ("科研经费投入强度提高到3%。", ["科研经费投入强度"]),
        ("垃圾日处理能力达6万吨。", ["垃圾日处理能力"]),
        ("平均审批时限压缩60%。", ["平均审批时限"]),
        ("农村新增就业2万人，新增装机5万千瓦。", ["农村新增就业", "装机"]),
        ("收到提案数量达300件。", ["提案数量"]),
        ("粮食、油料产量达到5亿斤。", ["粮食、油料产量"]),
        ("合格和优良率98%。", ["合格和优良率"]),
        ("补贴标准由去年300元提高到今年360元。", ["补贴标准", "补贴标准"]),
        ("学校数量，由上年80所减至70所。", ["学校数量", "学校数量"]),
        ("参保率已达98%，通过率均为90%，失业率拟控制在5%。", ["参保率", "通过率", "失业率"]),
        ("第一、第二和第三产业增加值分别增长3%、5%和7%。", ["第一、第二和第三产业增加值"] * 3),
        ("居民收入和企业利润，去年分别增长6%、8%。", ["居民收入", "企业利润"]),
        ("办结来信200件（其中联名信15件），占收到来信的90%。", ["来信", "联名信", "来信"]),
        ("邀请12家企业的负责人，走访5个村的老党员，建成3个国家级的实验室。", ["企业", "村", "国家级的实验室"]),
        ("10名企业的代表提出6条提高效率的建议。", ["企业的代表", "提高效率的建议"]),
        ("制造业增加值在去年仍然增长7%。", ["制造业增加值"]),
        ("五年来全社会用电量增长30%。", ["全社会用电量"]),
        ("一九八五年的贸易总额拟定为300亿元，它比上年多20亿元。", ["贸易总额", "贸易总额"]),
        ("播种面积安排为五千万亩。", ["播种面积"]),
        ("可以处警告或者二十元以上五十元以下罚款。", ["罚款", "罚款"]),
        ("第九条 流感的潜伏期，通常不超过3天。", ["流感的潜伏期"]),
        ("水稻平均产量已经达到或者超过一千斤。", ["水稻平均产量"]),
        ("小麦收购价每50公斤提高5到7元。", ["小麦收购价"]),
        ("推出12项“一次办成”服务，扶持300家规模以上企业。", ["“一次办成”服务", "规模以上企业"]),
        ("人口平均受教育年限提高到11年，货物发运量增长9%。", ["人口平均受教育年限", "货物发运量"]),
        ("工业企业营收达2万亿元。", ["工业企业营收"]),
    ],
)
def test_what_is_counted_stands_behind_the_number_or_before_it_or_at_the_one_before(
    sentence: str, expected: list[str]
) -> None:
    assert counts(sentence) == expected


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
        figures_of(text)
        started = time.process_time()
        figures_of(text)
        return time.process_time() - started

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


@pytest.mark.parametrize(("gold", "least"), [("figures_seeds.jsonl", 0.95), ("figures_provinces.jsonl", 0.90)])
def test_figures_of_labelled_sentences_are_found(gold: str, least: float) -> None:
    found = scores(HERE / gold)
    assert set(found) == set(MEASURED)
    assert min(min(pair) for pair in found.values()) >= least, found
    assert sum(not figures for _, figures in sentences(HERE / gold)) > 50
