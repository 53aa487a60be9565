"""One engine's index of report lines, built by a process of its own: `python -m benchmarks.build ENGINE CORPUS DIR`.

It prints `{"paragraphs": n, "seconds": s}`, without the time for imports. `tantivy-alone` has all the words made before
the clock starts.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

from benchmarks.large import reports

ENGINES: Final = ("ours", "stock", "tantivy", "tantivy-alone")


def prepared(engine: str, corpus: Path, directory: Path) -> Callable[[], int]:
    """Function that builds the index and returns its number of paragraphs; the engine is already imported."""
    if engine == "ours":
        from benchmarks import ours

        return lambda: ours.build(directory, corpus)
    if engine == "stock":
        from benchmarks import stock

        return lambda: stock.build(directory, reports(corpus))
    from benchmarks import tantivy_peer

    rows = tantivy_peer.rows(reports(corpus))
    if engine == "tantivy-alone":
        rows = iter(list(rows))
    return lambda: tantivy_peer.build(directory, rows)


def main() -> None:
    """Build, and print how long it took."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("engine", choices=ENGINES)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("directory", type=Path)
    arguments = parser.parse_args()
    build = prepared(arguments.engine, arguments.corpus, arguments.directory)
    started = time.perf_counter()
    paragraphs = build()
    print(json.dumps({"paragraphs": paragraphs, "seconds": time.perf_counter() - started}))


if __name__ == "__main__":
    main()
