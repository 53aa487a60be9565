"""Years as users write them: 2023年, 二〇二三, 2019-2023年."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

_FIGURES: Final = str.maketrans("〇○零一二三四五六七八九", "000123456789")
_IN_FIGURES = re.compile("[一二][〇○零一二三四五六七八九]{3}")
_TO = r"\s?(?:\.\.|[-‐‑‒–—―─~∼]{1,2}|至|到)\s?"
_YEARS = re.compile(rf"(?P<first>[0-9]{{4}})\s?(?:年度?)?(?:(?P<to>{_TO})(?:(?P<last>[0-9]{{4}})\s?(?:年度?)?)?)?")


def plain_years(text: str) -> str:
    """A year or a span of years as `2023`, `2019..2023` or `2019..`; any other text as it is. Idempotent."""
    plain = _IN_FIGURES.sub(lambda found: found[0].translate(_FIGURES), unicodedata.normalize("NFKC", text))
    found = _YEARS.fullmatch(plain)
    if found is None or (found["to"] and not found["last"] and ".." not in found["to"]):
        return text
    return f"{found['first']}{'..' if found['to'] else ''}{found['last'] or ''}"
