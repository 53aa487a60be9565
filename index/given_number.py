"""Numbers and words out of a few on the command line; what is wrong with one is said in our own words."""

from __future__ import annotations

import math
from typing import Any

import click

from index.help_text import said_range
from index.language import gettext
from index.names import one_line

_SHOWN = 40
"""Characters of a wrong value that are shown."""


def _shown(value: Any) -> str:
    return one_line(str(value))[:_SHOWN]


class WholeNumber(click.IntRange):
    """A whole number in the range."""

    name = "整数"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Raises BadParameter for what is no number in the range."""
        try:
            return super().convert(value, param, ctx)
        except click.BadParameter:
            self.fail(_wrong_number(self, value, gettext("整数")), param, ctx)


class FiniteRange(click.FloatRange):
    """A number in the range; click's own takes NaN and infinity for numbers."""

    name = "数字"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Raises BadParameter for what is no number in the range."""
        try:
            converted = super().convert(value, param, ctx)
        except click.BadParameter:
            converted = math.nan
        if not math.isfinite(converted):
            self.fail(_wrong_number(self, value, gettext("一个数")), param, ctx)
        return converted


class OneOf(click.Choice[str]):
    """One of a few words."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Raises BadParameter for any other."""
        try:
            return super().convert(value, param, ctx)
        except click.BadParameter:
            known = " ".join(self.choices)
            self.fail(gettext("%(value)s，可用 %(known)s", value=_shown(value), known=known), param, ctx)


def _wrong_number(kind: click.IntRange | click.FloatRange, value: Any, wanted: str) -> str:
    """Why a value is no such number."""
    shown, bounds = _shown(value), said_range(kind)
    if bounds:
        return gettext("%(value)s，要%(wanted)s，%(bounds)s", value=shown, wanted=wanted, bounds=bounds)
    return gettext("%(value)s，要%(wanted)s", value=shown, wanted=wanted)
