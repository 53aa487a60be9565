"""The watch: what changes under its paths is indexed once it holds still, and each step is said."""

from __future__ import annotations

import logging
import os
import platform
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from threading import Event
from typing import Final

from watchfiles import Change
from watchfiles import watch as changes_of

from index.cli import changes_in
from index.counted import stock
from index.errors import IndexBusy, ZhengsouError, with_next_step
from index.indexer import IndexSummary, index_paths
from index.indexing.walk import Skipped
from index.language import gettext
from index.library.folders import sources_of
from index.location import Location
from index.names import one_line
from index.reading import is_report_file
from index.watching.roots import Roots
from index.watching.settling import Settling, with_pages

QUIET: Final = 1.0
"""Seconds for which a file must hold still before it is read."""
TICK: Final = 0.5
"""Seconds between two looks at what has changed."""
_LONGEST_WAIT: Final = 10.0
"""Seconds after which what holds still is read, though other files do not."""
PAUSE: Final = 10.0
"""Seconds after a fault until the next try."""
AGAIN: Final = 300.0
"""Seconds after which everything is looked at, should the system not have told of a change."""
_MOST_NAMES: Final = 10

_log: Final = logging.getLogger(__name__)


class Watch:
    """Keeps one index up to date with folders and files, until it is stopped.

    A fault in one run is said, and tried again; files that could not be read are read again when they change.
    """

    def __init__(
        self,
        paths: Iterable[Path],
        location: Location,
        say: Callable[[str], None],
        *,
        quiet: float = QUIET,
        tick: float = TICK,
        pause: float = PAUSE,
        again: float = AGAIN,
        polling: bool | None = None,
        follow_links: bool = False,
    ) -> None:
        """say: prints a line. quiet, tick, pause, again: seconds. polling: look through the folders; None: if need be.

        follow_links: as of `index_paths`.
        """
        self._follow_links = follow_links
        self._location = location
        self._say = say
        self._tick = tick
        self._pause = pause
        self._again = again
        self._polling = polling
        self._roots = Roots(paths, lambda: sources_of(location), say)
        self._folders: list[Path] = []
        self._settling = Settling(quiet)
        self._hidden = os.path.realpath(location) if isinstance(location, Path) else None
        self._everything = True
        self._not_before = 0.0
        self._last_run = 0.0
        self._busy = False
        self._noted = False
        self._told: set[tuple[str, str]] = set()
        self.writing = False
        """Whether an index run is going on."""

    def run(self, stop: Event) -> None:
        """Watches until `stop` is set; the first run indexes whatever has changed since the last."""
        while not stop.is_set():
            roots = self._roots.present()
            if roots:
                try:
                    self._watch(roots, stop)
                except FileNotFoundError:
                    # Gone since it was looked for; the next look says so.
                    stop.wait(self._tick)
                except (OSError, RuntimeError) as fault:
                    # watchfiles raises its own RuntimeError where the system has no notification left.
                    self._poll_instead(fault, stop)
            else:
                stop.wait(self._tick)

    def _watch(self, roots: list[Path], stop: Event) -> None:
        """Watches as long as these are the paths that are there, and what stands at them is the same."""
        replacements = self._roots.replacements
        self._folders = [each if each.is_dir() else each.parent for each in roots]
        self._say(gettext("正在看 %(names)s", names=gettext("、").join(map(one_line, roots))))
        for changes in changes_of(
            *self._folders,
            watch_filter=self._matters,
            debounce=int(self._tick * 1000),
            rust_timeout=int(self._tick * 1000),
            yield_on_timeout=True,
            stop_event=stop,
            raise_interrupt=False,
            force_polling=self._polling,
            ignore_permission_denied=True,
        ):
            self._roots.saw(changes, by_system=not self._looks_through())
            self._note(each for change, path in changes for each in self._files(change, path))
            if self._roots.present() != roots or self._roots.replacements != replacements:
                # Whatever has gone, come back or become another is listed anew, and the system asked to tell of it.
                self._everything = True
                return
            self._index(roots)

    def _looks_through(self) -> bool:
        """Whether changes are found by looks through the folders; with what watchfiles goes by, taken broadly."""
        asked_for = bool(self._polling or os.environ.get("WATCHFILES_FORCE_POLLING"))
        return asked_for or sys.platform != "linux" or "microsoft" in platform.release().lower()

    def _poll_instead(self, fault: Exception, stop: Event) -> None:
        if self._polling:
            self._say(gettext("看不了：%(fault)s；%(pause)s 秒后再试", fault=fault, pause=f"{self._pause:g}"))
            stop.wait(self._pause)
        else:
            self._say(gettext("系统不通知文件的变化，改为不断查看（费一些处理器的时间）"))
            self._polling = True

    def _matters(self, _: Change, path: str) -> bool:
        """Whether a change may be one of a report: hidden files and the index itself are left out."""
        if self._hidden and (path == self._hidden or path.startswith(self._hidden + os.sep)):
            return False
        folder = next((each for each in self._folders if Path(path).is_relative_to(each)), Path("/"))
        return not any(part.startswith(".") for part in Path(path).relative_to(folder).parts)

    def _files(self, change: Change, path: str) -> Iterator[str]:
        """The files that a change may be of: of a folder that has come, those in it, of which nothing else is told."""
        if not os.path.isdir(path):
            yield path
        elif change is Change.added:
            for folder, _, names in os.walk(path):
                yield from filter(
                    lambda each: self._matters(change, each), (os.path.join(folder, name) for name in names)
                )

    def _note(self, paths: Iterable[str]) -> None:
        new = self._settling.saw(paths)
        shown = [path for path in new if is_report_file(Path(path)) or path.endswith(".toml")]
        self._noted = self._noted or bool(shown)
        for path in shown[:_MOST_NAMES]:
            there = os.path.exists(path)
            shown_path = one_line(path)
            self._say(
                gettext("看到：%(path)s", path=shown_path) if there else gettext("没有了：%(path)s", path=shown_path)
            )
        if len(shown) > _MOST_NAMES:
            self._say(gettext("看到还有 %(count)s 个文件有变化", count=f"{len(shown) - _MOST_NAMES:,}"))

    def _index(self, roots: Sequence[Path]) -> None:
        """Index what holds still, if it is time to."""
        settled, unsettled = self._settling.look()
        due = settled and (not unsettled or self._settling.waiting > _LONGEST_WAIT)
        due = due or time.monotonic() - self._last_run > self._again
        if not (due or self._everything) or time.monotonic() < self._not_before:
            return
        try:
            self.writing = True
            summary = index_paths(
                roots,
                self._location,
                unsettled=set(with_pages(unsettled)),
                follow_links=self._follow_links,
                allow_empty=self._roots.emptied_by_hand,
            )
            self._roots.remember()
        except IndexBusy:
            if not self._busy:
                self._say(gettext("另一个索引进程正在写入，等它结束 …"))
            self._busy, self._not_before = True, time.monotonic() + self._tick
        except ZhengsouError as fault:
            self._put_off(str(fault))
        except Exception as fault:
            _log.exception(gettext("索引没有更新"))
            self._put_off(gettext("内部出错（%(name)s）", name=type(fault).__name__))
        else:
            self._settling.forget(settled)
            self._last_run = time.monotonic()
            self._report(summary)
            self._busy = self._everything = self._noted = False
        finally:
            self.writing = False

    def _put_off(self, reason: str) -> None:
        self._say(gettext("索引没有更新：%(reason)s（%(pause)s 秒后再试）", reason=reason, pause=f"{self._pause:g}"))
        self._everything, self._not_before = True, time.monotonic() + self._pause

    def _report(self, summary: IndexSummary) -> None:
        """Say what a run did; what it could not read, and why, only once for each state of a file."""
        told = set()
        for failure in summary.failed:
            told.add((_state(failure.path), failure.error))
            if (_state(failure.path), failure.error) not in self._told:
                self._say(
                    gettext(
                        "读不了：%(path)s：%(error)s（改过之后会再读）",
                        path=one_line(failure.path),
                        error=failure.error,
                    )
                )
        for skipped in summary.skipped:
            told.add((skipped.path, ""))
            if (skipped.path, "") not in self._told:
                self._say(gettext("不读：%(path)s：%(why)s", path=one_line(skipped.path), why=_why(skipped)))
        self._told = told
        changed = summary.added or summary.changed or summary.removed
        if changed or self._noted or self._everything:
            self._say(
                gettext(
                    "%(changes)s；共 %(stock)s",
                    changes=changes_in(summary),
                    stock=stock(summary.reports, summary.paragraphs),
                )
            )


def _why(skipped: Skipped) -> str:
    """Why a file was not read; for one of a kind that is not read, what to do instead."""
    if is_report_file(Path(skipped.path)):
        return with_next_step(skipped.reason, skipped.next_step)
    return skipped.next_step or skipped.reason


def _state(path: str) -> str:
    """A file's path with its size and time, by which one that was changed is told."""
    try:
        found = os.stat(path)
    except OSError:
        return path
    return f"{path}\n{found.st_size}\n{found.st_mtime_ns}"
