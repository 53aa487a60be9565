"""The token stream of an index says what its paragraphs say, over segments, merged ones, and after deletions."""

from pathlib import Path

import jieba
import numpy as np
from reports import line, write_lines

from index import index_paths
from index.analysis.folding import fold_for_words
from index.local.snapshot import Snapshot

TEXTS = ["提案办理，100%。", "", "人民政協(xié)", "加强和改进人民政协工作", "着眼長遠 A-1.2", "提案 提案"]


def check_stream(snapshot: Snapshot, documents: list[int]) -> None:
    """Each document's tokens are jieba's words of its text, and those of some documents stand end to end."""
    numbers, lengths = snapshot.stream.tokens(np.array(documents, np.intp))
    words = [snapshot.stream.words[number] for number in numbers.tolist()]
    ends = np.cumsum(lengths).tolist()
    found = [words[end - length : end] for end, length in zip(ends, lengths.tolist(), strict=True)]
    plain = [fold_for_words(snapshot.text(document).replace(" 提", "提")) for document in documents]
    assert list(map("".join, found)) == plain
    han = [[word for word in each if word.isalpha()] for each in found]
    assert han == [[word for word in jieba.lcut(text) if word.isalpha()] for text in plain]


def test_the_stream_has_the_words_of_every_paragraph(tmp_path: Path) -> None:
    index, folder = tmp_path / "index", tmp_path / "reports"
    folder.mkdir()
    files = [write_lines(folder / f"{name}.jsonl", line(name, TEXTS[number:])) for number, name in enumerate("abcd")]
    for file in files:
        index_paths([file], index)
    with_all = Snapshot.open(index)
    every = list(with_all.live_documents())
    assert len(every) == sum(len(TEXTS) - number for number in range(4))
    check_stream(with_all, every)
    check_stream(with_all, every[1::2])
    check_stream(with_all, [])
    with_all.close()
    files[1].unlink()
    for number in range(9):
        index_paths([folder], index)
        write_lines(folder / f"n{number}.jsonl", line(f"n{number}", TEXTS[:3]))
    index_paths([folder], index)
    fewer = Snapshot.open(index)
    check_stream(fewer, list(fewer.live_documents()))
    fewer.close()
    index_paths([folder], index, rebuild=True)
    whole = Snapshot.open(index)
    check_stream(whole, list(whole.live_documents()))
    counts = np.bincount(whole.stream.tokens(np.array(list(whole.live_documents()), np.intp))[0])
    assert counts.min() > 0
    whole.close()


def test_an_index_without_words_has_an_empty_stream(tmp_path: Path) -> None:
    index_paths([write_lines(tmp_path / "a.jsonl", line("a", ["。"]))], tmp_path / "index")
    snapshot = Snapshot.open(tmp_path / "index")
    numbers, lengths = snapshot.stream.tokens(np.array([0], np.intp))
    assert [snapshot.stream.words[number] for number in numbers.tolist()] == ["。"]
    assert lengths.tolist() == [1]
    snapshot.close()
