"""Power cuts while an index is written: what a commit that returned has made is there, whole, and else what was."""

import os
import random
import shutil
from collections import Counter
from copy import deepcopy
from pathlib import Path

import pytest
from faulty_calls import Ended, events_in
from power_cut import MODELS, Disk, Model
from tortured import SCENARIOS, Tortured

ROUNDS = int(os.environ.get("ZHENGSOU_TORTURE_ROUNDS", "300"))


@pytest.mark.parametrize("name", SCENARIOS)
@pytest.mark.parametrize("model", MODELS)
def test_power_cuts(name: str, model: Model, tmp_path: Path) -> None:
    tortured = Tortured(tmp_path / "t", name).prepare()
    chance = random.Random(15)
    seen = cut(tortured, model, chance, ROUNDS // len(SCENARIOS))
    print(f"{name} {model}: {dict(seen)}")


def cut(tortured: Tortured, model: Model, chance: random.Random, rounds: int) -> "Counter[str]":
    """Cut the power at random moments of one run, and after it; how often the old and the new was found."""
    seen: Counter[str] = Counter()
    tortured.put_back()
    start, left = Disk(tortured.root), tortured.folder / "left"
    ended = tortured.run(None, tortured.folder / "log", put_back=False)
    assert ended.status == 0, ended
    events = events_in(tortured.folder / "log")
    for number in range(rounds):
        moment = len(events) if number % 5 == 0 else chance.randrange(len(events))
        disk = deepcopy(start)
        disk.apply(events[:moment])
        disk.cut(left, model, chance)
        shutil.rmtree(tortured.root)
        left.rename(tortured.root)
        try:
            found = tortured.judge(Ended(0, ""))
        except Exception as fault:
            raise AssertionError(f"{tortured.name} {model}: after {moment} of {len(events)} events") from fault
        assert found == "new" or moment < len(events)
        seen[found] += 1
    return seen
