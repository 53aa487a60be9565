"""Kills, full disks, faults of the disk and signals at every call of an index run: all of the old or all of the new.

`ZHENGSOU_TORTURE_STRIDE=10` looks at every tenth call only.
"""

import os
import random
import resource
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest
from faulty_calls import Ended, Fault
from tortured import SCENARIOS, Tortured, every_call, is_free, left_of

STRIDE = int(os.environ.get("ZHENGSOU_TORTURE_STRIDE", "1"))
ROUNDS = int(os.environ.get("ZHENGSOU_TORTURE_ROUNDS", "300"))


@pytest.fixture(params=SCENARIOS)
def tortured(request: pytest.FixtureRequest, tmp_path: Path) -> Tortured:
    return Tortured(tmp_path / "t", request.param).prepare()


@pytest.mark.parametrize("kind", ["kill", "interrupt", "term", "ENOSPC", "EIO"])
@pytest.mark.parametrize("once", [True, False])
def test_faults_at_every_call(kind: str, once: bool, tortured: Tortured) -> None:
    if not once and kind not in ("ENOSPC", "EIO"):
        pytest.skip("a signal comes once")
    seen = every_call(tortured, Fault(kind, 1, once=once), STRIDE)
    print(f"{tortured.name} {kind} once={once}: {sum(seen.values())} rounds, {dict(seen)}")
    assert seen["old", True]


@pytest.mark.parametrize("kind", ["kill", "ENOSPC", "EIO"])
def test_faults_at_every_call_of_a_worker(kind: str, tmp_path: Path) -> None:
    tortured = Tortured(tmp_path / "t", "workers").prepare()
    seen = every_call(tortured, Fault(kind, 1, worker=True), STRIDE)
    print(f"worker {kind}: {sum(seen.values())} rounds, {dict(seen)}")
    assert seen["old", True]


@pytest.mark.parametrize("name", ["workers", "rebuild"])
def test_kills_at_random_times(name: str, tmp_path: Path) -> None:
    tortured = Tortured(tmp_path / "t", name).prepare()
    chance, seen, waits = random.Random(15), Counter[str](), []
    code = "import sys; from tortured import *; use_workers(); sys.exit(program(sys.argv[1:]))"
    command = [sys.executable, "-c", code, "index", str(tortured.library), "--index", str(tortured.index)]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    start = time.monotonic()
    subprocess.run(command, env=environment, check=True, stdout=subprocess.DEVNULL)
    usual = time.monotonic() - start
    for _ in range(ROUNDS // 2):
        tortured.put_back()
        rebuild = ["--rebuild"] if name == "rebuild" else []
        with subprocess.Popen(
            [*command, *rebuild], env=environment, start_new_session=True, stdout=subprocess.DEVNULL
        ) as process:
            time.sleep(chance.uniform(0.2, 1) * usual)
            process.kill()
        killed = time.monotonic()
        while list(left_of(process.pid)) or not is_free(tortured.index / "writing.lock"):
            assert time.monotonic() - killed < 5, "a process or the lock lives on"
        waits.append(time.monotonic() - killed)
        seen[tortured.judge(Ended(-9, "", session=process.pid))] += 1
    print(f"{name}: {dict(seen)}, lock free and workers gone within {max(waits):.3f} s")
    assert max(waits) < 1


@pytest.mark.parametrize("name", SCENARIOS)
def test_limits_of_the_size_of_files(name: str, tmp_path: Path) -> None:
    tortured = Tortured(tmp_path / "t", name).prepare()
    chance, seen = random.Random(15), Counter[tuple[str, int]]()
    for _ in range(ROUNDS // len(SCENARIOS)):
        limit = int(2 ** chance.uniform(0, 17))
        ended = tortured.run(limits={resource.RLIMIT_FSIZE: limit})
        assert ended.status in (0, 1), (limit, ended)
        assert len(ended.said.splitlines()) == ended.status, (limit, ended)
        found = tortured.judge(ended)
        assert found == "new" or ended.status, (limit, ended)
        seen[found, ended.status] += 1
    print(f"{name}: {dict(seen)}")
