"""Figures of what rose or fell, of degrees below zero, of votes; ratios and times of day are none."""

import pytest

from index.figures import figures_of


@pytest.mark.parametrize(
    ("sentence", "changes"),
    [
        ("检查数量下降51%。", ["down"]),
        ("收入增长5.5%，支出减少3个百分点。", ["up", "down"]),
        ("能耗降低0.5%、0.6%和0.7%。", ["down", "down", "down"]),
        ("進口、出口分別下降5%和6%。", ["down", "down"]),
        ("办件量增加了近20件，减少了约2家。", ["up", "down"]),
        ("覆盖率提高到88%，增至300家，缩短为5天。", ["to", "to", "to"]),
        ("由300件增加到450件，总数达到134件。", [None, "to", "to"]),
        ("降幅为3.2%，增幅达12%。", ["down", "up"]),
        ("产量翻一番。", ["up"]),
        ("减少用地3亩，压减一般性支出12%。", ["down", "down"]),
        ("提案比上年多20件，会议比去年同期少3次。", ["up", "down"]),
        ("比上年多收提案12件，少开会议3次。", ["up", "down"]),
        ("钢增产了约78万吨，夏粮减产一成，增产粮食3万吨。", ["up", "down", "up"]),
        ("覆盖率达95%，产量均已达3万吨。", ["to", "to"]),
        ("由去年的63.5%上升到今年的70%左右，农户已达到全体农户的百分之六十。", [None, "to", "to"]),
        # What is read, and does not change.
        ("收到提案134件，占88%。", [None, None]),
        ("新增岗位1200个，新增3家。", [None, None]),
        ("增速5.5%，增长率为5%。", [None, None]),
        ("提升5个方面能力。", [None]),
        ("比全国高2个百分点。", [None]),
        ("不增加3件。", [None]),
        ("投降10人，每增加1人。", [None, None]),
        ("出口增速-2.1%，同比增长-3%。", [None, None]),
        ("增长点3个，减税300亿元。", [None, None]),
        ("每年至少召开会议2次，处少缴或者少缴税款50%的罚款。", [None, None]),
        ("长达20年，多达300件，到达3人。", [None, None, None]),
        ("达到标准的10个县，占全国的20%。", [None, None]),
    ],
)
def test_it_is_said_whether_something_rose_or_fell(sentence: str, changes: list[str | None]) -> None:
    figures = figures_of(sentence)
    assert [each.change for each in figures] == changes
    assert all(each.number.value > 0 or each.change is None for each in figures)


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("气温-5至3℃。", ("-5至3℃", -5, 3, "℃")),
        ("气温－５℃～３℃。", ("－５℃～３℃", -5, 3, "℃")),
        ("气温-8--5℃。", ("-8--5℃", -8, -5, "℃")),
        ("气温零下5至零下3摄氏度。", ("零下5至零下3摄氏度", -5, -3, "摄氏度")),
        ("气温零下3至5℃。", ("零下3至5℃", -5, -3, "℃")),
        ("气温零下5℃至3℃。", ("零下5℃至3℃", -5, 3, "℃")),
        ("气温零下5℃至零上3℃。", ("零下5℃至零上3℃", -5, 3, "℃")),
        ("气温零下5到零上3摄氏度。", ("零下5到零上3摄氏度", -5, 3, "摄氏度")),
        ("气温零上3℃至零上5℃。", ("零上3℃至零上5℃", 3, 5, "℃")),
        ("气温零上3℃。", ("零上3℃", 3, None, "℃")),
        ("增速为-0.5%至0.5%。", ("-0.5%至0.5%", -0.5, 0.5, "%")),
        ("增速为-3%～-1%。", ("-3%～-1%", -3, -1, "%")),
        ("气温5至8℃。", ("5至8℃", 5, 8, "℃")),
        # A stroke that joins is no minus.
        ("能耗降低3-5%。", ("3-5%", 3, 5, "%")),
        ("占比—3至5%。", ("3至5%", 3, 5, "%")),
        ("工期3--5天。", ("3--5天", 3, 5, "天")),
        ("A-5至8件。", ("5至8件", 5, 8, "件")),
        ("室温负5度。", ("负5度", -5, None, "度")),
    ],
)
def test_a_range_may_begin_below_zero(sentence: str, expected: tuple[object, ...]) -> None:
    (figure,) = figures_of(sentence)
    high = None if figure.high is None else figure.high.value
    assert (sentence[figure.start : figure.end], figure.number.value, high, figure.unit) == expected


@pytest.mark.parametrize(
    ("sentence", "votes"),
    [
        ("赞成2800票，反对2票，弃权3票。", [("赞成", 2800), ("反对", 2), ("弃权", 3)]),
        ("2800票赞成、2票反对、3票弃权。", [("赞成", 2800), ("反对", 2), ("弃权", 3)]),
        ("以2800票赞成通过。", [("赞成", 2800)]),
        ("3票赞成2票反对", [("赞成", 3), ("反对", 2)]),
        ("赞成3票反对2票", [("赞成", 3), ("反对", 2)]),
        ("同意票为5票，反对票共2票", [("同意票", 5), ("反对票", 2)]),
        ("发出表决票300票。", [("表决票", 300)]),
        ("赞成200票，反对零票，零票弃权。", [("赞成", 200), ("反对", 0), ("弃权", 0)]),
        ("零票价开放，零门槛办理。", []),
    ],
)
def test_votes_are_counted_by_how_they_were_cast(sentence: str, votes: list[tuple[str, int]]) -> None:
    assert [(each.counts, each.number.value) for each in figures_of(sentence)] == votes


@pytest.mark.parametrize(
    "sentence",
    [
        "比例为3:1。", "1比5", "师生比为1∶18", "比例 3 : 1", "三比二", "会议9时30分",
        "以243对187通过", "二百四十三对一百八十七",
        "会议于9 时 30 分开始", "上午9：30开会", "会议九时三十分开始", "9时至11时30分",
    ],
)  # fmt: skip
def test_ratios_and_times_of_day_are_no_figures(sentence: str) -> None:
    assert figures_of(sentence) == []


@pytest.mark.parametrize(
    ("sentence", "text", "counts"),
    [
        ("3票比2票", "3票", ""),
        ("比例为3:1,有5人", "5人", ""),
        ("会议30分钟", "30分钟", "会议"),
        ("得分30分", "30分", "得分"),
        ("200对夫妇受到表彰", "200对", "夫妇"),
    ],
)
def test_what_has_a_unit_is_one(sentence: str, text: str, counts: str) -> None:
    first = figures_of(sentence)[0]
    assert (sentence[first.start : first.end], first.counts) == (text, counts)


def test_what_turns_into_something_else_is_what_is_counted() -> None:
    assert [each.counts for each in figures_of("利润由-1.2亿元转为0.5亿元。")] == ["利润", "利润"]
    assert [each.counts for each in figures_of("生产总值从上年的下降2%转为增长5%。")] == ["生产总值", "生产总值"]
