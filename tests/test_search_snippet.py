"""Snippets: an exact slice of the paragraph with the most marks in it, cut where a reader would cut."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.result import Span
from search.snippet import Snippet, fragments, marked_pieces, snippet

CHARACTERS = st.sampled_from("提案办理协商民主監督，。！？；、：”（）《》 2023年abAB\U00020000")


@st.composite
def texts_with_highlights(draw: st.DrawFn) -> tuple[str, list[Span]]:
    text = draw(st.text(CHARACTERS, min_size=1, max_size=160))
    cuts = sorted(draw(st.sets(st.integers(0, len(text)), max_size=24)))
    return text, list(zip(cuts[::2], cuts[1::2], strict=False))


def marks(shown: Snippet) -> list[Span]:
    spans, at = [], shown.start
    for piece in shown.pieces:
        if piece.marked:
            spans.append((at, at + len(piece.text)))
        at += len(piece.text)
    return spans


@given(texts_with_highlights())
def test_whole_paragraph_is_marked_exactly(drawn: tuple[str, list[Span]]) -> None:
    text, highlights = drawn
    pieces = marked_pieces(text, highlights)
    assert "".join(piece.text for piece in pieces) == text
    assert all(piece.text for piece in pieces)
    assert [piece.text for piece in pieces if piece.marked] == [text[left:right] for left, right in highlights]


@given(texts_with_highlights(), st.integers(1, 60))
def test_snippet_is_an_exact_slice_that_cuts_no_highlight(drawn: tuple[str, list[Span]], width: int) -> None:
    text, highlights = drawn
    shown = snippet(text, highlights, width)
    start, stop = shown.start, shown.end
    assert "".join(piece.text for piece in shown.pieces) == text[start:stop]
    assert marks(shown) == [(left, right) for left, right in highlights if left < stop and right > start]
    assert 0 < stop - start <= max([width, *(right - left for left, right in highlights)])
    assert (shown.leading, shown.trailing) == (start > 0, stop < len(text))


@given(texts_with_highlights(), st.integers(1, 60))
def test_no_other_slice_of_that_width_has_more_marks(drawn: tuple[str, list[Span]], width: int) -> None:
    text, highlights = drawn
    most = max(
        (sum(first <= left and right <= first + width for left, right in highlights) for first, _ in highlights),
        default=0,
    )
    assert len(marks(snippet(text, highlights, width))) >= most


def test_short_text_is_shown_whole() -> None:
    shown = snippet("提案办理", [(0, 2)], 4)
    assert [tuple(piece) for piece in shown.pieces] == [("提案", True, False), ("办理", False, False)]
    assert not shown.leading
    assert not shown.trailing


def test_cuts_at_sentences() -> None:
    text = "一年来成绩很大。" * 5 + "全年办理提案百件，满意率很高。" + "明年还要继续努力工作。" * 5
    at = text.index("提案")
    shown = snippet(text, [(at, at + 2)], 32)
    assert text[: shown.start].endswith("。")
    assert text[: shown.end].endswith("。")
    assert shown.leading
    assert shown.trailing


def test_closing_quotation_mark_stays_with_its_sentence() -> None:
    text = "他们常说：“办好每件提案。”" + "大家都这样认为而且一直在这样做" * 4
    at = text.index("提案")
    shown = snippet(text, [(at, at + 2)], 12)
    assert text[: shown.end].endswith("提案。”")


def test_more_different_words_come_before_repetitions() -> None:
    text = "提案提案" + "的" * 50 + "提案办理" + "的" * 50
    shown = snippet(text, [(0, 2), (2, 4), (54, 56), (56, 58)], 20)
    assert [piece.text for piece in shown.pieces if piece.marked] == ["提案", "办理"]


@pytest.mark.parametrize("width", range(9, 14))
def test_numbers_are_not_cut(width: int) -> None:
    text = "在2019年和2020年以及2021年又在2022年提案在2023年和2024年以及2025年又在2026年"
    at = text.index("提案")
    shown = snippet(text, [(at, at + 2)], width)
    before, after = text[: shown.start][-1:], text[shown.end :][:1]
    first, last = text[shown.start], text[shown.end - 1]
    assert not (before.isdigit() and first.isdigit())
    assert not (last.isdigit() and after.isdigit())


def test_without_highlights_it_is_the_beginning() -> None:
    text = "第一句话说完了。第二句话很长很长很长很长很长"
    shown = snippet(text, [], 10)
    assert (shown.start, text[: shown.end]) == (0, "第一句话说完了。")
    assert not any(piece.marked for piece in shown.pieces)


def test_paragraph_of_a_million_characters() -> None:
    text = "提案办理，" * 200_000
    highlights = [(at, at + 2) for at in range(0, len(text), 5)]
    assert len(marks(snippet(text, highlights, 120))) == 24


def told(text: str, shown: Snippet) -> set[str]:
    return {text[slice(*span)] for span in marks(shown)}


@given(texts_with_highlights(), st.integers(1, 60))
def test_fragments_are_exact_slices_that_show_no_fewer_words(drawn: tuple[str, list[Span]], width: int) -> None:
    text, highlights = drawn
    whole, shown = snippet(text, highlights, width), fragments(text, highlights, width)
    assert 1 <= len(shown) <= 2
    for each in shown:
        assert "".join(piece.text for piece in each.pieces) == text[each.start : each.end]
        assert marks(each) == [(left, right) for left, right in highlights if left < each.end and right > each.start]
    words = set().union(*(told(text, each) for each in shown))
    if len(shown) == 1:
        assert shown[0] == whole
    else:
        first, second = shown
        assert len(words) > len(told(text, whole))
        assert first.end <= second.start
        assert (first.leading, first.trailing) == (first.start > 0, first.end < second.start)
        assert (second.leading, second.trailing) == (False, second.end < len(text))


def test_a_word_far_from_the_others_has_a_fragment_of_its_own() -> None:
    text = "提案提案提案。" + "协商民主。" * 60 + "办理办理。" + "监督。" * 40
    highlights = [(0, 2), (2, 4), (4, 6), (307, 309), (309, 311)]
    shown = fragments(text, highlights, 60)
    assert [told(text, each) for each in shown] == [{"提案"}, {"办理"}]
    assert sum(each.end - each.start for each in shown) <= 60
    assert len(fragments(text, highlights[:3], 60)) == 1
