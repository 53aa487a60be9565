"""Facets of a few values take each by all its words, and name it by one."""

import pytest

from index.facets import KIND, LEVEL, ORGAN, ChoiceFacet, KindFacet


@pytest.mark.parametrize("facet", [KIND, ORGAN, LEVEL], ids=lambda facet: facet.name)
def test_every_spelling_stands_for_a_name(facet: KindFacet | ChoiceFacet) -> None:
    for text in facet.spellings():
        name = facet.cleaned(text)
        assert facet.parse(text) == facet.cleaned(name) == name
        assert name in facet.spellings()


def test_words_are_taken_in_any_script_case_and_width_and_others_stay() -> None:
    assert [KIND.cleaned(text) for text in ("标题", "標題", "ＨＥＡＤＩＮＧ", "列表项")] == ["heading"] * 3 + ["item"]
    assert [LEVEL.cleaned(text) for text in ("省级", "省級", "Province", "不详")] == ["province"] * 3 + ["none"]
    assert KIND.cleaned("图片") == "图片"
    assert ORGAN.cleaned("工会") == "工会"
