"""Local store: a directory with one writer at a time, atomic commits, rebuilt beside the old index."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from index.analysis import Segmenter
from index.durable import make_directories
from index.errors import CorruptIndex, IndexBusy, ZhengsouError
from index.indexing.plan import IndexState
from index.language import gettext
from index.local.disk import writing_to
from index.local.intact import newest, recoverable
from index.local.layout import Layout
from index.local.pointer import Entry
from index.local.sums import VerifiedFiles
from index.local.unreadable import unreadable
from index.location import Location
from index.manifest import Generation, Sources
from index.status import Show, StoreStatus, unseen
from index.stored import IndexedText, StoredReport

if TYPE_CHECKING:
    from index.local.restore import Restored
    from index.local.session import LocalSession
    from index.local.stored import Stored


class LocalStore:
    """An index directory, written only through this class."""

    def __init__(self, directory: Path, segmenter: Segmenter | None = None) -> None:
        """segmenter: of added reports; by default with the user dictionary beside `directory`."""
        self.location: Location = directory
        self.segmenter = segmenter or Segmenter.beside(directory)
        self._directory = directory
        self._layout = Layout(directory)
        self._verified = VerifiedFiles()
        self._read_back: tuple[tuple[Entry, ...], Stored] | None = None

    def exists(self) -> bool:
        """Whether there is an index to build on, intact or not."""
        return self._layout.exists()

    def state(self, *, forgive: bool) -> IndexState:
        """Records of the index, empty if there is no index; with `forgive`, those that can be read.

        Those of the newest generation that can be built on (index/local/base.py); `whole` is False if that is not the
        one that the pointer names first. Raises CorruptIndex, or IndexUnavailable if the index must not be read.
        """
        if not self.exists():
            return IndexState()
        from index.local.base import open_base

        try:
            with closing(open_base(self._layout)) as base:
                made_by, keep = base.generation.made_by, base.generation.keep_reprints
                return IndexState(made_by, base.sources, whole=base.current, keep_reprints=keep)
        except CorruptIndex:
            if forgive:
                sources = self._recorded_sources()
                return IndexState(sources=sources, whole=False, lost=not sources)
            raise

    def _recorded_sources(self) -> Sources:
        """The newest readable source records, whatever the state of the segments; empty if there are none."""
        with suppress(CorruptIndex):
            return newest(self._layout, self._layout.sources_of, entries=recoverable)
        return {}

    def reports(self, reports: Collection[str]) -> Iterator[StoredReport]:
        """Those of the reports that can be read back whole from the generation of `state`; others are left out.

        Raises IndexUnavailable if there is no index or the system does not let it be read, CorruptIndex if no
        generation's record is intact.
        """
        from index.local.stored import stored_reports

        with self._reading():
            yield from stored_reports(self._stored(), reports)

    def times(self, reports: Collection[str]) -> Iterator[IndexedText]:
        """When those of the reports that can be read back were indexed with their texts; from `state`'s generation.

        Raises as `reports` does.
        """
        from index.local.stored import stored_times

        with self._reading():
            yield from stored_times(self._stored(), reports)

    def _stored(self) -> Stored:
        """The generation of `state`, or the newest whose record is intact."""
        entries = recoverable(self._layout)
        if self._read_back is None or self._read_back[0] != entries:
            self._read_back = entries, self._find_stored()
        return self._read_back[1]

    def _find_stored(self) -> Stored:
        from index.local.base import open_base
        from index.local.stored import Stored

        with suppress(CorruptIndex), closing(open_base(self._layout)) as base:
            return Stored(base.entry.data, base.generation, self._verified)

        def stored(entry: Entry) -> Stored:
            return Stored(entry.data, self._layout.generation_of(entry), self._verified)

        return newest(self._layout, stored, entries=recoverable)

    @contextmanager
    def _reading(self) -> Iterator[None]:
        try:
            yield
        except OSError as fault:
            raise unreadable(fault, self._directory) from fault

    @contextmanager
    def writing(self, *, rebuild: bool) -> Iterator[LocalSession]:
        """An exclusive write session; its changes become visible at `commit`, and are lost without.

        rebuild: start empty in a new data directory, beside the old one. Raises IndexBusy while another process has a
        session, IndexUnavailable if the index is another user's, CannotWrite if the system rejects a write.
        """
        from index.local.session import LocalSession

        with (
            self._locked(),
            closing(LocalSession(self._layout, self.segmenter, self._verified, rebuild=rebuild)) as session,
        ):
            yield session

    @contextmanager
    def _locked(self) -> Iterator[None]:
        """Hold the writers' lock; raises as `writing` does."""
        from index.local.lock import WriterLock

        self._layout.check_writer()
        lock = WriterLock(self._directory / "writing.lock")
        with writing_to(self._directory):
            make_directories(self._directory, 0o700)
            try:
                if not lock.acquire():
                    raise IndexBusy(
                        gettext("另一个索引进程正在写入：%(directory)s", directory=self._directory),
                        next_step=gettext("请等它结束后再试"),
                    )
                yield
            finally:
                lock.release()

    def tidy(self) -> None:
        """Remove what killed sessions have left, if there is any and no other process writes; whatever fails stays."""
        from index.local.strays import discard_strays, has_strays

        with suppress(ZhengsouError):
            if has_strays(self._layout):
                with self._locked(), suppress(OSError):
                    discard_strays(self._layout)

    def restore(self) -> Restored:
        """Go back to the newest generation of which every file is as it was written; see index/local/restore.py.

        Raises as `writing` does, and CorruptIndex, with nothing changed, if there is no such generation.
        """
        from index.local.restore import restore

        if not self.exists():
            self._layout.entries()
        with self._locked(), writing_to(self._directory):
            return restore(self._layout)

    def write_sources(self, sources: Sources) -> None:
        """Update the source records when no report has changed; only inside `writing`."""
        with writing_to(self._directory):
            self._layout.write_sources(*self._layout.current(), sources)

    def status(self) -> StoreStatus:
        """The last commit; raises IndexUnavailable if there is no index, CorruptIndex if a file is not intact.

        Files are statted, not read.
        """
        generation = newest(self._layout, self._read_generation)
        return StoreStatus(
            generation=generation.number,
            written=generation.written,
            reports=generation.reports,
            paragraphs=generation.paragraphs,
            bytes=sum(file.size for file in generation.files.values()),
            made_by=generation.made_by,
            reprints=generation.reprints,
            keep_reprints=generation.keep_reprints,
        )

    def _read_generation(self, entry: Entry) -> Generation:
        generation = self._layout.generation_of(entry)
        self._layout.check_sizes(entry.data, generation)
        return generation

    def check(self, *, fast: bool = False, show: Show = unseen) -> Iterator[str]:
        """See `Store`; words are compared only if this program would segment as the index was."""
        from index.local.check import problems

        yield from problems(self._layout, self.segmenter, fast=fast, show=show)
