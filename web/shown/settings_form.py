"""The form at the foot of every page: the same on all of them but for where it leads back to."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from flask import render_template
from markupsafe import Markup, escape

from index.language import Language, language
from web.shown.root import site_root
from web.shown.script import Script, shown_script

_NEXT: Final = "\N{OBJECT REPLACEMENT CHARACTER}"


def settings_form(address: str) -> Markup:
    """The form, which leads back to this address."""
    before, after = _around(language(), shown_script(), site_root())
    return Markup(before + str(escape(address)) + after)


@lru_cache(maxsize=32)
def _around(spoken: Language, script: Script, root: str) -> tuple[str, str]:  # noqa: ARG001 - what the form says
    before, _, after = render_template("settings_form.html", next=_NEXT).partition(_NEXT)
    return before, after
