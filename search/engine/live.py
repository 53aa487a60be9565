"""Shared searcher of a process, replaced when a new generation is committed."""

from __future__ import annotations

import logging
import threading
from collections.abc import Hashable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from index.deadline import UNLIMITED
from index.errors import IndexUnavailable, ZhengsouError
from index.freshness import Freshness, RecentFreshness
from index.language import again, as_logged, gettext
from index.location import LocationLike, locate
from index.settings import DICTIONARY_NAME, SYNONYMS_NAME, beside_index
from search.engine.opening import open_searcher
from search.engine.searcher import Searcher
from search.engine.user_words import UserFileFault, UserWords
from search.engine.verified import DAY, ServedFiles, Verified, passed_over
from search.engine.watch import newer_at, user_files_stamp
from search.request import SearchRequest

RETRY_EVERY: Final = 1.0
"""Retry interval (s) after an index could not be opened."""
_TO_CLOSE: Final = 2.0
"""Time (s) that closing waits for the watcher thread; a later attempt to open closes its own searcher."""

_log: Final = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class State:
    """What an open index is made of; equal in every process that has the same generation and user files open.

    written: ISO 8601 in UTC. modified: the later of the commit and the changes of the user files, in seconds since the
    epoch.
    """

    generation: int
    written: str
    stamp: Hashable
    modified: float


class _Lease:
    """A reference-counted searcher, with the stamp of its sources taken before it was opened."""

    def __init__(self, searcher: Searcher, words: UserWords, stamp: Hashable) -> None:
        self.searcher = searcher
        self.words = words
        self.freshness = RecentFreshness(searcher.location, words.segmenter)
        self.stamp = stamp
        self.state = State(searcher.generation, searcher.written, stamp, _modified(searcher))
        self.users = 0
        self.retired = False


class LiveIndex:
    """Gives every request a searcher of the newest generation that can be opened; safe for threads.

    A request keeps its searcher; a replaced one is closed when its last request ends. A background thread polls for a
    newer generation (intervals: search/engine/watch.py) and opens it while requests go on with the current one. If it
    cannot be opened, or the cluster is unreachable, the current one stays in use and the reason is logged once. Changes
    to the user dictionary and synonyms are detected by the same poll; an invalid file leaves its last valid content in
    use, or none. The thread starts with the first use: create a LiveIndex before a fork, but use it only after.

    The thread also compares the files with their checksums (search/engine/verified.py). A generation with a damaged one
    is not served any longer: the one before is, once all its files are verified, or else requests raise CorruptIndex,
    until the file is written anew or a later generation comes.
    """

    def __init__(self, place: LocationLike, verify_every: float = DAY) -> None:
        """verify_every: seconds after which files are compared with their checksums again; 0: never."""
        self.location = locate(place)
        self._files = ServedFiles(self.location, verify_every)
        self._newer = newer_at(self.location)
        self._lock = threading.Lock()
        self._opening = threading.Lock()
        self._lease: _Lease | None = None
        self._watcher: threading.Thread | None = None
        self._closed = threading.Event()
        self._fault: ZhengsouError | None = None
        self._logged = ""
        self._words: UserWords | None = None

    def open(self) -> None:
        """Open the index and start the watcher thread; raises IndexUnavailable or CorruptIndex."""
        with self._opening:
            if self._closed.is_set():
                raise IndexUnavailable(gettext("服务正在停止"), next_step=gettext("请稍后再试"))
            if self._watcher is None:
                self._watcher = threading.Thread(target=self._watch, name="live index", daemon=True)
                self._watcher.start()
            if self._lease is None:
                self._renew()

    @contextmanager
    def searcher(self) -> Iterator[Searcher]:
        """A searcher for one request; raises IndexUnavailable or CorruptIndex if none can be opened."""
        with self.searcher_and_state() as (opened, _):
            yield opened

    @contextmanager
    def searcher_and_state(self) -> Iterator[tuple[Searcher, State]]:
        """As `searcher`, with what the searcher is of."""
        lease = self._take()
        try:
            yield lease.searcher, lease.state
        finally:
            self._give_back(lease)

    @property
    def state(self) -> State | None:
        """What is open now, of which the next request will be answered unless there is a newer one; None if nothing."""
        with self._lock:
            return self._lease.state if self._lease else None

    def freshness(self) -> Freshness:
        """Whether the index agrees with its source files, as of some seconds ago; raises as `searcher` does."""
        lease = self._take()
        try:
            return lease.freshness.get()
        finally:
            self._give_back(lease)

    @property
    def word_faults(self) -> tuple[UserFileFault, ...]:
        """Invalid files of the user dictionary and synonyms, as of the last poll."""
        with self._lock:
            return self._lease.words.faults if self._lease else ()

    @property
    def verified(self) -> Verified:
        """Since when the files that are served are known to be whole, and what is wrong with which."""
        return self._files.state

    @property
    def fault(self) -> ZhengsouError | None:
        """Why the newest generation is not in use, as of the last poll; None if it is."""
        return self._fault

    @property
    def behind(self) -> ZhengsouError | None:
        """Why requests are answered from an older generation than the newest; None if they are not, or from none."""
        with self._lock:
            if self._lease is None:
                return None
            return self._fault or passed_over(self._lease.searcher)

    def look(self) -> None:
        """Open the newest generation anew, and read the files of users again, even if none seems to have changed.

        Files are verified again from now on; a generation that was found damaged is served once it is whole.
        Raises IndexUnavailable or CorruptIndex; the current generation then stays in use.
        """
        with self._opening:
            self._files.again()
            self._renew(anew=True)

    def _take(self) -> _Lease:
        self._leave_if_cut_short()
        while True:
            with self._lock:
                if self._lease is not None:
                    self._lease.users += 1
                    return self._lease
                fault = self._fault
            if fault is not None and not self._newer.cheap and not self._closed.is_set():
                # The watcher thread retries; otherwise each request would wait for a time-out of its own.
                raise type(fault)(again(fault.message), next_step=again(fault.next_step))
            self.open()

    def _leave_if_cut_short(self) -> None:
        """Let go of a searcher with a file that was cut short: one more read of it could end the process."""
        with self._lock:
            lease = self._lease
            name = lease.searcher.cut_short() if lease is not None else ""
            if name:
                self._retire()
        if name:
            _log.error(gettext("%s 的文件 %s 在使用中被截短，不再读它；请运行 zhengsou check"), self.location, name)

    def _watch(self) -> None:
        """Poll for a newer generation until closed."""
        try:
            self._poll()
        finally:
            with self._opening:
                self._newer.close()

    def _poll(self) -> None:
        wait = self._newer.every
        while not self._closed.wait(wait):
            wait = self._newer.every if self.poll() else RETRY_EVERY
            self.verify()

    def verify(self) -> None:
        """Verify a little more of what is served, as the watcher thread does at each poll."""
        with self._lock:
            lease = self._lease
        try:
            if lease is None or self._files.step(lease.searcher):
                return
        except Exception:
            # See `poll`.
            _log.exception("the files of %s could not be verified", self.location)
            return
        with self._lock:
            if self._lease is lease:
                self._retire()
        self.poll()

    def poll(self) -> bool:
        """Open the newest generation unless it is open, as the watcher thread does; returns whether it is."""
        try:
            self._leave_if_cut_short()
            with self._opening:
                self._renew()
        except ZhengsouError as fault:
            self._log_once(fault)
            return False
        except Exception:
            # If the watcher thread ended, the process would serve the old generation for ever.
            _log.exception("the newest generation of %s could not be opened", self.location)
            return False
        self._logged = ""
        return True

    def _log_once(self, fault: ZhengsouError) -> None:
        """Log once why no newer generation is open; without any open index, requests raise the fault."""
        if fault.code != self._logged and self._lease is not None:
            self._logged = fault.code
            _log.warning(gettext("没有换上新的索引，继续使用原来的：%s"), fault)

    def _renew(self, *, anew: bool = False) -> None:
        """Open the current generation unless it is open; the caller holds `_opening`. anew: even then."""
        try:
            self._open_newer(anew=anew)
        except ZhengsouError as fault:
            self._fault = fault
            raise
        self._fault = None

    def _open_newer(self, *, anew: bool) -> None:
        stamp = self._newer.stamp(), user_files_stamp(self.location)
        if not anew and self._lease is not None and self._lease.stamp == (*stamp, self._files.standing()):
            return
        words = self._read_words()
        searcher = self._open_whole(words)
        with self._lock:
            self._retire()
            if self._closed.is_set():
                searcher.close()
            else:
                self._lease = _Lease(searcher, words, (*stamp, self._files.standing()))

    def _open_whole(self, words: UserWords) -> Searcher:
        """A warm searcher on the newest generation of which no file is known to be damaged."""
        while True:
            searcher = open_searcher(self.location, words)
            try:
                if (not self._files.doubted or self._files.whole(searcher)) and self._warmed(searcher):
                    return searcher
            except BaseException:
                searcher.close()
                raise
            # The next one that is opened has none of the files that were found damaged.
            searcher.close()

    def _warmed(self, searcher: Searcher) -> bool:
        """Warm a searcher; False if that fails, since files are damaged."""
        try:
            _warm(searcher)
        except Exception:
            if self._files.whole(searcher):
                raise
            return False
        return True

    def _read_words(self) -> UserWords:
        words = UserWords.usable(self.location, self._words)
        logged = {str(fault.error) for fault in self._words.faults} if self._words else set()
        for fault in words.faults:
            if str(fault.error) not in logged:
                with as_logged():
                    instead = gettext("继续使用改动之前的") if fault.kept else gettext("暂不使用这份文件")
                    _log.warning(
                        gettext("%(problem)s（%(instead)s）", problem=fault.error.as_logged(), instead=instead)
                    )
        self._words = words
        return words

    def _retire(self) -> None:
        if self._lease is not None:
            self._lease.retired = True
            if not self._lease.users:
                self._lease.searcher.close()
            self._lease = None

    def _give_back(self, lease: _Lease) -> None:
        with self._lock:
            lease.users -= 1
            if lease.retired and not lease.users:
                lease.searcher.close()

    def close(self) -> None:
        """Release the index once the last request has ended; it cannot be reopened."""
        self._closed.set()
        if self._watcher is not None:
            self._watcher.join(_TO_CLOSE)
        self._files.close()
        with self._lock:
            self._retire()


def _modified(searcher: Searcher) -> float:
    times = [datetime.fromisoformat(searcher.written).timestamp()]
    for name in (DICTIONARY_NAME, SYNONYMS_NAME):
        with suppress(OSError):
            times.append(beside_index(searcher.location, name).stat().st_mtime)
    return max(times)


def _warm(searcher: Searcher) -> None:
    """Load the data that all requests need; the next commit may remove its files."""
    searcher.search(SearchRequest("提案", sort="date", limit=1), UNLIMITED)
    searcher.reports()
    _ = searcher.lexicon.vocabulary
