"""Times as readers in China have them."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import Final

CHINA_TIME: Final = timezone(timedelta(hours=8))


def local_moment(written: str) -> str:
    """A time of the index, to the minute; written: ISO 8601, with its zone."""
    return f"{datetime.fromisoformat(written).astimezone(CHINA_TIME):%Y-%m-%d %H:%M}"
