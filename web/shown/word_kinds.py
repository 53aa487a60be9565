"""The kinds of words that a list may leave out, as its form has them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from index.language import N_, gettext
from search.study.token_kinds import LEFT_OUT, TokenKind

_LABELS: Final[Mapping[TokenKind, str]] = {
    "stopwords": N_("虚词"),
    "figures": N_("数字"),
    "punctuation": N_("标点"),
    "places": N_("地名"),
}


def kind_fields() -> dict[str, Any]:
    """For the template of the fields: the kinds with what they are called, and those that are usually left out."""
    return {"kinds": [(kind, gettext(label)) for kind, label in _LABELS.items()], "usually_out": LEFT_OUT}
