"""Figures of an index: its columns say what its paragraphs say, over segments, merged ones, and after deletions."""

from pathlib import Path

import numpy as np
import pytest
from reports import line, write_lines

from index import index_paths
from index.errors import CorruptIndex
from index.figure import CHANGES, Number
from index.figures import BOUNDS, figures_of
from index.local.snapshot import Snapshot
from index.segment.arrays import ArrayFile, ArrayFileWriter
from index.segment.figures import Figures, joined

TEXTS = [
    "收到提案134件，办复率100%。",
    "",
    "各位委员",
    "走访3至5个村\u200b，捐资近516.5万元",
    "調研二十餘次。",
    "满意率99.5%以上。",
    "气温-5～-1℃。",
]


def check_figures(snapshot: Snapshot, documents: list[int]) -> int:
    """Compare the columns with the figures of the texts; returns how many there are."""
    figures = snapshot.figures
    assert figures is not None
    expected = [(document, each) for document in documents for each in figures_of(snapshot.text(document))]
    kept = np.flatnonzero(np.isin(figures["document"], documents)).tolist()
    assert len(kept) == len(expected)
    units, counted = figures.units.strings(), figures.counted.strings()
    for at, (document, each) in zip(kept, expected, strict=True):
        assert figures["document"][at] == document
        assert (figures["start"][at], figures["length"][at]) == (each.start, each.end - each.start)
        assert (figures["sentence"][at], figures["sentence_length"][at]) == (
            each.sentence[0],
            each.sentence[1] - each.sentence[0],
        )
        assert (figures.number(at), figures.upper(at)) == (each.number, each.high)
        assert figures.values()[at] == pytest.approx(each.number.value)
        assert BOUNDS[figures["bound"][at]] == each.bound
        assert CHANGES[figures["change"][at]] == each.change
        assert units[figures["unit"][at]] == each.unit
        assert counted[figures["counts"][at]] == each.counts
    return len(kept)


def test_the_columns_have_the_figures_of_every_paragraph(tmp_path: Path) -> None:
    index, folder = tmp_path / "index", tmp_path / "reports"
    folder.mkdir()
    files = [write_lines(folder / f"{name}.jsonl", line(name, TEXTS[number:])) for number, name in enumerate("abcd")]
    for file in files:
        index_paths([file], index)
    with_all = Snapshot.open(index)
    assert check_figures(with_all, list(with_all.live_documents())) == 7 + 5 + 5 + 5
    with_all.close()
    files[1].unlink()
    for number in range(9):
        write_lines(folder / f"n{number}.jsonl", line(f"n{number}", TEXTS[:3]))
        index_paths([folder], index)
    fewer = Snapshot.open(index)
    assert check_figures(fewer, list(fewer.live_documents())) == 7 + 5 + 5 + 9 * 2
    fewer.close()


def test_an_index_without_figures_has_none(tmp_path: Path) -> None:
    index_paths([write_lines(tmp_path / "a.jsonl", line("a", ["各位委员"]))], tmp_path / "index")
    snapshot = Snapshot.open(tmp_path / "index")
    assert snapshot.figures is not None
    assert len(snapshot.figures) == 0
    snapshot.close()


def test_numbers_are_kept_as_they_are() -> None:
    (figure,) = figures_of("总投资0.1亿元")
    assert figure.number == Number(1, 7)
    assert [Number(55, -1).value, Number(3, 0).value, Number(1, 7).value] == [5.5, 3, 10_000_000]
    assert isinstance(Number(1, 7).value, int)


def test_numbers_below_zero_and_large_ones_are_kept_apart_and_together() -> None:
    parts = []
    for number, text in enumerate(["增速为-2.1%。", "总值123456789012345元。", "利润为-98765432109元，增长3%。"]):
        content = bytearray()
        with ArrayFileWriter(content) as file:
            Figures.of([figures_of(text)]).write(file)
        kept = Figures.read(ArrayFile(content), 1)
        assert kept is not None
        parts.append((kept, np.array([number])))
    assert [parts[0][0].number(0), parts[2][0].number(0)] == [Number(-21, -1), Number(-98765432109, 0)]
    content = bytearray()
    with ArrayFileWriter(content) as file:
        joined(parts).write(file)
    whole = Figures.read(ArrayFile(content), len(parts))
    assert whole is not None
    assert [whole.number(at).value for at in range(4)] == [-2.1, 123456789012345, -98765432109, 3]
    assert whole.values().tolist() == pytest.approx([-2.1, 123456789012345, -98765432109, 3])


@pytest.mark.parametrize("name", ["document", "bound", "change", "unit", "counts", "ranged", "start"])
def test_impossible_columns_are_refused(name: str) -> None:
    whole = Figures.of([figures_of(text) for text in TEXTS])
    wrong = dict(whole.columns)
    wrong[name] = wrong[name][:-1] if name == "start" else wrong[name] + 1000
    content = bytearray()
    with ArrayFileWriter(content) as file:
        Figures(wrong, whole.units, whole.counted).write(file)
    with pytest.raises(CorruptIndex):
        Figures.read(ArrayFile(content), len(TEXTS))


def test_a_segment_made_without_looking_for_figures_says_so() -> None:
    content = bytearray()
    with ArrayFileWriter(content) as file:
        file.add("text", np.zeros(0, np.uint8))
    assert Figures.read(ArrayFile(content), 0) is None
