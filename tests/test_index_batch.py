"""The analysis of a batch is that of its texts one by one."""

from collections.abc import Callable, Sequence

import jieba
import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from plain_searched import plain_text

from index.analysis import Segmenter, fold_table, fold_width_case, grams, segmenter_name, variants, well_formed
from index.analysis.batch import Batch, BatchSegmenter, Occurrences, _traditional
from index.analysis.folding import fold_for_words, traditional_characters
from index.analysis.segmentation import is_word
from index.segment.arrays import in_runs, ragged
from index.segment.terms import ShortTerms

HAN = "政協协会議會议提案办辦理棗枣強强縣县着著里裡乾干後后發髮面麵隻只云雲徵征於于"
ODD = "\0\n\r\t\x0b\x85\u2028\u3000 -._%+#&·/:：,，。（）“”\ufeff\ufffd"
ASTRAL = "\U00010428\U0001d7d8\U0002a6d6\U0002f800\U0010ffff"
LATIN = "aBZéİßſΣσςǅｆＡ0１９½"

texts = (
    st.text(st.sampled_from(HAN + ODD + ASTRAL + LATIN), max_size=30)
    | st.text(st.sampled_from(HAN + "的工作报告"), max_size=40)
    | st.text(st.sampled_from(traditional_characters()), max_size=12)
    | st.text(st.characters(), max_size=20)
).map(well_formed)
batches = st.lists(texts, max_size=8)

Found = list[dict[str, list[int]]]


def by_text(batch: Batch, occurrences: Occurrences, name: Callable[[int], str]) -> Found:
    """For each text, its terms with their offsets, ascending."""
    found: Found = [{} for _ in batch.texts]
    pairs = zip(occurrences.terms.tolist(), occurrences.places.tolist(), strict=True)
    owners = batch.texts_of(occurrences.places).tolist()
    for (term, place), text in sorted(zip(pairs, owners, strict=True)):
        found[text].setdefault(name(term), []).append(place - int(batch.starts[text]))
    return found


def short(occurrences: Occurrences) -> Callable[[int], str]:
    """What the numbers of short terms mean."""
    keys = np.unique(occurrences.terms)
    terms = ShortTerms(keys)
    return lambda key: terms.term(int(np.searchsorted(keys, np.uint64(key))))


@pytest.fixture(scope="module")
def segmenter(package: str) -> Segmenter:
    assert segmenter_name().startswith(f"{package} ")
    return Segmenter()


@pytest.fixture(scope="module")
def remembering(segmenter: Segmenter) -> BatchSegmenter:
    """As in an index run, it has met words before."""
    return BatchSegmenter(segmenter)


def words_of(segmenter: Segmenter, text: str) -> dict[str, list[int]]:
    offsets: dict[str, list[int]] = {}
    for word, start, _ in sorted(segmenter.words(text), key=lambda token: token[1]):
        offsets.setdefault(word, []).append(start)
    return offsets


@given(batches)
@example([])
@example([""])
@example(["", "\0", "", "a"])
@example(["提案", "", "案提", "\0案"])
def test_grams_and_variants_are_those_of_each_text(given_texts: Sequence[str]) -> None:
    batch = Batch(given_texts)
    found = batch.grams()
    assert by_text(batch, found, short(found)) == [dict(grams(plain_text(text))) for text in given_texts]
    found = batch.variants()
    assert by_text(batch, found, short(found)) == [dict(variants(plain_text(text))) for text in given_texts]


@given(given_texts=batches)
@example(given_texts=[])
@example(given_texts=["", "提案办理", ""])
@example(given_texts=["権利", "權利著眼\0著", "A-1.2_b%"])
def test_words_are_those_of_each_text(
    segmenter: Segmenter, remembering: BatchSegmenter, given_texts: Sequence[str]
) -> None:
    for segmenting in (remembering, BatchSegmenter(segmenter)):
        batch = Batch(given_texts)
        assert batch.for_words == [fold_for_words(plain_text(text)) for text in given_texts]
        words, found = segmenting.words(batch)
        expected = [words_of(segmenter, plain_text(text)) for text in given_texts]
        assert by_text(batch, found, words.__getitem__) == expected
        # In order, each once, and none that stands nowhere: they become the segment's dictionary.
        assert words == sorted(set().union(*expected))


def is_known(char: str) -> bool:
    """Whether jieba itself knows a character; others packages may take together."""
    return not char.isalnum() or char.isascii() or "\u4e00" <= char <= "\u9fd5"


@given(given_texts=batches)
@example(given_texts=["", "提案办理，100%。", ""])
@example(given_texts=["権利", "權利著眼\0著", "A-1.2_b%", "5.5.6 a__b--"])
def test_tokens_are_those_of_jieba_in_accurate_mode(segmenter: Segmenter, given_texts: Sequence[str]) -> None:
    batch = Batch(given_texts)
    _, (tokens, found) = BatchSegmenter(segmenter).words_and_tokens(batch)
    each: list[list[str]] = [[] for _ in given_texts]
    for number, text in zip(found.terms.tolist(), batch.texts_of(found.places).tolist(), strict=True):
        each[text].append(tokens[number])
    plain = [fold_for_words(plain_text(text)) for text in given_texts]
    assert list(map("".join, each)) == plain
    for found_words, text in zip(each, plain, strict=True):
        if all(map(is_known, text)):
            assert list(filter(is_word, found_words)) == list(filter(is_word, jieba.lcut(text)))


@pytest.mark.slow
def test_a_text_changes_when_simplified_only_by_a_character_that_is_known() -> None:
    texts = [fold_width_case(phrase) for phrase in fold_table._opencc_phrases()]
    texts += [fold_width_case(chr(code)) for code in range(0x110000) if not 0xD800 <= code < 0xE000]
    # One after the other, so that none is a part of another's phrase.
    lines = [text for text in texts if "\n" not in text]
    simplified = fold_for_words("\n".join(lines).replace("\n", " \x01 ")).split(" \x01 ")
    assert len(simplified) == len(lines)
    known = _traditional()
    for before, after in zip(lines, simplified, strict=True):
        assert before == after or any(known[ord(char)] for char in before), before
    assert sum(before != after for before, after in zip(lines, simplified, strict=True)) > 10_000


@given(st.lists(st.tuples(st.integers(0, 50), st.integers(0, 5)), max_size=10))
def test_ragged_runs_stand_behind_one_another(runs: list[tuple[int, int]]) -> None:
    starts, counts = (np.array([run[side] for run in runs], np.int64) for side in (0, 1))
    assert ragged(starts, counts).tolist() == [start + step for start, count in runs for step in range(count)]


@given(st.lists(st.tuples(st.booleans(), st.integers(0, 4)), max_size=40))
def test_chosen_runs_of_an_array_stand_behind_one_another(runs: list[tuple[bool, int]]) -> None:
    ends = np.cumsum([count for _, count in runs], dtype=np.int64)
    chosen = np.array([own for own, _ in runs], np.bool_)
    counts = np.diff(ends, prepend=0)[chosen]
    array = np.arange(100, 100 + sum(count for _, count in runs), dtype=np.uint16)
    found = in_runs(array, ends[chosen] - counts, counts)
    assert found.tolist() == array[np.repeat(chosen, [count for _, count in runs])].tolist()
    assert found.dtype == array.dtype
