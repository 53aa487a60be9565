"""Pinyin that a site's script injected after characters: 政協(xié), 站(zhan), 政(zheng)(zheng)府."""

from __future__ import annotations

import re

from index.reading.cleaning.readings import is_reading
from index.reading.cleaning.step import Mended

HAN = "\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_AFTER_HAN = re.compile(rf"([{HAN}〇])((?:[(（]\s{{0,2}}[^()（）{HAN}\s]{{1,12}}\s{{0,2}}[)）])+)")
_BRACKET = re.compile(r"[(（]([^()（）]+)[)）]")


class InjectedPinyin:
    """Removes a bracket that directly follows a character and holds one of its readings."""

    name = "injected pinyin"

    def mend(self, text: str) -> Mended:
        """Remove the brackets up to the first that is no reading of the character."""
        if "(" not in text and "（" not in text:
            return Mended(text, 0)
        count = 0

        def cut(match: re.Match[str]) -> str:
            nonlocal count
            end = 0
            for bracket in _BRACKET.finditer(match[2]):
                if not is_reading(match[1], bracket[1]):
                    break
                end = bracket.end()
                count += 1
            return match[1] + match[2][end:]

        return Mended(_AFTER_HAN.sub(cut, text), count)
