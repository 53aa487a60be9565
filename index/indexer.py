"""Incremental indexing: new and changed files are read, reports of deleted ones removed, the rest statted."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Collection, Iterable
from functools import partial
from pathlib import Path
from typing import Any

from index.indexing.emptied import AllowEmpty
from index.indexing.plan import IndexState, Plan, make_plan
from index.indexing.room import check_room
from index.indexing.run import Run
from index.indexing.summary import IndexSummary, Progress, ProgressCallback
from index.library.folders import require_other_folders
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

    def withdraw(self, report: str) -> None:
        pass

    def commit(self, made_by: MadeBy, sources: Sources, *, keep_reprints: bool = False) -> None:
        pass


def index_paths(
    paths: Iterable[Path],
    location: str | os.PathLike[str] | ClusterAddress,
    *,
    rebuild: bool = False,
    dry_run: bool = False,
    keep_reprints: bool | None = None,
    progress: ProgressCallback | None = None,
    unsettled: Collection[str] = (),
    follow_links: bool = False,
    allow_empty: AllowEmpty = False,
) -> IndexSummary:
    """Make the index at `location`, a directory or an address, agree with files and folders `paths`, in one commit.

    New and changed reports are indexed; reports whose file under a given folder is gone are removed; a file or folder
    that cannot be read is named in the summary, and its reports stay. When the program that made the index differs from
    this one, or with `rebuild`, everything is indexed anew beside the old index, which serves until the commit; reports
    whose file cannot be read are carried over from it. Of a page or document under several names one is kept, the
    fullest, with the others recorded as its reprints (index/indexing/reprints.py).
    dry_run: only count. keep_reprints: whether reprints are indexed as reports of their own; None: as when the index
    was last written, at first not. unsettled: paths of files that stay as they are in the index, since somebody still
    writes them; not heeded when everything is indexed anew. follow_links: read files that are links out of the
    folders, too. allow_empty: remove the reports of folders that are suddenly empty, all or those of files of which it
    says so.
    Raises IndexBusy, CorruptIndex when there is nothing to build on, ClusterUnavailable or ClusterRefused, NoRoom
    before anything is written, IndexingFailed, or RequestError when the user dictionary or the house's places cannot be
    read, a setting is wrong, or one of `paths` is the directory of the index.
    """
    started = time.perf_counter()
    paths = list(paths)
    store = open_store(location)
    require_other_folders(paths, store.location)
    state = store.state(forgive=rebuild)
    house = house_places(store.location)
    made_by = MadeBy.with_segmenter(store.segmenter, house)
    rebuild = rebuild or (state.made_by is not None and state.made_by != made_by)
    plan_now = partial(
        _plan, paths, store, unsettled=unsettled, rebuild=rebuild, follow_links=follow_links, allow_empty=allow_empty
    )
    plan = plan_now(state)
    places = gazetteer(house)
    keep = state.keep_reprints if keep_reprints is None else keep_reprints
    same = plan.known == state.sources and state.whole and keep == state.keep_reprints
    if dry_run or not (plan.read or plan.drop or rebuild or not same):
        run = Run(plan, state, _NoSession(), rebuild=rebuild, progress=progress, places=places, keep_reprints=keep)
        if not dry_run:
            store.tidy()
    else:
        if isinstance(store.location, Path):
            check_room(store.location, plan, state, store.status().bytes if state.made_by and state.whole else 0)
        run = _write(plan_now, store, made_by, places, rebuild=rebuild, progress=progress, keep_reprints=keep_reprints)
    run.summary.seconds = time.perf_counter() - started
    return run.summary


def _plan(
    paths: list[Path],
    store: Store,
    state: IndexState,
    *,
    unsettled: Collection[str],
    rebuild: bool,
    follow_links: bool,
    allow_empty: AllowEmpty,
) -> Plan:
    """The plan for `paths`; files in the index directory itself are left out."""
    location = store.location
    without = location if isinstance(location, Path) else None
    return make_plan(
        paths,
        state,
        rebuild=rebuild,
        without=without,
        unsettled=unsettled,
        follow_links=follow_links,
        allow_empty=allow_empty,
    )


def _write(
    plan_now: Callable[[IndexState], Plan],
    store: Store,
    made_by: MadeBy,
    places: Gazetteer,
    *,
    rebuild: bool,
    progress: ProgressCallback | None,
    keep_reprints: bool | None,
) -> Run:
    with store.writing(rebuild=rebuild) as session:
        # Another process may have committed between the first reading and the lock.
        state = store.state(forgive=rebuild)
        plan = plan_now(state)
        keep = state.keep_reprints if keep_reprints is None else keep_reprints
        run = Run(
            plan,
            state,
            session,
            rebuild=rebuild,
            progress=progress,
            places=places,
            keep_reprints=keep,
            stored=store.reports,
            times=store.times,
        )
        changed = run.touched or keep != state.keep_reprints
        if changed or rebuild or state.made_by is None or not state.whole:
            session.commit(made_by, run.sources, keep_reprints=keep)
        elif run.sources != state.sources:
            store.write_sources(run.sources)
    return run
