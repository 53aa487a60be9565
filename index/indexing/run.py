"""Carries out a plan: files are read, their reports go to the session, and the source records are kept."""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Final

from index.errors import CorruptIndex, ReadError
from index.indexing.naming import taken_twice
from index.indexing.plan import NO_FILE, IndexState, Plan, file_stamps, holds_nothing, vanished
from index.indexing.recognition import ReadBack, Recognition
from index.indexing.summary import IndexSummary, Progress, ProgressCallback, Recognised
from index.indexing.times import ReadTimes, TextTimes
from index.indexing.walk import Failure
from index.language import gettext
from index.manifest import Source, Sources
from index.places import Gazetteer
from index.reading import read_reports
from index.reading.validation import is_id
from index.report import Report
from index.store import WriteSession

MOST_TOLD: Final = 100
"""Faults of one file that are told one by one."""


def report_digest(report: Report) -> str:
    """Digest of a report: changes whenever anything in it does.

    The hashed text is unambiguous: all fields but the texts by `repr`, with the texts' lengths, then a newline and the
    texts as they are, which costs half of writing them with escapes.
    """
    paragraphs = report.paragraphs
    texts = [paragraph.text for paragraph in paragraphs]
    rest = (
        replace(report, paragraphs=()),
        [len(text) for text in texts],
        [paragraph.kind for paragraph in paragraphs],
        [paragraph.section for paragraph in paragraphs],
        [paragraph.damaged for paragraph in paragraphs],
        [(number, paragraph.restored) for number, paragraph in enumerate(paragraphs) if paragraph.restored],
    )
    # A lone surrogate has a code of its own there, so that no two texts have the same bytes.
    written = "".join((repr(rest), "\n", *texts)).encode("utf-8", "surrogatepass")
    return hashlib.sha256(written).hexdigest()[:32]


class Run:
    """Carries a plan out against a session; keeps `sources`, `summary`, and whether a report was `touched`.

    A report belongs to the file that it was read from first; another file with the same id takes it over only if that
    one is gone or does not have it any more. Which of two files has it is unknown until both are read, so reports are
    removed, and disputed ones taken, after all files. In a rebuild, so are reports carried over whose file cannot be
    read any more. Which reports are reprints is decided last: those that are, leave the index, and those that are not
    any more are read again.
    """

    def __init__(
        self,
        plan: Plan,
        state: IndexState,
        session: WriteSession,
        *,
        rebuild: bool,
        progress: ProgressCallback | None,
        places: Gazetteer,
        keep_reprints: bool = False,
        stored: ReadBack | None = None,
        times: ReadTimes | None = None,
    ) -> None:
        """keep_reprints: index them as reports of their own.

        stored, times: read reports, or when they were indexed, from the index as it stands; None in a dry run.
        """
        known = plan.known
        self.sources: Sources = {}
        if not rebuild:
            self.sources = {
                path: Source(each.stamps, each.everything, each.root, each.name, dict(each.signatures))
                for path, each in known.items()
            }
        self.summary = IndexSummary(failed=list(plan.failed), skipped=list(plan.skipped), rebuilt=rebuild)
        self.touched = False
        self._plan = plan
        self._lost = state.lost
        self._session = session
        self._stored = stored
        self._rebuild = rebuild
        self._progress = progress
        self._places = places
        self._before = {each: record for source in known.values() for each, record in source.reports.items()}
        self._records = {each: record for source in known.values() for each, record in source.everything.items()}
        self._were = {each: reprint for source in known.values() for each, reprint in source.reprints.items()}
        self._standing = set() if rebuild else set(self._before)
        self._new: set[str] = set()
        self._origin = {each: path for path, source in known.items() for each in source.reports}
        self._owner = {each: path for path, source in self.sources.items() for each in source.reports}
        self._unread = set(map(str, plan.read))
        self._disputed: dict[Path, set[str]] = {}
        self._released: set[str] = set()
        self._bad: dict[str, str] = {}
        self._times = TextTimes(plan, times, rebuild=rebuild)
        self._recognition = Recognition(plan, state, self._reports, stored, rebuild=rebuild)
        self._read = self._read_paragraphs = self._bytes_done = 0
        self._bytes_total = plan.size if progress else 0
        for path in plan.read:
            if not self._is_superseded(str(path)):
                self._read_file(path)
        for dropped in plan.drop:
            self._release_all(dropped)
        for path, disputed in self._disputed.items():
            self._settle(path, disputed)
        self._carry_over()
        for report in (self._released & self._standing) - self._owner.keys():
            self._drop(report)
        reprints = {} if keep_reprints else self._recognition.decide(self.sources)
        self._set_apart(reprints)
        # What was taken over leaves nothing that a later run could look at.
        self.sources = {path: each for path, each in self.sources.items() if not holds_nothing(path, each)}
        self._count()

    def _is_superseded(self, path: str) -> bool:
        """Whether a file of a rebuild is gone, and others have all that it had."""
        known = self._plan.known.get(path) if self._rebuild else None
        return known is not None and known.everything.keys() <= self._owner.keys() and vanished(path)

    def _read_file(self, path: Path) -> None:
        stamps = file_stamps(path)
        before = (self._plan.known if self._rebuild else self.sources).get(str(path), Source(()))
        found = Source((), root=self._plan.roots.get(str(path), ""))
        errors = []
        try:
            for each in self._reports(path):
                error = str(each) if isinstance(each, ReadError) else self._take(path, each, found)
                errors += [error] if error else []
                self._show_progress(path)
        except ReadError as fault:
            errors.append(str(fault))
        self._complain(path, errors)
        for report in before.everything:
            if report in found.reports:
                continue
            # What an archive has under another name now is no part that could not be read.
            unread = errors and self._renamed(report, path, before) not in found.reports
            if self._rebuild:
                self._bad |= {report: str(path)} if unread else {}
            elif self._owner.get(report) == str(path):
                if unread:
                    self._leave(report, before, found)
                else:
                    self._release(report)
        self._unread.discard(str(path))
        self.sources.pop(str(path), None)
        if found.reports or not errors:
            found.stamps = () if errors else stamps
            name = self._plan.names.get(str(path), "")
            found.name = before.name or name if errors else name
            self.sources[str(path)] = found
        self._bytes_done += stamps[0][0] if stamps else 0

    def _renamed(self, report: str, path: Path, before: Source) -> str:
        """The id that a report of a file has by the file's present name."""
        name = self._plan.names.get(str(path), "")
        inside = before.name and (report == before.name or report.startswith(f"{before.name}/"))
        return f"{name}{report[len(before.name) :]}" if inside else report

    def _reports(self, path: Path) -> Iterator[Report | ReadError]:
        if why := self._plan.refused.get(str(path)):
            raise ReadError(why)
        return read_reports(path, self._places, self._plan.names.get(str(path)))

    def _take(self, path: Path, report: Report, found: Source) -> str | None:
        """Index a report unless it is there already; returns its error, if any."""
        owner = self._owner.get(report.id)
        if report.id in found.reports:
            return taken_twice(report.id, path.name)
        if owner is not None and owner != str(path):
            if owner in self._unread:
                self._disputed.setdefault(path, set()).add(report.id)
                return None
            # A session adds a report once.
            if self._stays(owner) or report.id in self._new:
                return taken_twice(report.id, Path(owner).name)
            del self.sources[owner].reports[report.id]
            self.sources[owner].stamps = NO_FILE
            self.sources[owner].signatures.pop(report.id, None)
        record = report_digest(report), len(report.paragraphs)
        signature = self._recognition.note(path, report)
        before = self._before.get(report.id)
        if self._rebuild or record != before or self._origin[report.id] != str(path):
            if before is not None:
                self._drop(report.id)
            if signature is None or not self._recognition.is_there(signature):
                self._add(path, report)
                if signature is not None:
                    self._recognition.is_added(signature)
        found.reports[report.id] = record
        if signature is not None:
            found.signatures[report.id] = signature
        self._owner[report.id] = str(path)
        self._read += 1
        self._read_paragraphs += len(report.paragraphs)
        return None

    def _complain(self, path: Path, errors: list[str]) -> None:
        """Add a file's errors to the summary, unless it lies under a folder that is already there."""
        if not self._plan.unseen(str(path)):
            lost = gettext("（旧索引也读不了，上次收录的没能保留）") if self._lost else ""
            more = len(errors) - MOST_TOLD
            told = errors[:MOST_TOLD] + ([gettext("另有 %(count)s 处读不了", count=f"{more:,}")] if more > 0 else [])
            self.summary.failed += [Failure(str(path), f"{error}{lost}") for error in told]

    def _stays(self, path: str) -> bool:
        """Whether a file exists, or may exist."""
        return not vanished(path) and path not in self._plan.drop

    def _settle(self, path: Path, disputed: set[str]) -> None:
        """Take a file's disputed reports from a file that was read after it, if that one has released them."""
        source = self.sources.setdefault(str(path), Source(()))
        errors: list[str] = []
        try:
            for each in self._reports(path):
                if not isinstance(each, ReadError) and each.id in disputed:
                    error = self._take(path, each, source)
                    errors += [error] if error else []
        except ReadError as fault:
            errors.append(str(fault))
        self._complain(path, errors)
        if errors:
            source.stamps = ()
        if not source.reports and not source.stamps:
            del self.sources[str(path)]

    def _carry_over(self) -> None:
        """Add the last version of reports whose file could not be read, unless another file has them."""
        wanted = {report: path for report, path in self._bad.items() if report not in self._owner and is_id(report)}
        carried, fault = self._carried(wanted)
        lost: Counter[str] = Counter()
        for report, path in wanted.items():
            if report in carried:
                source = self.sources.setdefault(path, Source(()))
                self._leave(report, self._plan.known[path], source)
                if signature := self._recognition.noted(report):
                    source.signatures[report] = signature
                self._owner[report] = path
            else:
                lost[path] += 1
        for path, count in lost.items():
            told = gettext("上次收录的 %(count)s 份报告没能保留：%(fault)s", count=count, fault=fault)
            self.summary.failed.append(Failure(path, told))

    def _carried(self, wanted: Mapping[str, str]) -> tuple[set[str], str]:
        """Those of the reports that were read back and added, and the reason for the others.

        wanted: with their files.
        """
        # Those without paragraphs are not stored, nor are reprints.
        carried = {report for report in wanted if self._stored is None or not self._before.get(report, ("", 0))[1]}
        self._standing |= carried & self._before.keys()
        asked = sorted(wanted.keys() - carried)
        fault = gettext("旧索引里的也已损坏")
        try:
            for each in self._stored(asked) if self._stored and asked else ():
                if len(each.report.paragraphs) == self._before[each.report.id][1]:
                    self._session.add(each.report, each.origin)
                    self._recognition.note(Path(wanted[each.report.id]), each.report)
                    self._standing.add(each.report.id)
                    self._new.add(each.report.id)
                    carried.add(each.report.id)
        except CorruptIndex as corrupt:
            fault = corrupt.message
        return carried, fault

    def _leave(self, report: str, before: Source, found: Source) -> None:
        """Leave a report as it was recorded."""
        found.reports[report] = self._records[report]
        if report in before.signatures:
            found.signatures[report] = before.signatures[report]

    def _add(self, path: Path, report: Report) -> None:
        known = report.id in self._before
        self._session.add(report, self._times.origin(str(path), report, known=known))
        self._standing.add(report.id)
        self._new.add(report.id)
        self.touched = True

    def _drop(self, report: str) -> None:
        """Take a report out of the index."""
        if report in self._new:
            self._session.withdraw(report)
        else:
            self._session.remove(report)
        self._standing.discard(report)
        self.touched = True

    def _set_apart(self, reprints: Mapping[str, str]) -> None:
        """Take the reprints out of the index, and read again what it lacks."""
        for report in reprints.keys() & self._standing:
            self._drop(report)
        self._bring_all(report for report in self._owner if report not in self._standing and report not in reprints)
        # What should be kept of them may have turned out to be unreadable; the next run decides anew.
        lost = [report for report, kept in reprints.items() if kept not in self._standing]
        self._recognition.unread.update(self._owner[report] for report in lost)
        self._bring_all(lost)
        for report in reprints.keys() - lost:
            source = self.sources[self._owner[report]]
            reprint = self._recognition.reprint(report, reprints[report], source.reports.pop(report))
            source.reprints[report] = reprint
        for path in self._recognition.unread & self.sources.keys():
            self.sources[path].stamps = ()
        self._tell_reprints()

    def _bring_all(self, wanted: Iterable[str]) -> None:
        """Add reports that were reprints, or passed for such."""
        by_path = defaultdict(set)
        for report in wanted:
            by_path[self._owner[report]].add(report)
        for path, reports in sorted(by_path.items()):
            self._bring(path, reports)

    def _bring(self, path: str, wanted: set[str]) -> None:
        source, errors = self.sources[path], []
        missing = set(wanted)
        try:
            for each in self._reports(Path(path)):
                if not isinstance(each, ReadError) and each.id in missing:
                    missing.discard(each.id)
                    record = report_digest(each), len(each.paragraphs)
                    if record != source.reports[each.id]:
                        # It has changed since it was read; the next run decides anew.
                        source.reports[each.id], source.stamps = record, ()
                    self._add(Path(path), each)
        except ReadError as fault:
            errors.append(str(fault))
        if missing:
            source.stamps = ()
            reason = errors[0] if errors else gettext("文件里没有它了")
            standing = sum(self._stand_in(path, report, source) for report in sorted(missing))
            told = gettext("%(count)s 份转载现在要自己收录，没能读出：%(reason)s", count=len(missing), reason=reason)
            left = gettext("，%(standing)s 份先用原来代表它的文字", standing=standing) if standing else ""
            self.summary.failed.append(Failure(path, told + left))
        if not source.reports and not source.stamps:
            del self.sources[path]

    def _stand_in(self, path: str, report: str, source: Source) -> bool:
        """Index a reprint that cannot be read with the text of the report that was kept of it; whether that was there.

        Without a signature it is compared with no other until it is read again.
        """
        source.signatures.pop(report, None)
        was = self._were.get(report)
        found = list(self._stored([was.of])) if was and self._stored else []
        if was is None or not found:
            del source.reports[report], self._owner[report]
            return False
        standing = replace(found[0].report, id=report, title=was.title, source=was.source, site=was.site)
        standing = replace(standing, url=was.url, date=was.date)
        source.reports[report] = report_digest(standing), len(standing.paragraphs)
        self._add(Path(path), standing)
        return True

    def _tell_reprints(self) -> None:
        """Say which reprints this run has found, and whether any are others than before."""
        found = {each.id: each for source in self.sources.values() for each in source.reprints.values()}
        self.touched |= found != self._were
        self.summary.reprints = [
            Recognised(self._owner[each.id], each.id, each.of)
            for each in sorted(found.values(), key=lambda each: each.id)
            if self._were.get(each.id) is None or self._were[each.id].of != each.of
        ]

    def _release_all(self, path: str) -> None:
        for report in self.sources.pop(path).reports:
            self._release(report)

    def _release(self, report: str) -> None:
        """Release a report from its file; it is removed unless another file has it."""
        self._released.add(report)
        del self._owner[report]

    def _show_progress(self, path: Path) -> None:
        if self._progress:
            done, total = self._bytes_done, self._bytes_total
            self._progress(Progress(path, done, total, self._read, self._read_paragraphs))

    def _count(self) -> None:
        records = {each: record for source in self.sources.values() for each, record in source.reports.items()}
        both = self._before.keys() & records.keys()
        self.summary.added = len(records) - len(both)
        self.summary.removed = len(self._before) - len(both)
        self.summary.changed = sum(self._before[each] != records[each] for each in both)
        self.summary.unchanged = len(both) - self.summary.changed
        self.summary.reports = len(records)
        self.summary.paragraphs = sum(paragraphs for _, paragraphs in records.values())
