"""Single damages to the files of an index: each is found, none is a fault of the program, and none is laundered."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from damages import Torture, answers_of, build, problems

from index import index_paths
from index.errors import CorruptIndex
from index.local.layout import Layout
from index.manifest import generation_to_json, sources_to_json


@pytest.mark.parametrize("rounds", [6, pytest.param(60, marks=pytest.mark.slow)])
def test_single_damages_are_found_and_not_laundered(rounds: int, tmp_path: Path) -> None:
    torture = Torture(tmp_path)
    torture.run(rounds, seed=rounds)
    assert torture.wrong == []


IMPOSSIBLE = ["1e400", "-Infinity", "NaN", "1.5", "[" * 200_000 + "]" * 200_000, "[]", "null", '""', "{}", "[[1]]", "{"]


@pytest.mark.slow
def test_records_without_checksums_that_are_impossible_are_told_as_damage(tmp_path: Path) -> None:
    """An index of schema 8, each value of whose records is another one after the other."""
    directory = build(tmp_path)
    (entry, *_) = Layout(directory).entries()
    generation = Layout(directory).generation_of(entry)
    generation = replace(generation, made_by=replace(generation.made_by, schema=8), reprints=())
    records = {
        directory / "current.json": {"data": entry.data.name, "generation": entry.number, "previous": None},
        entry.data / entry.manifest_name: generation_to_json(generation),
        entry.data / f"sources-{entry.number}.json": sources_to_json(Layout(directory).sources_of(entry)),
    }
    for path, record in records.items():
        path.write_text(json.dumps(record), "utf-8")
    assert problems(directory) == []
    for path, record in records.items():
        whole = json.dumps(record)
        for name, value in {**record, **record.get("made_by", {})}.items():
            for other in IMPOSSIBLE:
                path.write_text(whole.replace(json.dumps({name: value})[1:-1], f"{json.dumps(name)}: {other}"), "utf-8")
                problems(directory, fast=True)
                assert isinstance(answers_of(directory), type)
                if other == "1e400" and path.name != "current.json":
                    with pytest.raises(CorruptIndex):
                        index_paths([tmp_path / "in"], directory)
        path.write_text(whole, "utf-8")
