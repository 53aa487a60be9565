"""Sizes as they are shown: never 0 for what is something, and in the unit that people read."""

import pytest

from index.os_faults import shown_size


@pytest.mark.parametrize(
    ("size", "shown"),
    [
        (0, "0 kB"),
        (17, "17 字节"),
        (200_000, "200 kB"),
        (9_999_000, "9,999 kB"),
        (12_300_000, "12 MB"),
        (999_400_000, "999 MB"),
        (3_440_000_000, "3.4 GB"),
    ],
)
def test_a_size_is_shown_in_its_unit(size: int, shown: str) -> None:
    assert shown_size(size) == shown
