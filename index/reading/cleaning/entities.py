"""HTML entities left in the text: whole (`&rdquo;`), escaped twice (`&amp;quot;`), or torn (`?rdquo;`)."""

from __future__ import annotations

import html
import re
from html.entities import html5

from index.reading.cleaning.step import Mended

_WHOLE = re.compile(r"&(?:#\d{1,7};|#[xX][0-9a-fA-F]{1,6};|([A-Za-z][A-Za-z0-9]{1,31};))")
_TORN_NAMES = "ldquo|rdquo|lsquo|rsquo|quot|mdash|ndash|hellip|middot|bull|nbsp|ensp|emsp|laquo|raquo|permil|times"
_TORN = re.compile(rf"[?\ufffd]({_TORN_NAMES});")


class Entities:
    """Decodes whole entities, and torn ones when their name can only be an entity of typography."""

    name = "entities"

    def mend(self, text: str) -> Mended:
        """Decode until nothing is left to decode; unknown names stay."""
        total = 0
        while True:
            decoded, count = self._once(text)
            if not count:
                return Mended(text, total)
            text, total = decoded, total + count

    @staticmethod
    def _once(text: str) -> Mended:
        count = 0

        def whole(match: re.Match[str]) -> str:
            nonlocal count
            if match[1] is not None and match[1] not in html5:
                return match[0]
            count += 1
            return html.unescape(match[0])

        def torn(match: re.Match[str]) -> str:
            nonlocal count
            count += 1
            return html.unescape(f"&{match[1]};")

        if ";" not in text:
            return Mended(text, 0)
        text = _WHOLE.sub(whole, text)
        return Mended(_TORN.sub(torn, text), count)
