"""A server that is ended again and again while clients ask: no accepted request is lost, and it ends in time.

ZHENGSOU_ENDINGS: rounds (default 100).
"""

import os
import random
from pathlib import Path

import pytest
from ending import ended_under_load

ROUNDS = int(os.environ.get("ZHENGSOU_ENDINGS", "100"))


@pytest.mark.slow
def test_no_accepted_request_is_lost(seed_index: Path) -> None:
    chance = random.Random(15)
    answered = 0
    for _ in range(ROUNDS):
        workers, clients, after = chance.choice([1, 1, 2, 3]), chance.choice([4, 16, 48]), chance.randrange(1, 300)
        ended = ended_under_load(seed_index, workers, clients, after)
        assert ended.lost == [], (workers, clients, after)
        assert ended.seconds < 20
        answered += ended.answered
    print(f"{ROUNDS} endings, {answered} answers, none lost")
