"""Power cuts while an index is written: what a commit that returned has made is there, whole, and else what was."""

import os
import random
from pathlib import Path

import pytest
from power_cut import MODELS, Model
from tortured import SCENARIOS, Tortured, cut

ROUNDS = int(os.environ.get("ZHENGSOU_TORTURE_ROUNDS", "300"))


@pytest.mark.parametrize("name", SCENARIOS)
@pytest.mark.parametrize("model", MODELS)
def test_power_cuts(name: str, model: Model, tmp_path: Path) -> None:
    tortured = Tortured(tmp_path / "t", name).prepare()
    chance = random.Random(15)
    seen = cut(tortured, model, chance, ROUNDS // len(SCENARIOS))
    print(f"{name} {model}: {dict(seen)}")
