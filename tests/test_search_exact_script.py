"""A search in its own script finds what the title adds as any search does, if the title is in that script."""

from collections.abc import Iterator

import pytest
from opensearch_server import OpenSearchCluster
from reports import line, write_lines

from index import index_paths
from search import Searcher, SearchRequest, open_searcher

REPORTS = (
    line("t", ["聯繫群眾 鄉村振興", "鄉村振興再上臺階"], title="某縣政協常委會工作報告"),
    line("s", ["联系群众 乡村振兴", "乡村振兴再上台阶"], title="某县政协常委会工作报告"),
    line("mixed", ["鄉村振興和养老"], title="某县政协常委会工作报告"),
)


@pytest.fixture(scope="module", params=["local", pytest.param("opensearch", marks=pytest.mark.opensearch)])
def made(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Iterator[Searcher]:
    folder = tmp_path_factory.mktemp("exact")
    file = write_lines(folder / "made.jsonl", *REPORTS)
    if request.param == "local":
        index_paths([file], folder / "index")
        with open_searcher(folder / "index") as searcher:
            yield searcher
        return
    cluster: OpenSearchCluster = request.getfixturevalue("opensearch")
    with cluster.fresh_index() as address:
        index_paths([file], address)
        with open_searcher(address) as searcher:
            yield searcher


@pytest.mark.parametrize(
    ("query", "exact", "folded"),
    [
        ("工作報告 鄉村振興", {"t#0"}, {"t#0", "s#0", "mixed#0"}),
        ("工作报告 乡村振兴", {"s#0"}, {"t#0", "s#0", "mixed#0"}),
        ("工作报告 鄉村振興", {"mixed#0"}, {"t#0", "s#0", "mixed#0"}),
        ("工作報告 乡村振兴", set(), {"t#0", "s#0", "mixed#0"}),
        ("工作報告", {"t#0"}, {"t#0", "s#0", "mixed#0"}),
        ("工作報告鄉村振興", {"t#0"}, {"t#0", "s#0", "mixed#0"}),
        ("工作报告 -養老", {"s#0", "mixed#0"}, {"t#0", "s#0"}),
        ("工作报告 -养老", {"s#0"}, {"t#0", "s#0"}),
        ("“工作報告”", set(), set()),
    ],
)
def test_a_title_counts_in_its_own_script(query: str, exact: set[str], folded: set[str], made: Searcher) -> None:
    for exact_script, expected in ((True, exact), (False, folded)):
        answer = made.search(SearchRequest(query, exact_script=exact_script))
        assert not answer.relaxed
        assert {f"{hit.report}#{hit.paragraph}" for hit in answer.hits} == expected
        assert answer.total == len(expected)
