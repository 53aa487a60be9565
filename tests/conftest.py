"""What tests share: the five seeds, an index of them, a headless Chromium, and Hypothesis' settings."""

import os
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

if TYPE_CHECKING:
    from playwright.sync_api import Browser

# A first call pays for jieba's dictionary and OpenCC's tables, so a time for each example would only measure that.
settings.register_profile("zhengsou", deadline=None, print_blob=True)
settings.load_profile("zhengsou")

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
