"""Which files are to be read: the look at what lies under the given paths, against what the index knows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from index.manifest import MadeBy, Sources, Stamp
from index.reading import SUFFIXES, is_report_file, sidecar_path


@dataclass(frozen=True, slots=True)
class Failure:
    """A file, or a part of one, that could not be read, and why."""

    path: str
    error: str


@dataclass(frozen=True, slots=True)
class IndexState:
    """The index as it stands; `made_by` is None where there is nothing to build on.

    whole: the generation committed last; otherwise it cannot be read, and this is the one before.
    """

    made_by: MadeBy | None = None
    sources: Sources = field(default_factory=dict)
    whole: bool = True


@dataclass(frozen=True, slots=True)
class Plan:
    """Files to read and sources to drop, in order; every other source stays as it is."""

    read: tuple[Path, ...]
    drop: tuple[str, ...]
    failed: tuple[Failure, ...]

    @property
    def size(self) -> int:
        """Bytes to read."""
        return sum(stamps[0][0] for path in self.read if (stamps := file_stamps(path)))


def make_plan(paths: Iterable[Path], state: IndexState, *, rebuild: bool) -> Plan:
    """What makes the index agree with `paths`; with `rebuild`, files known from elsewhere are read again too."""
    paths = list(paths)
    files, failed = _files_under(paths)
    folders = [path for path in paths if path.is_dir()]
    known = {Path(path): source for path, source in state.sources.items()}
    gone = {path for path in known.keys() - files if any(path.is_relative_to(folder) for folder in folders)}
    if rebuild:
        return Plan(tuple(sorted(files | known.keys() - gone)), (), failed)
    changed = (path for path in files if path not in known or not _as_it_was(known[path].stamps, path))
    return Plan(tuple(sorted(changed)), tuple(sorted(map(str, gone))), failed)


def _as_it_was(stamps: tuple[Stamp, ...], path: Path) -> bool:
    return bool(stamps) and stamps == file_stamps(path)


def _files_under(paths: list[Path]) -> tuple[set[Path], tuple[Failure, ...]]:
    """The report files that the paths name or contain; what lies under a name that begins with a dot is left out."""
    files: set[Path] = set()
    failed = []
    for path in paths:
        if path.is_dir():
            for each in path.rglob("*"):
                if not is_report_file(each) or any(part.startswith(".") for part in each.relative_to(path).parts):
                    continue
                if each.is_file():
                    files.add(each)
                elif each.is_symlink():
                    failed.append(Failure(str(each), "链接所指的文件不存在"))
        elif not path.exists():
            failed.append(Failure(str(path), "文件不存在"))
        elif is_report_file(path):
            files.add(path)
        else:
            failed.append(Failure(str(path), "不支持这种文件，可用 " + " ".join(SUFFIXES)))
    return files, tuple(failed)


def changed_sources(sources: Sources) -> int:
    """How many of the files that the reports came from are gone, or not as they were."""
    return sum(not _as_it_was(source.stamps, Path(path)) for path, source in sources.items())


def file_stamps(path: Path) -> tuple[Stamp, ...]:
    """The stamps of a file and of its sidecar; empty where the file cannot be looked at."""
    stamps = []
    for each in (path, sidecar_path(path)):
        try:
            found = each.stat()
        except OSError:
            continue
        stamps.append((found.st_size, found.st_mtime_ns))
    return tuple(stamps)
