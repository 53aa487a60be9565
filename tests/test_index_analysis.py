"""Folding keeps length and makes scripts equal; every character begins a gram."""

from itertools import pairwise
from pathlib import Path

import opencc
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.analysis import fold, fold_table, fold_width_case, grams, run_grams, well_formed

any_text = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)
report_text = st.text(
    st.sampled_from("政協协会議會议提案办辦理棗枣強强縣县着著里裡２０２3年-._%+#&·/ :,，。（）“”aBZ1"), max_size=40
)


@given(any_text | report_text)
def test_folding_keeps_length_and_is_idempotent(text: str) -> None:
    assert len(fold(text)) == len(text)
    assert fold(fold(text)) == fold(text)


@given(any_text | report_text, st.integers(0, 60), st.integers(0, 60))
def test_folding_of_a_part_is_the_part_of_the_folding(text: str, start: int, end: int) -> None:
    assert fold(text[start:end]) == fold(text)[start:end]


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("著眼", "着眼"),
        ("答復", "答复"),
        ("答覆", "答复"),
        ("權利", "权利"),
        ("ＡＢＣ１", "abc1"),
        ("（　）", "( )"),
        ("臺", "台"),
        ("⻓⼯⺠⽣⻄", "长工民生西"),
        ("⾧", "长"),
        ("二〇二三", "二零二三"),
        ("二○二三", "二零二三"),
        ("\uf9b2", "零"),
    ],
)
def test_script_width_and_case_fold_to_one(left: str, right: str) -> None:
    assert fold(left) == fold(right)


@pytest.mark.parametrize(
    ("left", "right"),
    [("提案", "议案"), ("1", "①"), ("“", '"'), ("日", "曰"), ("己", "已"), ("零", "0"), ("○", "o"), ("⺠", "氏")],
)
def test_what_is_not_the_same_does_not_fold_to_one(left: str, right: str) -> None:
    assert fold(left) != fold(right)


def test_width_and_case_folding_leaves_the_script() -> None:
    assert fold_width_case("權利Ａ") == "權利a"
    assert fold_width_case("⻓⾧〇") == "长長〇"


@pytest.mark.parametrize("config", ["t2s", "s2t", "s2tw", "s2hk", "tw2s", "hk2s"])
def test_the_seeds_fold_alike_in_every_script(config: str, seeds: Path) -> None:
    converter = opencc.OpenCC(config)
    for path in sorted(seeds.glob("*.txt")):
        text = path.read_text("utf-8")
        assert fold(converter.convert(text)) == fold(text)


@pytest.mark.slow
def test_the_stored_tables_are_what_opencc_and_unicode_say() -> None:
    for name, text in fold_table.render().items():
        assert Path(fold_table.__file__).with_name(name).read_text("utf-8") == text


@given(any_text)
def test_every_character_begins_one_gram(text: str) -> None:
    offsets = sorted(offset for places in grams(text).values() for offset in places)
    assert offsets == list(range(len(text)))


@given(st.text(min_size=2, max_size=30))
def test_the_grams_of_a_run_cover_it(run: str) -> None:
    pieces = run_grams(run)
    assert {at + distance for _, distance in pieces for at in (0, 1)} == set(range(len(run)))
    assert all(run[distance : distance + 2] == gram for gram, distance in pieces)
    assert all(left < right for (_, left), (_, right) in pairwise(pieces))


def test_lone_surrogates_are_replaced_one_for_one() -> None:
    assert well_formed("a\ud800b\udfff") == "a\ufffdb\ufffd"
    assert well_formed("😀") == "😀"
