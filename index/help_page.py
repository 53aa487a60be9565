"""The help of a command laid out for a terminal, whose columns are counted in cells."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from typing import Final

from index.display_width import padded, width, wrapped
from index.help_text import Help, Row
from index.language import gettext

_WIDEST: Final = 100
"""Columns behind which a line is hard to read."""
_INDENT: Final = "  "
_WIDEST_NAME: Final = 28
"""Columns of an option's name, beside which its description stands."""
_TWO_COLUMNS: Final = 60
"""Columns of a terminal from which on descriptions stand beside names."""


def terminal_columns() -> int:
    """Columns of a line of help on this terminal."""
    return max(20, min(shutil.get_terminal_size().columns, _WIDEST))


def page(told: Help, columns: int) -> str:
    """The help in lines of this many columns at most."""
    lines = usage_lines(told.usage, columns)
    for paragraph in told.paragraphs:
        lines += ["", *_indented(paragraph, columns, _INDENT)]
    for heading, rows in ((gettext("选项："), told.options), (gettext("命令："), told.commands)):
        if rows:
            lines += ["", heading, *_listed(rows, columns)]
    return "\n".join(lines)


def usage_lines(usage: str, columns: int) -> list[str]:
    """How a command is called; where it takes several lines, those after the first are indented."""
    first, *rest = wrapped(gettext("用法：%(usage)s", usage=usage), columns - len(_INDENT))
    return [first, *(_INDENT + line for line in rest)]


def _indented(text: str, columns: int, indent: str) -> list[str]:
    return [indent + line for line in wrapped(text, columns - len(indent))]


def _listed(rows: Sequence[Row], columns: int) -> Iterator[str]:
    """Names with their descriptions beside them, or below them where the name or the terminal leaves no room."""
    fitting = [width(row.name) for row in rows if width(row.name) <= _WIDEST_NAME]
    beside = max(fitting, default=0) if columns >= _TWO_COLUMNS else 0
    indent = " " * (len(_INDENT) + beside + 2) if beside else _INDENT * 3
    for row in rows:
        lines = _indented(row.text, columns, indent) if row.text else []
        if lines and width(row.name) <= beside:
            yield _INDENT + padded(row.name, beside) + lines[0][len(_INDENT) + beside :]
            yield from lines[1:]
        else:
            yield from (_INDENT + line for line in wrapped(row.name, columns - len(_INDENT), at_spaces=True))
            yield from lines
