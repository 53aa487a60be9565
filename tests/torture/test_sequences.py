"""Random sequences of what happens to a library: after each run the index is as one that is built afresh.

`ZHENGSOU_TORTURE_SEQUENCES` says how many (500).
"""

import os
import random
from pathlib import Path

import pytest
from sequences import Library

SEQUENCES = int(os.environ.get("ZHENGSOU_TORTURE_SEQUENCES", "500"))
_PARTS = 20


@pytest.mark.parametrize("part", range(_PARTS))
def test_an_index_is_what_one_built_afresh_is(part: int, tmp_path: Path) -> None:
    for number in range(part, SEQUENCES, _PARTS):
        library = Library(tmp_path / str(number), random.Random(number))
        for step in range(12):
            library.change()
            problem = library.index_and_compare()
            assert not problem, (number, step, problem, library.done)
