"""User dictionary, in the format of jieba's."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from index.language import gettext
from index.user_files import bad_line, content_lines

_LINE = re.compile(r"(?P<word>\S+)(?:\s+(?P<frequency>[0-9]+))?(?:\s+[A-Za-z]+)?")
_FREQUENCY = re.compile(r"0*([1-9][0-9]{0,8})")


@dataclass(frozen=True, slots=True)
class DictionaryEntry:
    """A word as written; without a frequency it gets one that keeps it whole."""

    word: str
    frequency: int | None = None


def read_dictionary(path: Path) -> tuple[DictionaryEntry, ...]:
    """Entries of the user dictionary at `path`, `word [frequency] [tag]` per line; empty if there is no file.

    Tags are ignored. As in jieba, a word is found only if all its characters may occur in a word (letters, digits,
    `+#&._%-`). Raises UserFileError, naming the line, for a file that cannot be read.
    """
    return tuple(_entry(path, number, line) for number, line in content_lines(path))


def _entry(path: Path, number: int, line: str) -> DictionaryEntry:
    found = _LINE.fullmatch(line)
    if not found:
        raise bad_line(
            path,
            number,
            gettext("写法不对：%(line)s", line=line[:40]),
            gettext("请写成“词 词频 词性”，后两样可以不写，词里不能有空格"),
        )
    if found["frequency"] is None:
        return DictionaryEntry(found["word"])
    frequency = _FREQUENCY.fullmatch(found["frequency"])
    if not frequency:
        raise bad_line(
            path, number, gettext("词频不对：%(line)s", line=line[:40]), gettext("请写 1 到 999999999 的整数，或不写")
        )
    return DictionaryEntry(found["word"], int(frequency[1]))
