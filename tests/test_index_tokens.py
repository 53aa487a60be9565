"""Terms as tokens: one token for each term, which no tokenizer splits; made one by one or for a batch alike."""

import json

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from plain_searched import plain_text

from index.analysis import Segmenter, fold, fold_for_keys, grams, repeated_token, token, variants, well_formed
from index.analysis.batch import BatchSegmenter
from index.analysis.tokens import LONGEST, WHITESPACE, escape, escape_codes
from index.opensearch.documents import token_fields

# The last code points of Unicode, private ones, are let go of; see index/analysis/tokens.py.
KEPT = chr(0x10FFFF - len(WHITESPACE))
ODD = '\0\t\n\x0b\x1c\x1f \u00a0\u1680\u2003\u2007\u2028\u3000\ufeff\uffff*"\\:0123'
HAN = "政协委员提案办辦理强強县縣着著"
PRIVATE = "\U000effff\U000f0000\U000f0001\U000f0030\U00100000" + KEPT

texts = (
    st.text(st.sampled_from(ODD + HAN + PRIVATE), max_size=30)
    | st.text(st.sampled_from(HAN[:4]), max_size=120)
    | st.text(st.characters(max_codepoint=ord(KEPT)), max_size=20)
).map(well_formed)
terms = texts.filter(bool)

# What Character.isWhitespace of Java 25 says; Lucene's whitespace tokenizer splits there and nowhere else.
JAVA = {*range(9, 14), *range(0x1C, 0x21), 0x1680, *range(0x2000, 0x2007), *range(0x2008, 0x200B), 0x2028, 0x2029}
JAVA |= {0x205F, 0x3000}

segmenter = Segmenter()
remembering = BatchSegmenter(segmenter)


@given(terms)
def test_no_token_is_split(term: str) -> None:
    assert JAVA.isdisjoint(map(ord, token(term)))
    assert 1 <= len(token(term)) <= LONGEST
    # Lucene counts UTF-16 units.
    assert len(token(term).encode("utf-16-le")) // 2 <= 255


@given(terms, terms)
def test_terms_have_tokens_of_their_own(one: str, other: str) -> None:
    assert (token(one) == token(other)) == (one == other)


@given(st.text(st.sampled_from("ab"), min_size=78, max_size=90), st.text(st.sampled_from("ab"), max_size=12))
def test_long_terms_have_tokens_of_their_own(term: str, more: str) -> None:
    assert (token(term) == token(term + more)) == (not more)
    assert token(term)[:60] == term[:60]


@given(terms, terms, st.integers(2, 3000), st.integers(2, 3000))
def test_repetitions_have_tokens_of_their_own(one: str, other: str, times: int, more: int) -> None:
    assert (repeated_token(one, times) == repeated_token(other, more)) == ((one, times) == (other, more))
    assert JAVA.isdisjoint(map(ord, repeated_token(one, times)))


@given(texts)
def test_escaping_keeps_length_and_what_needs_none(text: str) -> None:
    assert len(escape(text)) == len(text)
    for new, old in zip(escape(text), text, strict=True):
        assert (new == old) == (ord(old) not in WHITESPACE and ord(old) < 0xF0000)
    codes = np.frombuffer(text.encode("utf-32-le"), np.uint32)
    assert escape_codes(codes).tobytes().decode("utf-32-le") == escape(text)


def spoken(field: str) -> list[str]:
    """The tokens in a field as it is sent."""
    return [] if field in ('""', "") else json.loads(field).split(" ")


def repeated(text: str) -> list[str]:
    folded = fold(text)
    counts = {term: len(offsets) for term, offsets in grams(text).items() if len(term) == 2}
    counts |= {char: folded.count(char) for char in folded}
    return [repeated_token(term, times) for term, count in counts.items() for times in range(2, count + 1)]


@given(st.lists(texts, max_size=6))
def test_a_batch_has_the_tokens_of_its_texts(batch: list[str]) -> None:
    fields = token_fields(batch, remembering)
    for at, text in enumerate(map(plain_text, batch)):
        folded = fold(text)
        words = [word for word, _, _ in sorted(segmenter.words(text), key=lambda found: found[1])]
        assert spoken(fields.grams[at]) == [token(folded[start : start + 2]) for start in range(len(folded))]
        assert spoken(fields.words[at]) == list(map(token, words))
        assert sorted(spoken(fields.variants[at])) == sorted(map(token, variants(text)))
        assert sorted(spoken(fields.repeated[at])) == sorted(repeated(text))
        assert fields.counts[at] == len(words)
        assert fields.folded_for_keys[at] == fold_for_keys(batch[at])


@given(st.lists(texts, max_size=6))
def test_a_batch_knows_in_how_many_texts_its_words_stand(batch: list[str]) -> None:
    found = [{word for word, _, _ in segmenter.words(plain_text(text))} for text in batch]
    expected = {word: sum(word in each for each in found) for word in set().union(*found)}
    vocabulary = token_fields(batch, remembering).vocabulary
    assert list(vocabulary.words) == sorted(expected)
    assert dict(zip(vocabulary.words, vocabulary.frequencies.tolist(), strict=True)) == expected
