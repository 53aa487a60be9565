"""Thousands of single damages to every file of an index; ZHENGSOU_TORTURE_DAMAGES sets how many, 2000 by default."""

import os
import random
from pathlib import Path

from damages import Torture

ROUNDS = int(os.environ.get("ZHENGSOU_TORTURE_DAMAGES", "2000"))


def test_single_damages(tmp_path: Path) -> None:
    seed = int(os.environ.get("ZHENGSOU_TORTURE_SEED", random.randrange(1 << 30)))
    torture = Torture(tmp_path)
    torture.run(ROUNDS, seed)
    print(f"\n{ROUNDS} damages, seed {seed}: {len(torture.wrong)} wrong; silent before verification: {torture.silent}")
    print(f"after an index run: {torture.after}")
    assert torture.wrong == []
