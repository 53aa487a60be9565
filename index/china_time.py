"""Times as readers in China have them, wherever the server stands: a page names one day for all that it says."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone
from typing import Final

CHINA_TIME: Final = timezone(timedelta(hours=8))


def now() -> datetime:
    """This moment."""
    return datetime.now(CHINA_TIME)


def today() -> date:
    """This day."""
    return now().date()


def local_moment(written: str) -> str:
    """A time of the index, to the minute; written: ISO 8601, with its zone."""
    return f"{datetime.fromisoformat(written).astimezone(CHINA_TIME):%Y-%m-%d %H:%M}"


def local_day(written: str) -> str:
    """The day of a time of the index; written: ISO 8601, with its zone."""
    return local_moment(written)[:10]
