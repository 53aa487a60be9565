"""A part that the terms of a list must have: anywhere, at the beginning (新…), at the end (…新)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np

from search.study.token_kinds import Mask

_ANY: Final = ("…", "*", "＊", "⋯")


@dataclass(frozen=True, slots=True)
class WordPart:
    """text: folded; "" is in every term."""

    text: str = ""
    where: Literal["anywhere", "beginning", "end"] = "anywhere"

    @classmethod
    def parse(cls, given: str) -> WordPart:
        """What is written 新, 新… or …新; an asterisk stands for the dots."""
        text = given.strip()
        bare = text.strip("".join(_ANY))
        if text.endswith(_ANY) and not text.startswith(_ANY):
            return cls(bare, "beginning")
        if text.startswith(_ANY) and not text.endswith(_ANY):
            return cls(bare, "end")
        return cls(bare)

    def is_in(self, term: str) -> bool:
        """Whether a term has it."""
        if self.where == "beginning":
            return term.startswith(self.text)
        return term.endswith(self.text) if self.where == "end" else self.text in term

    def may_begin_in(self, words: Sequence[str]) -> Mask:
        """The words in which it may begin, as a part of a run of words."""
        starts = tuple(self.text[:length] for length in range(1, len(self.text)))
        return np.fromiter((self.text in word or word.endswith(starts) for word in words), np.bool_, len(words))
