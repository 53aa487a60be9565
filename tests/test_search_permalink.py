"""Stable keys of paragraphs: what keeps them, what changes them, and how they lead back."""

import re

from hypothesis import given
from hypothesis import strategies as st

from search.permalink import KEY, find_paragraph, paragraph_keys, permalink, text_key


@given(st.lists(st.text("提案办理 A", max_size=3), max_size=12))
def test_keys_are_all_different_and_lead_back(texts: list[str]) -> None:
    keys = paragraph_keys(texts)
    assert len(set(keys)) == len(texts)
    for number, key in enumerate(keys):
        assert KEY.fullmatch(key)
        assert find_paragraph(texts, key) == number


def test_script_and_width_do_not_change_a_key() -> None:
    assert text_key("政协协商１") == text_key("政協協商1")
    assert text_key("政协协商") != text_key("政协协商。")
    assert re.fullmatch("[0-9a-f]{12}", text_key(""))


def test_key_lasts_when_other_paragraphs_come_and_go() -> None:
    key = paragraph_keys(["甲", "乙", "丙"])[2]
    assert find_paragraph(["丙", "新"], key) == 0
    assert find_paragraph(["甲", "乙"], key) is None


def test_numbered_key_of_a_repeated_text() -> None:
    keys = paragraph_keys(["甲", "乙", "甲"])
    assert keys[2] == f"{keys[0]}-2"
    assert find_paragraph(["乙", "甲"], keys[2]) == 1


def test_address_is_quoted() -> None:
    assert permalink("a b?", "0" * 12) == "/reports/a%20b%3F/t/000000000000"
