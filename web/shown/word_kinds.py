"""The kinds of words that a list may leave out, as its form has them."""

from __future__ import annotations

from typing import Any

from search.study.token_kinds import LEFT_OUT, TOKEN_KINDS, kind_said


def kind_fields() -> dict[str, Any]:
    """For the template of the fields: the kinds with what they are called, and those that are usually left out."""
    return {"kinds": [(kind, kind_said(kind)) for kind in TOKEN_KINDS], "usually_out": LEFT_OUT}
