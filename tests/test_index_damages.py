"""Single damages to the files of an index: each is found, none is a fault of the program, and none is laundered."""

from pathlib import Path

import pytest
from damages import Torture


@pytest.mark.parametrize("rounds", [6, pytest.param(60, marks=pytest.mark.slow)])
def test_single_damages_are_found_and_not_laundered(rounds: int, tmp_path: Path) -> None:
    torture = Torture(tmp_path)
    torture.run(rounds, seed=rounds)
    assert torture.wrong == []
