"""Numbers as they are written: a whole number in any form is read back, and what is none is none."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from index.figures import figures_of

PLAIN, CAPITAL = "零一二三四五六七八九十百千", "零壹贰叁肆伍陆柒捌玖拾佰仟"
TRADITIONAL = str.maketrans("万亿两", "萬億兩")
CAPITAL_TRADITIONAL = str.maketrans("贰陆", "貳陸")
numbers = st.integers(10, 10**14) | st.builds(
    lambda digit, power: digit * 10**power, st.integers(1, 999), st.integers(1, 11)
)


def below_ten_thousand(number: int, numerals: str) -> str:
    said = ""
    for power in (3, 2, 1, 0):
        digit, rest = divmod(number, 10**power)
        number = rest
        if digit:
            said += numerals[digit] + (numerals[9 + power] if power else "")
        elif said and rest and not said.endswith("零"):
            said += "零"
    return said


def in_chinese(number: int, numerals: str = PLAIN) -> str:
    """As it is said, 零 where powers are left out: 一亿零五万零三."""
    if number >= 10**8:
        first, rest = divmod(number, 10**8)
        gap = "零" if 0 < rest < 10**7 else ""
        return in_chinese(first, numerals) + "亿" + (gap + in_chinese(rest, numerals) if rest else "")
    first, rest = divmod(number, 10**4)
    gap = "零" if first and 0 < rest < 1000 else ""
    return (below_ten_thousand(first, numerals) + "万" if first else "") + gap + below_ten_thousand(rest, numerals)


def mixed(number: int) -> str:
    """Digits before each power: 2亿5千万, 1万2千3百; what is below a hundred is left out."""
    said = ""
    for large, name in ((10**8, "亿"), (10**4, "万"), (1, "")):
        part, number = divmod(number, large)
        if large == 10**8:
            said += f"{part}亿" if part else ""
            continue
        thousands, hundreds = divmod(part // 100, 10)
        pieces = (f"{thousands}千" if thousands else "") + (f"{hundreds}百" if hundreds else "")
        said += pieces + name if pieces else ""
    return said


def mixed_value(number: int) -> int:
    """What `mixed` says of a number."""
    above, below = divmod(number, 10**8)
    return above * 10**8 + below // 10**6 * 10**6 + below % 10**4 // 100 * 100


def read(numeral: str) -> list[tuple[float, str, str]]:
    return [(each.number.value, each.unit, each.bound) for each in figures_of(f"产量为{numeral}吨。")]


@given(numbers)
@example(140_000_000)
@example(323_809_684)
@example(100_000_001)
@example(90_070_003)
@example(10**12 + 10)
def test_a_whole_number_in_any_form_is_read_back(number: int) -> None:
    said, capital = in_chinese(number), in_chinese(number, CAPITAL)
    forms = [said, said.translate(TRADITIONAL), said.replace("零", "〇"), str(number), f"{number:,}"]
    forms += [capital, capital.translate(TRADITIONAL).translate(CAPITAL_TRADITIONAL)]
    if said.startswith("一十"):
        forms.append(said[1:])
    for form in forms:
        assert read(form) == [(number, "吨", "exact")], form


@given(numbers.map(mixed_value).filter(lambda number: number >= 100))
@example(250_000_000)
def test_digits_and_powers_in_turn_are_read_as_one_number(number: int) -> None:
    assert read(mixed(number)) == [(number, "吨", "exact")], mixed(number)


@given(st.integers(101, 9999).map(str).filter(lambda digits: "0" in digits[1:]), st.sampled_from(["", "万", "亿"]))
def test_digits_that_stand_by_their_places_are_read_so(digits: str, power: str) -> None:
    said = digits.translate(str.maketrans("0123456789", "〇一二三四五六七八九"))
    value = int(digits) * {"": 1, "万": 10**4, "亿": 10**8}[power]
    assert read(said + power) == [(value, "吨", "exact")]


@given(st.integers(10, 10**8), st.sampled_from("余多"))
def test_what_is_left_unsaid_makes_it_more(number: int, sign: str) -> None:
    said = in_chinese(number * 10**4)
    assert read(said[:-1] + sign + said[-1]) == [(number * 10**4, "吨", "over")]


@pytest.mark.parametrize(
    ("numeral", "value", "high", "bound"),
    [
        ("一亿六千多万", 160_000_000, None, "over"),
        ("十二亿余万", 1_200_000_000, None, "over"),
        ("6亿3千余万", 630_000_000, None, "over"),
        ("三万亿五千亿", 3_500_000_000_000, None, "exact"),
        ("四万万五千万", 450_000_000, None, "exact"),
        ("十几万", 100_000, None, "over"),
        ("二十几万", 200_000, None, "over"),
        ("数百万", 1_000_000, None, "over"),
        ("三万五", 35_000, None, "exact"),
        ("1万2000", 12_000, None, "exact"),
        ("2.5千万", 25_000_000, None, "exact"),
        ("三点二四亿", 324_000_000, None, "exact"),
        ("二〇七亿", 20_700_000_000, None, "exact"),
        ("二三八亿", 23_800_000_000, None, "exact"),
        ("一百七八十", 170, 180, "exact"),
        ("三四亿", 300_000_000, 400_000_000, "exact"),
        ("十七八万", 170_000, 180_000, "exact"),
        ("叁仟贰佰", 3_200, None, "exact"),
    ],
)
def test_numbers_as_reports_have_them(numeral: str, value: float, high: float | None, bound: str) -> None:
    (figure,) = figures_of(f"产量为{numeral}吨。")
    assert (figure.number.value, figure.high and figure.high.value, figure.bound) == (value, high, bound)
    assert f"产量为{numeral}吨。"[figure.start : figure.end] == f"{numeral}吨"


@pytest.mark.parametrize(
    "numeral", ["三百五百", "一二三四五", "五千八万万亿亿", "亿万万万", "队伍陆续", "九千九百十万万万亿"]
)
def test_numerals_that_are_no_number_together_are_not_summed(numeral: str) -> None:
    assert all(value < 10**4 for value, _, _ in read(numeral))
