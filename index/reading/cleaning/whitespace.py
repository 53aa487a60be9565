"""Stray spaces: runs, ends, and those around Chinese punctuation."""

from __future__ import annotations

import re

from index.reading.cleaning.pinyin import HAN
from index.reading.cleaning.step import Mended

_SPACE = r"[\s\u2800\u3164]"
_BLANKS = "".join(sign for sign in map(chr, range(0x3165)) if sign.isspace()) + "\u2800\u3164"
_RUNS = re.compile(rf"(?! (?!{_SPACE})){_SPACE}+")
_CHINESE = rf"[{HAN}“”‘’《》「」『』【】（）]"
_STRAY = re.compile(
    rf"(?<={_CHINESE}) +(?=[,;:!?](?![A-Za-z]))"
    r"| +(?=[，。、；：！？）》」』】])"
    r"|(?<=[，。、；！？（《「『【]) +"
    rf"|(?<={_CHINESE}[,;!?]) +(?=[{HAN}“‘《「『【0-9])"
    rf"|(?<=[“‘]) +(?={_CHINESE})|(?<={_CHINESE}) +(?=[”’])"
)
# Each comma here is doubled once the space before it has gone, and then leads to the next.
_COMMAS = re.compile("，(?: ?[，,])+")


class StraySpaces:
    """Collapses runs of spaces and removes those that Chinese text does not have; a space between words stays."""

    name = "stray spaces"

    def mend(self, text: str) -> Mended:
        """Strip the ends, collapse runs, and close up around Chinese punctuation."""
        # No pattern: one for the end would backtrack from every space of an inner run.
        stripped = text.strip(_BLANKS)
        ends = int(stripped != text)
        single, runs = _RUNS.subn(" ", stripped)
        closed = _COMMAS.sub(lambda commas: commas[0].replace(" ", ""), single)
        text, stray = _STRAY.subn("", closed)
        return Mended(text, ends + runs + len(single) - len(closed) + stray)
