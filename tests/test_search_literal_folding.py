"""What a literal search takes for the same character: radicals as PDF files have them, and the figures of zero."""

from pathlib import Path

import pytest
from reports import line, write_lines

from index import index_paths
from search import SearchRequest, open_searcher

TEXTS = ["⻓⼯⺠⽣保障", "長工民生保障", "二〇二三年", "二○二三年", "二零二三年", "20二三年"]


@pytest.fixture(scope="module")
def directory(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("folded")
    index_paths([write_lines(folder / "r.jsonl", line("a", TEXTS))], folder / "index")
    return folder / "index"


@pytest.mark.parametrize(
    ("query", "exact", "found"),
    [
        ("“长工民生”", False, [0, 1]),
        ("“⻓⼯民生”", False, [0, 1]),
        ("“长工民生”", True, [0]),
        ("“长工⺠生”", True, [0]),
        ("“長工民生”", True, [1]),
        ("“二零二三年”", False, [2, 3, 4]),
        ("二〇二三年", False, [2, 3, 4]),
        ("“二○二三年”", False, [2, 3, 4]),
        ("“二〇二三年”", True, [2]),
        ("零", False, [2, 3, 4]),
    ],
)
def test_found_and_marked(directory: Path, query: str, exact: bool, found: list[int]) -> None:
    with open_searcher(directory) as searcher:
        hits = searcher.search(SearchRequest(query, exact_script=exact)).hits
    assert sorted(hit.paragraph for hit in hits) == found
    for hit in hits:
        assert hit.text == TEXTS[hit.paragraph]
        assert hit.highlights
