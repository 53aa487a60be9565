"""Report lines (`.jsonl`, `.jsonl.gz`): one whole report a line, taken as it is, uncleaned."""

from __future__ import annotations

import datetime
import gzip
import json
import re
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from index.errors import ReadError
from index.reading.files import unreadable
from index.reading.structure import classify
from index.report import Paragraph, Report

_SURROGATES = re.compile("[\ud800-\udfff]")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


def read_lines(path: Path) -> Iterator[Report | ReadError]:
    """The reports of a file, one a line; blank lines are passed over.

    A paragraph's place in the line's list is its number, so empty paragraphs keep theirs. Lone surrogates become
    U+FFFD. A line that is no report comes as a ReadError that names it (from 1). Raises ReadError when the file cannot
    be read, and when it holds nothing.
    """
    empty = True
    try:
        with gzip.open(path, "rb") if path.name.lower().endswith(".gz") else path.open("rb") as file:
            for number, raw in enumerate(file, 1):
                line = raw.removeprefix(b"\xef\xbb\xbf") if number == 1 else raw
                if line.strip():
                    empty = False
                    yield _report_or_error(line, number)
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        raise ReadError("压缩文件已损坏") from error
    except OSError as error:
        raise unreadable(error) from error
    if empty:
        raise ReadError("文件是空的")


def _report_or_error(line: bytes, number: int) -> Report | ReadError:
    try:
        return _report(line, number)
    except ReadError as error:
        return error


def _report(line: bytes, number: int) -> Report:
    try:
        fields = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise ReadError(f"第 {number} 行不是合法的 JSON") from error
    if not isinstance(fields, dict):
        raise ReadError(f"第 {number} 行不是 JSON 对象")
    if b"\\ud" in line or b"\\uD" in line:
        fields = _without_surrogates(fields)
    texts = fields.get("paragraphs")
    if not isinstance(texts, list) or not set(map(type, texts)) <= {str}:
        raise ReadError(f"第 {number} 行的 paragraphs 应当是文字的列表")
    year = fields.get("year")
    if year is not None and type(year) is not int:
        raise ReadError(f"第 {number} 行的 year 应当是整数或 null")
    source = fields.get("source")
    if source is not None and not isinstance(source, str):
        raise ReadError(f"第 {number} 行的 source 应当是文字或 null")
    kinds, sections = classify(texts)
    return Report(
        id=_text(fields, "id", number),
        title=_text(fields, "title", number),
        body=_text(fields, "body", number),
        year=year,
        date=_date(fields.get("date"), number),
        source=source,
        paragraphs=tuple(map(Paragraph, texts, kinds, sections)),
    )


def _text(fields: dict[str, Any], key: str, number: int) -> str:
    value = fields.get(key)
    if not isinstance(value, str):
        raise ReadError(f"第 {number} 行缺少 {key}，或它不是文字")
    if key == "id" and not value.strip():
        raise ReadError(f"第 {number} 行的 id 是空的")
    return value


def _date(value: object, number: int) -> str | None:
    if value is None:
        return None
    try:
        if isinstance(value, str) and _DATE.fullmatch(value):
            return datetime.date.fromisoformat(value).isoformat()
    except ValueError:
        pass
    raise ReadError(f"第 {number} 行的 date 应当是 YYYY-MM-DD 形式的日期或 null")


def _without_surrogates(value: Any) -> Any:
    """The value with U+FFFD for every lone surrogate; pairs have become one character when JSON was parsed."""
    if isinstance(value, str):
        return _SURROGATES.sub("\ufffd", value)
    if isinstance(value, list):
        return [_without_surrogates(item) for item in value]
    if isinstance(value, dict):
        return {_without_surrogates(key): _without_surrogates(item) for key, item in value.items()}
    return value
