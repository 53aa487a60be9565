"""A short round of what `make torture` does for hours: kills, faults and power cuts, and what the tools for it do."""

import os
import random
from pathlib import Path

import pytest
from faulty_calls import Calls, Fault, events_in, in_process
from power_cut import MODELS, Disk, Model
from sequences import Library
from tortured import Tortured, cut, every_call


@pytest.mark.slow
@pytest.mark.parametrize(
    ("kind", "name"),
    [("kill", "first"), ("interrupt", "changed"), ("term", "rebuild"), ("ENOSPC", "changed"), ("EIO", "workers")],
)
def test_a_fault_at_any_call_leaves_the_old_or_the_new(kind: str, name: str, tmp_path: Path) -> None:
    tortured = Tortured(tmp_path / "t", name).prepare()
    assert every_call(tortured, Fault(kind, 9, once=False), stride=43)["old", True]


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["kill", "ENOSPC"])
def test_a_fault_at_any_call_of_a_worker_leaves_the_old(kind: str, tmp_path: Path) -> None:
    tortured = Tortured(tmp_path / "t", "workers").prepare()
    assert every_call(tortured, Fault(kind, 9, worker=True), stride=29)["old", True]


@pytest.mark.slow
@pytest.mark.parametrize(("name", "model"), list(zip(("changed", "rebuild", "first"), MODELS, strict=True)))
def test_a_power_cut_leaves_what_was_committed(name: str, model: Model, tmp_path: Path) -> None:
    tortured = Tortured(tmp_path / "t", name).prepare()
    assert cut(tortured, model, random.Random(1), rounds=6)["new"]


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(2))
def test_an_index_is_what_one_built_afresh_is(seed: int, tmp_path: Path) -> None:
    library = Library(tmp_path / "x", random.Random(1000 + seed))
    for _ in range(12):
        library.change()
        assert library.index_and_compare() == "", library.done


def test_a_power_cut_keeps_what_is_synced_and_may_lose_the_rest(tmp_path: Path) -> None:
    root = tmp_path / "disk"
    root.mkdir()

    def work() -> int:
        (root / "kept").mkdir()
        for name in ("synced", "lost"):
            with (root / "kept" / name).open("w") as file:
                file.write(name * 1000)
                if name == "synced":
                    file.flush()
                    os.fsync(file.fileno())
        for folder in (root / "kept", root):
            handle = os.open(folder, os.O_RDONLY)
            os.fsync(handle)
            os.close(handle)
        (root / "kept/later").write_text("x")
        (root / "kept/later").rename(root / "kept/named")
        return 0

    before = Disk(root)
    assert in_process(work, Calls(root, log=tmp_path / "log")).status == 0
    before.apply(events_in(tmp_path / "log"))
    found: dict[Model, set[tuple[str, ...]]] = {model: set() for model in MODELS}
    torn = set()
    for number in range(60):
        for model in MODELS:
            left = tmp_path / f"{model}{number}"
            before.cut(left, model, random.Random(number))
            assert (left / "kept/synced").read_text() == "synced" * 1000
            found[model].add(tuple(sorted(os.listdir(left / "kept"))))
            torn.add((model, (left / "kept/lost").read_bytes() == b"lost" * 1000))
    assert found["ordered"] == found["reordered"] == {("lost", "named", "synced")}
    assert found["strict"] > {("lost", "synced"), ("lost", "named", "synced")}
    assert torn == {("ordered", True), *((model, whole) for model in MODELS[1:] for whole in (True, False))}


@pytest.mark.parametrize(("kind", "status"), [("kill", -9), ("EIO", 5), ("interrupt", 130)])
def test_a_fault_comes_at_the_call_it_is_asked_for(kind: str, status: int, tmp_path: Path) -> None:
    root = tmp_path / "disk"
    root.mkdir()

    def work() -> int:
        try:
            for number in range(9):
                (root / str(number)).mkdir()
        except OSError as fault:
            return fault.errno or 0
        except KeyboardInterrupt:
            return 130
        return 0

    ended = in_process(work, Calls(root, Fault(kind, 4)))
    assert (ended.status, ended.calls) == (status, (4, 0))
    assert sorted(os.listdir(root)) == ["0", "1", "2"]
