"""Days and times as readers in China have them, whatever zone the server's clock is in."""

from datetime import datetime, timedelta

from index.china_time import local_day, local_moment, now, today


def test_times_of_an_index_are_those_of_a_clock_in_china() -> None:
    assert local_moment("2026-11-27T16:14:30+00:00") == "2026-11-28 00:14"
    assert local_day("2026-11-27T16:14:30+00:00") == "2026-11-28"
    assert local_day("2026-11-27T15:59:59+00:00") == "2026-11-27"


def test_this_moment_and_this_day_are_there_too() -> None:
    assert now().utcoffset() == timedelta(hours=8)
    assert abs(now() - datetime.now().astimezone()) < timedelta(minutes=1)
    assert today() in {now().date(), (now() - timedelta(minutes=1)).date()}
