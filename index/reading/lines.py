"""Report lines (`.jsonl`, `.jsonl.gz`): one whole report a line, stored as given, uncleaned."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

from index.errors import ReadError
from index.language import gettext
from index.places import Gazetteer
from index.reading.body_names import other_name_of_today
from index.reading.files import AGAIN, open_file, unreadable
from index.reading.marks import assumed, marked_paragraphs, unread
from index.reading.told import told_body
from index.reading.unpacked import LONGEST_LINE, lines, pieces
from index.reading.validation import CHECKS, Invalid, check
from index.report import Assumption, Report

MOST_REPORTS: Final = 500_000
"""Of one file; a run keeps a record of each."""
MOST_WRONG: Final = 10_000
MOST_BLANK: Final = 1_000_000
_SURROGATES = re.compile("[\ud800-\udfff]")
_SURROGATE_SIGNS: Final = (b"\\ud", b"\\uD", b"\xed")
"""Every line with a surrogate contains one of these: the start of its JSON escape or of its UTF-8 form."""
_REPORT: Final = re.compile("[报報]告|[总總][结結]")
"""What titles of reports have at least."""
_HEADING: Final = 100
"""Characters, more than a heading has."""
_MOST_DIGITS: Final = 20


def read_lines(path: Path, places: Gazetteer) -> Iterator[Report | ReadError]:
    """The reports of a file, one a line; blank lines are skipped.

    A paragraph's place in the line's list is its number, so empty paragraphs keep theirs. Lone surrogates become
    U+FFFD, except in an id, which cannot have any. A line that is no report, or has a field that no report can have
    (index/reading/validation.py), comes as a ReadError that names it (from 1). Raises ReadError when the file cannot be
    read, when it holds nothing, and behind more than MOST_WRONG, MOST_BLANK or MOST_REPORTS lines of the kind. Memory
    does not grow with the file.
    """
    found = blank = wrong = 0
    for number, report in _numbered(path, places):
        if report is None:
            blank += 1
        elif isinstance(report, ReadError):
            wrong += 1
            yield report
        else:
            found += 1
            yield report
        if wrong > MOST_WRONG or blank > MOST_BLANK:
            raise ReadError(
                gettext("错的或空的行太多，第 %(number)s 行以后没有读", number=f"{number:,}"),
                next_step=gettext("请检查它是不是报告行"),
            )
        if found > MOST_REPORTS:
            raise ReadError(
                gettext("报告太多，第 %(number)s 行以后没有读", number=f"{number:,}"),
                next_step=gettext("最多 %(most)s 份，请分成几个文件", most=f"{MOST_REPORTS:,}"),
            )
    if not found + wrong:
        raise ReadError(gettext("文件是空的"), next_step=gettext(AGAIN))


def _numbered(path: Path, places: Gazetteer) -> Iterator[tuple[int, Report | ReadError | None]]:
    """The lines by number, from 1, and what each is; None for a blank one."""
    try:
        with open_file(path) as file:
            for number, raw in enumerate(lines(pieces(file, packed=path.name.lower().endswith(".gz"))), 1):
                if raw is None:
                    yield (
                        number,
                        ReadError(
                            gettext("第 %(number)s 行太长", number=number),
                            next_step=gettext("最长 %(most)s MB", most=LONGEST_LINE >> 20),
                        ),
                    )
                    continue
                line = raw.removeprefix(b"\xef\xbb\xbf") if number == 1 else raw
                yield number, _report_or_error(line, number, places) if line.strip() else None
    except OSError as error:
        raise unreadable(error) from error


def _report_or_error(line: bytes, number: int, places: Gazetteer) -> Report | ReadError:
    try:
        return _report(line, number, places)
    except ReadError as error:
        return error


def _report(line: bytes, number: int, places: Gazetteer) -> Report:
    try:
        fields = json.loads(line, parse_int=_integer)
        if isinstance(fields, dict) and any(sign in line for sign in _SURROGATE_SIGNS):
            # Replacing a character would make another id.
            fields = _without_surrogates(fields) | {"id": fields.get("id")}
    except (ValueError, RecursionError) as error:
        raise ReadError(gettext("第 %(number)s 行不是合法的 JSON", number=number)) from error
    if not isinstance(fields, dict):
        raise ReadError(gettext("第 %(number)s 行不是 JSON 对象", number=number))
    try:
        valid = {field: check(field, fields.get(field)) for field in CHECKS}
        texts, title, year = valid.pop("paragraphs"), valid["title"], valid["year"]
        paragraphs, pages = marked_paragraphs(texts, fields), unread(fields)
        # A line that says what was assumed, be it nothing, is taken at its word.
        told = fields.get("assumed") is not None
        of_session = not told and year is not None and _is_of_session(title, year, texts)
        assumptions: tuple[Assumption, ...] = ("year_of_session",) if of_session else assumed(fields)
    except Invalid as fault:
        raise ReadError(gettext("第 %(number)s 行的 %(fault)s", number=number, fault=fault)) from None
    body = told_body(valid.pop("body"), valid.pop("organ"), valid.pop("region"), places, valid["year"])
    return Report(
        **valid,
        body=body.name,
        organ=body.organ,
        region=body.region,
        today=other_name_of_today(body.name, body.region, places),
        paragraphs=paragraphs,
        assumed=assumptions,
        unread=pages,
    )


def _is_of_session(title: str, year: int, texts: Sequence[str]) -> bool:
    """As `is_of_session`, whose module takes a while to load and is needed for few lines."""
    if _REPORT.search(title) is None or not any("年" in text[:_HEADING] for text in texts):
        return False
    from index.reading.years import is_of_session

    return is_of_session(title, year, texts)


def _integer(digits: str) -> int | float:
    """The integer, or for more digits than Python converts, a value that every field refuses."""
    return int(digits) if len(digits) <= _MOST_DIGITS else math.inf


def _without_surrogates(value: Any) -> Any:
    """The value with U+FFFD for every lone surrogate; pairs have become one character when JSON was parsed."""
    if isinstance(value, str):
        return _SURROGATES.sub("\ufffd", value)
    if isinstance(value, list):
        return [_without_surrogates(item) for item in value]
    if isinstance(value, dict):
        return {_without_surrogates(key): _without_surrogates(item) for key, item in value.items()}
    return value
