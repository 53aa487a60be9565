"""Incremental indexing: new and changed files are read, reports of deleted ones removed, the rest statted."""

from __future__ import annotations

import os
import time
from collections.abc import Collection, Iterable
from pathlib import Path
from typing import Any

from index.indexing.plan import IndexState, Plan, make_plan
from index.indexing.run import Run
from index.indexing.summary import IndexSummary, Progress, ProgressCallback
from index.location import ClusterAddress
from index.manifest import MadeBy, Sources
from index.places import Gazetteer, gazetteer, house_places
from index.report import Report
from index.store import Store, open_store

__all__ = ["IndexSummary", "Progress", "ProgressCallback", "index_paths"]


class _NoSession:
    """Write session of a dry run: discards everything."""

    def add(self, report: Report, origin: dict[str, Any]) -> None:
        pass

    def remove(self, report: str) -> None:
        pass

    def commit(self, made_by: MadeBy, sources: Sources) -> None:
        pass


def index_paths(
    paths: Iterable[Path],
    location: str | os.PathLike[str] | ClusterAddress,
    *,
    rebuild: bool = False,
    dry_run: bool = False,
    progress: ProgressCallback | None = None,
    unsettled: Collection[str] = (),
) -> IndexSummary:
    """Make the index at `location`, a directory or an address, agree with files and folders `paths`, in one commit.

    New and changed reports are indexed; reports whose file under a given folder is gone are removed; a file or folder
    that cannot be read is named in the summary, and its reports stay. When the program that made the index differs from
    this one, or with `rebuild`, everything is indexed anew beside the old index, which serves until the commit; reports
    whose file cannot be read are carried over from it.
    dry_run: only count. unsettled: paths of files that stay as they are in the index, since somebody still writes them;
    not heeded when everything is indexed anew. Raises IndexBusy, CorruptIndex when there is nothing to build on,
    ClusterUnavailable or ClusterRefused, IndexingFailed, or RequestError when the user dictionary or the house's places
    cannot be read.
    """
    started = time.perf_counter()
    paths = list(paths)
    store = open_store(location)
    state = store.state(forgive=rebuild)
    house = house_places(store.location)
    made_by = MadeBy.with_segmenter(store.segmenter, house)
    rebuild = rebuild or (state.made_by is not None and state.made_by != made_by)
    plan = _plan(paths, store, state, unsettled, rebuild=rebuild)
    places = gazetteer(house)
    same = plan.known == state.sources and state.whole
    if dry_run or not (plan.read or plan.drop or rebuild or not same):
        run = Run(plan, state, _NoSession(), rebuild=rebuild, progress=progress, places=places)
    else:
        run = _write(paths, store, made_by, places, unsettled, rebuild=rebuild, progress=progress)
    run.summary.seconds = time.perf_counter() - started
    return run.summary


def _plan(paths: list[Path], store: Store, state: IndexState, unsettled: Collection[str], *, rebuild: bool) -> Plan:
    """The plan for `paths`; files in the index directory itself are left out."""
    location = store.location
    without = location if isinstance(location, Path) else None
    return make_plan(paths, state, rebuild=rebuild, without=without, unsettled=unsettled)


def _write(
    paths: list[Path],
    store: Store,
    made_by: MadeBy,
    places: Gazetteer,
    unsettled: Collection[str],
    *,
    rebuild: bool,
    progress: ProgressCallback | None,
) -> Run:
    with store.writing(rebuild=rebuild) as session:
        # Another process may have committed between the first reading and the lock.
        state = store.state(forgive=rebuild)
        plan = _plan(paths, store, state, unsettled, rebuild=rebuild)
        run = Run(
            plan,
            state,
            session,
            rebuild=rebuild,
            progress=progress,
            places=places,
            stored=store.reports,
            times=store.times,
        )
        if run.touched or rebuild or state.made_by is None or not state.whole:
            session.commit(made_by, run.sources)
        elif run.sources != state.sources:
            store.write_sources(run.sources)
    return run
