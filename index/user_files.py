"""Files that users write beside an index, the user dictionary and synonyms: their lines, and errors that name one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from index.errors import UserFileError
from index.language import gettext
from index.os_faults import DENIED, advice_on_rights, reason_of
from index.regular_files import NotRegular, open_regular

LARGEST: Final = 64 << 20
"""Bytes of such a file."""
_COMMENT = re.compile(r"(?:^|\s)#.*")


def content_lines(path: Path) -> Iterator[tuple[int, str]]:
    """Lines of the file at `path`, with their numbers from 1, without comments; blank ones are left out.

    UTF-8, with or without a byte order mark. A comment begins at a `#` at the start or after whitespace. Empty if there
    is no file; raises UserFileError if it cannot be read, is no regular file or has more than LARGEST bytes.
    """
    try:
        content = _content(path)
    except (FileNotFoundError, NotADirectoryError):
        return
    except OSError as fault:
        step = advice_on_rights(path) if fault.errno in DENIED else gettext("请检查文件和权限，或移走它")
        raise UserFileError(path, gettext("打不开（%(reason)s）", reason=reason_of(fault)), next_step=step) from None
    yield from lines_of(content, path)


def lines_of(content: bytes, path: Path) -> Iterator[tuple[int, str]]:
    """The same of what was read already; path: what errors name."""
    for number, raw in enumerate(content.removeprefix(b"\xef\xbb\xbf").split(b"\n"), 1):
        try:
            line = _COMMENT.sub("", raw.decode("utf-8")).strip()
        except UnicodeDecodeError:
            raise bad_line(path, number, gettext("不是 UTF-8 文字"), gettext("请把文件另存为 UTF-8")) from None
        if line:
            yield number, line


def _content(path: Path) -> bytes:
    try:
        with open_regular(path) as file:
            content = file.read(LARGEST + 1)
    except NotRegular:
        raise UserFileError(path, gettext("不是普通文件"), next_step=gettext("请换成一个文本文件，或移走它")) from None
    if len(content) > LARGEST:
        raise UserFileError(
            path, gettext("太大（超过 %(most)s MiB）", most=LARGEST >> 20), next_step=gettext("请检查文件")
        )
    return content


def bad_line(path: Path, number: int, problem: str, next_step: str) -> UserFileError:
    """The error for a line that cannot be parsed."""
    return UserFileError(
        path, gettext("第 %(number)s 行%(problem)s", number=number, problem=problem), next_step=next_step
    )
