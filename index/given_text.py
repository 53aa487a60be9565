"""Text on the command line: bytes that are none are refused by every command in the same words."""

from __future__ import annotations

from typing import Final

import click

from index.language import gettext
from index.names import is_text, one_line

_SHOWN: Final = 40
"""Characters of a wrong value that are shown."""


class TextType(click.ParamType):  # type: ignore[type-arg] # generic in newer versions of Click only
    """Text, which bytes are not that the terminal sent in another encoding."""

    name = "text"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Raises Click's BadParameter for bytes that are not UTF-8."""
        if not is_text(value):
            self.fail(
                gettext("%(value)s 不是 UTF-8 文字，请检查终端的编码", value=one_line(value)[:_SHOWN]), param, ctx
            )
        return value


TEXT: Final = TextType()
