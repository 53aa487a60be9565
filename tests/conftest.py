"""What tests share: the five seeds, an index of them, a headless Chromium, a real OpenSearch, Hypothesis' settings."""

import os
import signal
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import pytest
from hypothesis import settings
from opensearch_distribution import Distribution, ServerMissing, installed
from opensearch_server import OpenSearchCluster
from reports import line, write_lines
from segmenting import Package, segmenting_with
from tls_proxy import TlsProxy, make_certificate

if TYPE_CHECKING:
    from playwright.sync_api import Browser
    from whoosh_indexes import Searchers

    from search import Searcher

    InWhoosh = Callable[[tuple[str, ...]], Searchers]

# A first call pays for jieba's dictionary and OpenCC's tables, so a time for each example would only measure that.
settings.register_profile("zhengsou", deadline=None, print_blob=True)
settings.load_profile("zhengsou")

# What commands say is compared with what is written in Chinese, whatever the locale of who runs the tests.
os.environ["ZHENGSOU_LANG"] = "zh"

CHROMIUM_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

# A shell that runs the tests in the background lets them ignore Ctrl-C, and what they start would ignore it too.
signal.signal(signal.SIGINT, signal.default_int_handler)

# Starting one of them takes longer than a loop of changing and trying should.
SLOW_FIXTURES = frozenset({"chromium", "opensearch", "opensearch_distribution"})


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what needs a browser or a cluster as slow, before `-m` chooses; modules of slow tests only run last."""
    quick = set()
    for item in items:
        if item.get_closest_marker("opensearch") or not SLOW_FIXTURES.isdisjoint(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.slow)
        if not item.get_closest_marker("slow"):
            quick.add(item.path)
    items.sort(key=lambda item: item.path not in quick)


@pytest.fixture(scope="session")
def seeds() -> Path:
    """The folder with the five saved reports. Tests must not write into it."""
    return Path(__file__).parent.parent / "seeds"


@pytest.fixture(scope="session")
def seed_index(seeds: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The directory of an index of the five seeds, shared by all tests. They must not write into it."""
    from index import index_paths

    directory = tmp_path_factory.mktemp("seed-index") / "index"
    index_paths([seeds], directory)
    return directory


@pytest.fixture(scope="module")
def indexed(index: Path) -> "Iterator[Searcher]":
    """The index that the test's own file makes in its fixture `index`, opened."""
    from search import open_searcher

    with open_searcher(index) as searcher:
        yield searcher


@pytest.fixture(scope="module", params=["local", pytest.param("opensearch", marks=pytest.mark.opensearch)])
def searcher(seed_index: Path, seeds: Path, request: pytest.FixtureRequest) -> "Iterator[Searcher]":
    """The seeds, on one engine after the other: what is written of it holds on each."""
    from index import index_paths
    from search import open_searcher

    if request.param == "local":
        with open_searcher(seed_index) as searcher:
            yield searcher
        return
    opensearch: OpenSearchCluster = request.getfixturevalue("opensearch")
    with opensearch.fresh_index() as address:
        index_paths([seeds], address)
        with open_searcher(address) as searcher:
            yield searcher


@pytest.fixture(scope="module", params=["rjieba", pytest.param("jieba", marks=pytest.mark.slow)])
def package(request: pytest.FixtureRequest) -> Iterator[Package]:
    """The package that segments and tags: one after the other, with what it is to have the same words as."""
    with segmenting_with(request.param):
        yield request.param


@pytest.fixture(scope="session")
def in_whoosh(seeds: Path, tmp_path_factory: pytest.TempPathFactory) -> "Iterator[InWhoosh]":
    """Searchers of one set of documents, without the given reports: in our segments, and as Whoosh wrote them."""
    from whoosh_indexes import open_both

    with ExitStack() as stack:
        yield cache(lambda gone: stack.enter_context(open_both(tmp_path_factory.mktemp("whoosh"), seeds, gone)))


@pytest.fixture(scope="module", params=[pytest.param("whole", marks=pytest.mark.slow), "with deletions"])
def searchers(request: pytest.FixtureRequest, in_whoosh: "InWhoosh") -> "Searchers":
    """They are shared by all tests, which leave them as they are."""
    from whoosh_indexes import GONE

    return in_whoosh(GONE if request.param == "with deletions" else ())


@pytest.fixture(scope="session")
def chromium() -> "Iterator[Browser]":
    """A headless Chromium; open a context of its own in each test.

    Skips where no browser is installed, or fails there when ZHENGSOU_REQUIRE_BROWSER=1.
    """
    executable = os.environ.get("ZHENGSOU_CHROMIUM", "/usr/bin/chromium")
    if not os.access(executable, os.X_OK):
        reason = f"no browser at {executable}; install chromium or set ZHENGSOU_CHROMIUM"
        if os.environ.get("ZHENGSOU_REQUIRE_BROWSER") == "1":
            pytest.fail(reason)
        pytest.skip(reason)
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=CHROMIUM_ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def site(seed_index: Path) -> Iterator[str]:
    """The address of a server on the index of the five seeds, for browsers."""
    from web_site import served

    with served(seed_index) as address:
        yield address


@pytest.fixture(scope="session")
def opensearch_distribution() -> Distribution:
    """What an OpenSearch can be started from: for tests that need a cluster of their own, to kill nodes of.

    Skips where it was not fetched or cannot be started, or fails there when ZHENGSOU_REQUIRE_OPENSEARCH=1.
    """
    try:
        return installed()
    except ServerMissing as missing:
        without_opensearch(str(missing))


@pytest.fixture(scope="session")
def opensearch(opensearch_distribution: Distribution) -> Iterator[OpenSearchCluster]:
    """A running OpenSearch of one node, shared by all tests: each has an index of its own and leaves the node be."""
    with OpenSearchCluster(distribution=opensearch_distribution, short_lived=True) as cluster:
        yield cluster


@pytest.fixture
def opensearch_index(opensearch: OpenSearchCluster) -> Iterator[str]:
    """The address of an index that is not there yet and is deleted afterwards."""
    with opensearch.fresh_index() as address:
        yield address


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """A file of two reports: `a` with two paragraphs, `b` with one."""
    return write_lines(tmp_path / "r.jsonl", line("a", ["提案办理", "满意"]), line("b", ["视察调研"]))


@pytest.fixture
def address(opensearch_index: str, source: Path) -> str:
    """The address of an index of `source` on the cluster."""
    from index import index_paths

    index_paths([source], opensearch_index)
    return opensearch_index


@pytest.fixture(scope="session")
def tls_opensearch(opensearch: OpenSearchCluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TlsProxy]:
    """The same OpenSearch behind TLS and a password, for `localhost` and 127.0.0.1."""
    try:
        certificate = make_certificate(tmp_path_factory.mktemp("tls"), "trusted")
    except FileNotFoundError as missing:
        without_opensearch(str(missing))
    with TlsProxy(opensearch.hosts[0], certificate, user="reader", password="口令 p@ss:w%rd") as proxy:
        yield proxy


def without_opensearch(reason: str) -> NoReturn:
    """Skip what needs an OpenSearch, or let it fail where ZHENGSOU_REQUIRE_OPENSEARCH=1."""
    if os.environ.get("ZHENGSOU_REQUIRE_OPENSEARCH") == "1":
        pytest.fail(reason)
    pytest.skip(reason)
