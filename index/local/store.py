"""Local store: a directory with one writer at a time, atomic commits, rebuilt beside the old index."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from index.analysis import Segmenter
from index.errors import REBUILD, CorruptIndex, IndexBusy
from index.indexing.plan import IndexState
from index.local.disk import writing_to
from index.local.layout import Layout
from index.location import Location
from index.manifest import Generation, Sources
from index.status import StoreStatus
from index.stored import IndexedText, StoredReport

if TYPE_CHECKING:
    from index.local.session import LocalSession

_Read = TypeVar("_Read")


class LocalStore:
    """An index directory, written only through this class."""

    def __init__(self, directory: Path, segmenter: Segmenter | None = None) -> None:
        """segmenter: of added reports; by default with the user dictionary beside `directory`."""
        self.location: Location = directory
        self.segmenter = segmenter or Segmenter.beside(directory)
        self._directory = directory
        self._layout = Layout(directory)

    def exists(self) -> bool:
        """Whether there is an index to build on, intact or not."""
        return self._layout.pointer.exists()

    def state(self, *, forgive: bool) -> IndexState:
        """Records of the index, empty if there is no index; with `forgive`, those that can be read.

        Falls back to the previous generation if the newest is not intact. Raises CorruptIndex, or IndexUnavailable if
        the index must not be read.
        """
        if not self.exists():
            return IndexState()
        try:
            return self._committed(self._read_state)
        except CorruptIndex:
            if forgive:
                sources = self._recorded_sources()
                return IndexState(sources=sources, whole=False, lost=not sources)
            raise

    def _recorded_sources(self) -> Sources:
        """The newest readable source records, whatever the state of the segments; empty if there are none."""
        with suppress(CorruptIndex):
            for data, number in self._layout.committed():
                with suppress(CorruptIndex):
                    return self._layout.sources(data, number)
        return {}

    def reports(self, reports: Collection[str]) -> Iterator[StoredReport]:
        """Those of the reports that can be read back whole from the generation of `state`; others are left out.

        Raises IndexUnavailable if there is no index, CorruptIndex if no generation opens.
        """
        from index.local.snapshot import Snapshot
        from index.local.stored import stored_reports

        with closing(Snapshot.open(self._directory)) as snapshot:
            yield from stored_reports(snapshot, reports)

    def times(self, reports: Collection[str]) -> Iterator[IndexedText]:
        """When those of the reports that can be read back were indexed with their texts; from `state`'s generation.

        Raises IndexUnavailable if there is no index, CorruptIndex if no generation opens.
        """
        from index.local.snapshot import Snapshot
        from index.local.stored import stored_times

        with closing(Snapshot.open(self._directory)) as snapshot:
            yield from stored_times(snapshot, reports)

    def _read_state(self, data: Path, number: int) -> IndexState:
        generation, sources = self._read_generation(data, number), self._layout.sources(data, number)
        if sum(len(source.reports) for source in sources.values()) != generation.reports:
            raise CorruptIndex(f"索引已损坏：sources-{number}.json 与索引不符", next_step=REBUILD)
        whole = self._layout.current() == (data, number)
        return IndexState(generation.made_by, sources, whole=whole, keep_reprints=generation.keep_reprints)

    def _committed(self, read: Callable[[Path, int], _Read]) -> _Read:
        """`read` applied to the newest intact generation; raises IndexUnavailable or CorruptIndex."""
        while True:
            committed = self._layout.committed()
            faults: list[CorruptIndex] = []
            for data, number in committed:
                try:
                    return read(data, number)
                except FileNotFoundError as fault:
                    faults.append(CorruptIndex(f"索引已损坏：缺少文件 {Path(fault.filename).name}", next_step=REBUILD))
                except CorruptIndex as fault:
                    faults.append(fault)
            # A commit in between removes the files of the generation before.
            if self._layout.committed() == committed:
                raise faults[0]

    @contextmanager
    def writing(self, *, rebuild: bool) -> Iterator[LocalSession]:
        """An exclusive write session; its changes become visible at `commit`, and are lost without.

        rebuild: start empty in a new data directory, beside the old one. Raises IndexBusy while another process has a
        session, IndexUnavailable if the index is another user's, CannotWrite if the system rejects a write.
        """
        from whoosh.filedb.filestore import FileStorage

        from index.local.session import LocalSession

        self._layout.check_writer()
        with writing_to(self._directory):
            self._directory.mkdir(parents=True, exist_ok=True, mode=0o700)
            lock = FileStorage(str(self._directory)).lock("writing.lock")
            if not lock.acquire():
                raise IndexBusy(f"另一个索引进程正在写入：{self._directory}", next_step="请等它结束后再试")
        try:
            with closing(LocalSession(self._layout, self.segmenter, rebuild=rebuild)) as session:
                yield session
        finally:
            lock.release()

    def write_sources(self, sources: Sources) -> None:
        """Update the source records when no report has changed; only inside `writing`."""
        with writing_to(self._directory):
            self._layout.write_sources(*self._layout.current(), sources)

    def status(self) -> StoreStatus:
        """The last commit; raises IndexUnavailable if there is no index, CorruptIndex if a file is not intact.

        Files are statted, not read.
        """
        generation = self._committed(self._read_generation)
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

    def _read_generation(self, data: Path, number: int) -> Generation:
        generation = self._layout.generation(data, number)
        self._layout.check_sizes(data, generation)
        return generation

    def check(self) -> Iterator[str]:
        """Problems of the index, one per line; raises IndexUnavailable if there is no index.

        Words are compared only if the index was made with the present user dictionary.
        """
        from index.local.check import problems
        from index.local.snapshot import Snapshot

        try:
            snapshot = Snapshot.open(self._directory)
        except CorruptIndex as fault:
            yield fault.message
            return
        with closing(snapshot):
            newest = self._layout.current()
            try:
                self._read_state(*newest)
            except (OSError, CorruptIndex) as fault:
                yield fault.message if isinstance(fault, CorruptIndex) else f"缺少文件 {Path(fault.filename).name}"
            if (snapshot.data, snapshot.generation.number) != newest:
                used = f"{snapshot.data.name} 第 {snapshot.generation.number} 代"
                yield f"最新的 {newest[0].name} 第 {newest[1]} 代打不开，现在用的是前一个：{used}"
            yield from problems(snapshot, self.segmenter)
