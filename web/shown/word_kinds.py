"""The kinds of words that a list may leave out, as its form has them."""

from __future__ import annotations

from typing import Any

from index.language import gettext
from search.study.token_kinds import KIND_LABELS, LEFT_OUT


def kind_fields() -> dict[str, Any]:
    """For the template of the fields: the kinds with what they are called, and those that are usually left out."""
    return {"kinds": [(kind, gettext(label)) for kind, label in KIND_LABELS.items()], "usually_out": LEFT_OUT}
