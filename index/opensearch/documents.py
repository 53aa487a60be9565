"""Reports as documents of a cluster: a batch is analysed in arrays and becomes the lines of bulk requests."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from json.encoder import encode_basestring as quoted
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from index.analysis import token
from index.analysis.batch import Batch, BatchSegmenter, Occurrences, fold_codes, split_codes
from index.analysis.tokens import TIMES, escape_codes
from index.facets import KIND, REPORT_FACETS, YearFacet
from index.opensearch.mapping import ORDERS, PUBLISHED
from index.segment.arrays import ragged
from index.segment.columns import NO_SECTION, repeat_numbers, year_number
from index.segment.inversion import ReportColumns
from index.segment.restored import RESTORED, restored_in
from index.segment.terms import BITS
from index.segment.vocabulary import Vocabulary

Int64 = npt.NDArray[np.int64]
UInt64 = npt.NDArray[np.uint64]
CodePoints = npt.NDArray[np.uint32]

_SPACE: Final = 0x20
_CHARACTER: Final = np.uint64(BITS)
_PAIR: Final = np.uint64(2 * BITS)
_LOW: Final = np.uint64((1 << BITS) - 1)
_BELOW_PAIR: Final = np.uint64((1 << 2 * BITS) - 1)


@dataclass(frozen=True, slots=True)
class Numbered:
    """A report with its place in the index."""

    place: int
    report: ReportColumns


@dataclass(frozen=True, slots=True)
class TokenFields:
    """Token fields of some texts, one JSON string for each text.

    counts: number of words of each text. vocabulary: the words with their document frequencies in these texts.
    folded_for_keys: the texts, so folded.
    """

    words: list[str]
    grams: list[str]
    repeated: list[str]
    variants: list[str]
    counts: list[int]
    vocabulary: Vocabulary
    folded_for_keys: list[str]


def document_id(since: int, place: int) -> str:
    """Id of a report's document; paragraphs add "-" and their number. No other session makes the same id."""
    return f"{since}.{place}"


def places_taken(paragraphs: int) -> int:
    """Number of places that a report of `paragraphs` paragraphs takes."""
    return max(-(-paragraphs // ORDERS), 1)


def documents(
    batch: Sequence[Numbered], since: int, segmenter: BatchSegmenter
) -> tuple[Iterator[bytes], Vocabulary | None]:
    """Documents of the reports, paragraphs first, as lines of a bulk request; and the paragraphs' vocabulary.

    since: the term of the session. A batch without paragraphs has no vocabulary.
    """
    batch = [each for each in batch if each.report.texts]
    if not batch:
        return iter(()), None
    texts = [text for each in batch for text in each.report.texts]
    fields = token_fields(texts, segmenter)
    titles = token_fields([each.report.title for each in batch], segmenter)
    return _lines(batch, since, fields, titles), fields.vocabulary


def _lines(batch: Sequence[Numbered], since: int, fields: TokenFields, titles: TokenFields) -> Iterator[bytes]:
    start = 0
    for each, title_words, title_grams in zip(batch, titles.words, titles.grams, strict=True):
        yield from _paragraphs(each, since, fields, start, title_words)
        yield _report(each, since, title_grams)
        start += len(each.report.texts)


def _paragraphs(each: Numbered, since: int, fields: TokenFields, start: int, title_words: str) -> Iterator[bytes]:
    report, place, document = each.report, each.place, document_id(since, each.place)
    action = f'","routing":{quoted(report.id)}}}}}\n{{"role":"paragraph","since":{since},"place":{place},'
    common = (
        f'"report":{quoted(report.id)},{_values(report)},"date":{report.date},'
        f'"title":{quoted(report.title)},{_published(report)}"indexed":{_json(report.meta.get("indexed"))},"about":{_about(report)}}}\n'
    )
    sections = report.sections.tolist()
    repeats = repeat_numbers(fields.folded_for_keys[start : start + len(report.texts)])
    for number, (text, repeat) in enumerate(zip(report.texts, repeats, strict=True)):
        at = start + number
        more = f'"repeat":{repeat},' if repeat > 1 else ""
        if fields.repeated[at]:
            more += f'"repeated":{fields.repeated[at]},'
        if fields.variants[at]:
            more += f'"variants":{fields.variants[at]},'
        if number == report.title_at:
            more += f'"titled":true,"title_words":{title_words},'
        if report.damaged[number]:
            more += '"damaged":true,'
        if places := restored_in(report.meta, number):
            more += f'"{RESTORED}":{_json([place._asdict() for place in places])},'
        if (section := sections[number]) != NO_SECTION:
            more += f'"section":{quoted(report.texts[section])},"heading":{section},'
        yield (
            f'{{"index":{{"_id":"{document}-{number}{action}"order":{place * ORDERS + number},"number":{number},'
            f'"{KIND.name}":"{KIND.kinds[report.kinds[number]]}","characters":{len(text)},"tokens":{fields.counts[at]},'
            f'"words":{fields.words[at]},"grams":{fields.grams[at]},{more}"text":{quoted(text)},{common}'
        ).encode()


def _report(each: Numbered, since: int, title_grams: str) -> bytes:
    report = each.report
    return (
        f'{{"index":{{"_id":"{document_id(since, each.place)}","routing":{quoted(report.id)}}}}}\n'
        f'{{"role":"report","since":{since},"place":{each.place},"report":{quoted(report.id)},'
        f'{_values(report)},"date":{report.date},"title":{quoted(report.title)},'
        f'"title_grams":{title_grams},"about":{_about(report)},"payload":{_json(report.meta)}}}\n'
    ).encode()


def _values(report: ReportColumns) -> str:
    """Fields of the report's facets; those of names are absent if the report has none."""
    fields: dict[str, str] = {}
    for facet in REPORT_FACETS:
        value = report.values[facet.name]
        if isinstance(facet, YearFacet):
            fields[facet.name] = str(year_number(value))
        elif value is not None:
            fields[facet.name] = quoted(str(value))
    return ",".join(f'"{name}":{value}' for name, value in fields.items())


def _published(report: ReportColumns) -> str:
    """Fields that say where the report was published; absent if unknown."""
    told = {name: report.meta.get(name) for name in PUBLISHED}
    return "".join(f'"{name}":{_json(value)},' for name, value in told.items() if value)


def _json(value: Any) -> str:
    # File content may have lone surrogates, which UTF-8 cannot hold.
    return json.dumps(value, ensure_ascii=True, separators=(",", ":"))


def _about(report: ReportColumns) -> str:
    return quoted(" ".join(sorted(map(token, report.about))))


def token_fields(texts: Sequence[str], segmenter: BatchSegmenter) -> TokenFields:
    """Token fields of texts without lone surrogates."""
    batch = Batch(texts)
    words, occurrences = segmenter.words(batch)
    owners = batch.texts_of(occurrences.places)
    counts = np.bincount(owners, minlength=len(texts))
    folded = fold_codes(batch.codes)
    return TokenFields(
        words=_word_tokens(words, occurrences, counts),
        grams=_gram_tokens(batch, folded),
        repeated=_repeated_tokens(batch),
        variants=_variant_tokens(batch),
        counts=counts.tolist(),
        vocabulary=_vocabulary(words, occurrences, owners),
        folded_for_keys=batch.folded_for_keys(),
    )


def _word_tokens(words: list[str], occurrences: Occurrences, counts: Int64) -> list[str]:
    """Words of each text in the order of their offsets; a longer one after those that begin where it does."""
    names = np.array([quoted(token(word))[1:-1] for word in words], object)
    order = np.argsort(occurrences.places, kind="stable")
    tokens = names[occurrences.terms[order].astype(np.int64)].tolist() if words else []
    ends = np.cumsum(counts)
    bounds = zip((ends - counts).tolist(), ends.tolist(), strict=True)
    return [f'"{" ".join(tokens[start:end])}"' for start, end in bounds]


def _vocabulary(words: list[str], occurrences: Occurrences, owners: Int64) -> Vocabulary:
    pairs = _once(owners.astype(np.uint64) << _PAIR | occurrences.terms)
    standing = (pairs & _BELOW_PAIR).astype(np.int64)
    return Vocabulary(words, np.bincount(standing, minlength=len(words)).astype(np.uint32))


def _gram_tokens(batch: Batch, folded: CodePoints) -> list[str]:
    """The bigram at each character of each text."""
    escaped = escape_codes(folded)
    tokens = np.full((len(escaped), 3), _SPACE, np.uint32)
    tokens[:, 0] = escaped
    tokens[:-1, 1] = escaped[1:]
    kept = np.ones(tokens.shape, np.bool_)
    # The last character of a text has no successor, and needs no space.
    kept[batch.ends[batch.lengths > 0] - 1, 1:] = False
    return list(map(quoted, split_codes(tokens[kept], np.maximum(batch.lengths * 3 - 2, 0))))


def _repeated_tokens(batch: Batch) -> list[str]:
    """The `repeated_token`s of each text's bigrams and characters; "" if there are none."""
    if not len(batch.codes):
        return [""] * len(batch.texts)
    found = batch.grams()
    keys = batch.texts_of(found.places).astype(np.uint64) << _PAIR | found.terms
    keys.sort()
    parts = []
    for length in (2, 1):
        own = keys if length == 2 else keys >> _CHARACTER
        begins = np.flatnonzero(np.concatenate([[True], own[1:] != own[:-1]]))
        counts = np.diff(np.append(begins, len(own)))
        several = counts > 1
        parts.append((keys[begins[several]], counts[several], length))
    return _joined(batch, [_numbered_tokens(*part) for part in parts])


def _numbered_tokens(keys: UInt64, counts: Int64, length: int) -> tuple[Int64, CodePoints, npt.NDArray[np.bool_]]:
    """Tokens of each key for 2 to its count: text numbers, code points in rows, and the mask of those in use.

    keys: text, first character and following one plus 1. length: how many of the characters belong to the term.
    """
    rows = np.repeat(keys, counts - 1)
    times = ragged(np.full(len(keys), 2), counts - 1)
    digits = len(str(int(times.max(initial=2))))
    tokens = np.full((len(rows), length + 2 + digits), _SPACE, np.uint32)
    kept = np.ones(tokens.shape, np.bool_)
    tokens[:, 0] = escape_codes((rows >> _CHARACTER & _LOW).astype(np.uint32))
    if length == 2:
        tokens[:, 1] = escape_codes(((rows & _LOW) - np.uint64(1)).astype(np.uint32))
    tokens[:, length] = ord(TIMES)
    for digit in range(digits):
        power = 10 ** (digits - 1 - digit)
        tokens[:, length + 1 + digit] = times // power % 10 + ord("0")
        kept[:, length + 1 + digit] = times >= power
    return (rows >> _PAIR).astype(np.int64), tokens, kept


def _joined(batch: Batch, parts: list[tuple[Int64, CodePoints, npt.NDArray[np.bool_]]]) -> list[str]:
    """Tokens of all parts, by text; each part has them in the order of texts."""
    strings = []
    for texts, tokens, kept in parts:
        lengths = np.bincount(texts, weights=kept.sum(axis=1), minlength=len(batch.texts)).astype(np.int64)
        strings.append(split_codes(tokens[kept], lengths))
    both = map("".join, zip(*strings, strict=True))
    return [quoted(tokens[:-1]) if tokens else "" for tokens in both]


def _variant_tokens(batch: Batch) -> list[str]:
    """Tokens of each text's variants; "" if it has none."""
    found = batch.variants()
    tokens = [""] * len(batch.texts)
    keys = _once(batch.texts_of(found.places).astype(np.uint64) << _PAIR | found.terms)
    for text, char in zip((keys >> _PAIR).tolist(), (keys >> _CHARACTER & _LOW).tolist(), strict=True):
        tokens[text] += _token_of(char) + " "
    return [quoted(each[:-1]) if each else "" for each in tokens]


def _once(keys: UInt64) -> UInt64:
    """Distinct keys in order; sorting is faster than `np.unique`."""
    keys.sort()
    first: npt.NDArray[np.bool_] = np.concatenate([np.ones(min(len(keys), 1), np.bool_), keys[1:] != keys[:-1]])
    return keys[first]


@cache
def _token_of(code: int) -> str:
    return token(chr(code))
