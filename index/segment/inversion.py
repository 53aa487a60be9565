"""Inversion of reports into a segment: a batch of paragraphs is analysed in arrays and written to one file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from index.analysis import fold, grams, searched_text, well_formed
from index.analysis.batch import Batch, BatchSegmenter, Occurrences
from index.facets import BODY, NAME_FACETS, YEAR_FACETS, Value, report_values
from index.figures import figures_in
from index.report import Report
from index.segment.arrays import ArrayFileWriter, narrowest
from index.segment.columns import NO_SECTION, date_number, kind_number, repeat_numbers, year_number
from index.segment.figures import Figures
from index.segment.postings import FieldWriter, position_bytes_for
from index.segment.reader import write_reports, write_texts
from index.segment.restored import RESTORED, restored_rows
from index.segment.shifts import write_shifts
from index.segment.stream import write_stream
from index.segment.terms import LongTerms, ShortTerms, short_key

Int64 = npt.NDArray[np.int64]
UInt64 = npt.NDArray[np.uint64]


@dataclass(frozen=True, slots=True)
class ReportColumns:
    """A report as input of inversion: its texts, and the columns stored beside them.

    values: facet values by name (index/facets.py).
    sections: the paragraph number of each one's heading, or NO_SECTION.
    title_at: number of the paragraph with which the title is searched; None if it is not among these.
    repeats: ordinal of each paragraph among the report's with the same folded text, from 1; None: these are all of the
    report's, and are counted when they are folded. In a segment all reports have them, or none.
    """

    id: str
    title: str
    values: Mapping[str, Value]
    date: int
    texts: list[str]
    kinds: bytes
    damaged: bytes
    sections: npt.NDArray[np.uint32]
    title_at: int | None
    meta: dict[str, Any]
    repeats: list[int] | None = None

    @classmethod
    def of(cls, report: Report, origin: dict[str, Any]) -> ReportColumns:
        """Columns of a report; `origin` is stored with it. Lone surrogates become U+FFFD."""
        texts = [well_formed(paragraph.text) for paragraph in report.paragraphs]
        kinds = bytes([kind_number(paragraph.kind) for paragraph in report.paragraphs])
        damaged = bytes([paragraph.damaged for paragraph in report.paragraphs])
        meta: dict[str, Any] = {
            "id": report.id,
            "title": report.title,
            **report_values(report),
            "date": report.date,
            "source": report.source,
            "original": report.url,
            "site": report.site,
            "county": report.region.county,
            "code": report.region.code,
            "paragraphs": len(texts),
            "characters": sum(map(len, texts)),
            "damaged": sum(damaged),
            "changes": [(change.step, change.count, change.removed) for change in report.changes],
            "assumed": list(report.assumed),
        }
        if report.unread:
            meta["unread"] = list(report.unread)
        if restored := restored_rows([paragraph.restored for paragraph in report.paragraphs]):
            meta[RESTORED] = restored
        return cls(
            id=well_formed(report.id),
            title=well_formed(report.title),
            values={
                name: well_formed(value) if isinstance(value, str) else value
                for name, value in report_values(report).items()
            },
            date=date_number(report.date),
            texts=texts,
            kinds=kinds,
            damaged=damaged,
            sections=_sections(report),
            title_at=_title_paragraph(well_formed(report.title), texts),
            meta=meta | origin,
        )

    @property
    def about(self) -> set[str]:
        """Bigrams of title and body, for the ranking of reports."""
        return {*grams(searched_text(self.title)), *grams(searched_text(str(self.values[BODY.name])))}


def _sections(report: Report) -> npt.NDArray[np.uint32]:
    headings: dict[str, int] = {}
    sections = np.full(len(report.paragraphs), NO_SECTION, np.uint32)
    for number, paragraph in enumerate(report.paragraphs):
        # Compared as they are stored, so that a report that is read back has the same.
        if paragraph.kind == "heading":
            headings[well_formed(paragraph.text)] = number
        if paragraph.section:
            sections[number] = headings.get(well_formed(paragraph.section), NO_SECTION)
    return sections


def write_segment(
    target: Path | bytearray, reports: Sequence[ReportColumns], segmenter: BatchSegmenter, *, figures: bool = True
) -> int:
    """Write a segment of these reports to a new file or an empty buffer; returns its number of documents.

    A report's title is searched with the paragraph that repeats it, or else with the first. A report without paragraphs
    is left out. figures: whether to look for figures in the texts.
    """
    reports = [report for report in reports if report.texts]
    paragraphs = np.fromiter((len(report.texts) for report in reports), np.int64, len(reports))
    heads = np.cumsum(paragraphs) - paragraphs
    texts = [text for report in reports for text in report.texts]
    batch = Batch(texts)
    documents = np.arange(len(texts))
    titles = Batch([report.title for report in reports])
    searched = Batch([report.title if report.title_at is not None else "" for report in reports])
    (words, in_texts), (tokens, stream) = segmenter.words_and_tokens(batch)
    title_words, in_titles = segmenter.words(searched)
    with ArrayFileWriter(target) as file:
        write_texts(file, texts)
        write_reports(file, (report.meta for report in reports), paragraphs)
        file.add("kind", np.frombuffer(b"".join(report.kinds for report in reports), np.uint8))
        file.add("damaged", np.frombuffer(b"".join(report.damaged for report in reports), np.uint8))
        file.add("repeat", narrowest(np.array(_repeats(reports, batch), np.uint32)))
        file.add("section", np.concatenate([np.zeros(0, np.uint32), *(report.sections for report in reports)]))
        file.add("characters", narrowest(batch.original_lengths))
        write_shifts(file, batch.shifts)
        if figures:
            Figures.of(figures_in(batch)).write(file)
        write_stream(file, tokens, stream.terms.astype(np.int64), _counted(stream, batch))
        file.add("tokens", _counted(in_texts, batch))
        for facet in YEAR_FACETS:
            file.add(facet.name, np.array([year_number(report.values[facet.name]) for report in reports], np.int32))
        file.add("date", np.array([report.date for report in reports], np.uint32))
        file.add("title_tokens", _counted(in_titles, searched))
        file.add("title_at", np.array([report.title_at or 0 for report in reports], np.uint32))
        invert = _Inversion(file, len(texts))
        invert.places("words", words, in_texts, batch, documents)
        invert.places("grams", None, batch.grams(), batch, documents)
        invert.places("variants", None, batch.variants(), batch, documents)
        invert.places("title", title_words, in_titles, searched, heads)
        invert.places("title_grams", None, titles.grams(), titles, heads)
        invert.names("about", [each.about for each in reports], heads, short=True)
        invert.names("report", [{each.id} for each in reports], heads)
        for name in (facet.name for facet in NAME_FACETS):
            invert.names(name, [_names(each.values[name]) for each in reports], heads)
    return len(texts)


def _repeats(reports: Sequence[ReportColumns], batch: Batch) -> list[int]:
    if all(report.repeats is not None for report in reports):
        return [number for report in reports for number in report.repeats or ()]
    numbers: list[int] = []
    folded = batch.folded_for_keys()
    for report in reports:
        numbers += repeat_numbers(folded[len(numbers) : len(numbers) + len(report.texts)])
    return numbers


def _counted(occurrences: Occurrences, batch: Batch) -> npt.NDArray[Any]:
    """Number of terms of each text."""
    return narrowest(np.bincount(batch.texts_of(occurrences.places), minlength=len(batch.texts)))


def _title_paragraph(title: str, texts: list[str]) -> int:
    """Number of the first paragraph equal to the title, or else 0."""
    title = fold(title)
    same = (number for number, text in enumerate(texts) if len(text) == len(title) and fold(text) == title)
    return next(same, 0)


def _names(value: Value) -> set[str]:
    return set() if value is None else {str(value)}


class _Inversion:
    """Inverts fields into a segment of `documents` documents."""

    def __init__(self, file: ArrayFileWriter, documents: int) -> None:
        self._file = file
        self._documents = documents

    def places(
        self, field: str, words: list[str] | None, occurrences: Occurrences, batch: Batch, documents: Int64
    ) -> None:
        """Write a field of terms with positions, which occur in texts that belong to `documents`.

        words: all words, which the occurrences' terms index; None: the terms are `short_key`s.
        """
        if not len(occurrences.terms):
            return
        keys, places = _in_order(occurrences, len(batch.codes))
        texts = batch.texts_of(places)
        positions = (places - batch.starts[texts]).astype(np.uint32)
        new_term = np.concatenate([[True], keys[1:] != keys[:-1]])
        begins = np.flatnonzero(new_term)
        pairs = np.flatnonzero(new_term | np.concatenate([[True], texts[1:] != texts[:-1]]))
        writer = FieldWriter(
            self._file,
            field,
            ShortTerms(keys[begins]) if words is None else LongTerms.of(words),
            np.diff(np.searchsorted(pairs, np.append(begins, len(keys)))),
            np.diff(np.append(begins, len(keys))),
            documents=self._documents,
            position_bytes=position_bytes_for(positions),
            counted=True,
        )
        writer.write(documents[texts[pairs]], np.diff(np.append(pairs, len(keys))).astype(np.uint32), positions)
        writer.finish()

    def names(self, field: str, names: Sequence[Iterable[str]], documents: Int64, *, short: bool = False) -> None:
        """Write a field without positions; names: terms of each document. short: terms of one or two characters."""
        found: dict[str, list[int]] = {}
        for terms, document in zip(names, documents.tolist(), strict=True):
            for term in terms:
                found.setdefault(term, []).append(document)
        if not found:
            return
        ordered = sorted(found)
        keys = np.array(list(map(short_key, ordered)) if short else [], np.uint64)
        counts = np.array([len(found[term]) for term in ordered], np.int64)
        dictionary = ShortTerms(keys) if short else LongTerms.of(ordered)
        writer = FieldWriter(self._file, field, dictionary, counts, None, documents=self._documents)
        none = np.zeros(0, np.uint32)
        writer.write(np.array([document for term in ordered for document in found[term]], np.int64), none, none)
        writer.finish()


def _in_order(occurrences: Occurrences, characters: int) -> tuple[UInt64, Int64]:
    """Terms and places, sorted by term and then by place; characters: exclusive bound of places."""
    bits = np.uint64(max(characters.bit_length(), 1))
    if int(occurrences.terms.max()) < 1 << (64 - int(bits)):
        both = occurrences.terms << bits | occurrences.places.astype(np.uint64)
        both.sort()
        return both >> bits, (both & ((np.uint64(1) << bits) - np.uint64(1))).astype(np.int64)
    order = np.lexsort((occurrences.places, occurrences.terms))
    return occurrences.terms[order], occurrences.places[order]
