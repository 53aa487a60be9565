"""What is known of one report, and by whose word: its page's, its sidecar's, or an assumption."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from shlex import quote
from typing import Any, Final, Literal

from index.errors import ReadError, ReportNotFound, RequestError
from index.language import N_, gettext
from index.library.understood import Understood
from index.manifest import Sources
from index.names import readable
from index.near_names import READ, near_names
from index.places import Gazetteer
from index.reading import has_sidecar, is_archive, is_report_file, read_reports, sidecar_path
from index.reading.sidecar import Overrides, read_sidecar
from index.report import Region, Report

REGION_KEYS: Final[tuple[str, ...]] = ("code", "province", "prefecture", "county")


@dataclass(frozen=True, slots=True)
class PageOf:
    """The page of a report. name: what its path gave its id in the index, None if it is not there."""

    path: Path
    name: str | None

    @property
    def sidecar(self) -> Path:
        """Its sidecar, which need not exist."""
        return sidecar_path(self.path)


@dataclass(frozen=True, slots=True)
class Known:
    """A report as it is read, and what the sidecar says of it."""

    report: Report
    said: Overrides

    @property
    def understood(self) -> Understood:
        """What is understood, sidecar and all."""
        return Understood.of(self.report)


def find_page(wanted: str, sources: Sources) -> PageOf:
    """The page of the report with this id, or that at this path.

    Raises ReportNotFound, and RequestError for reports whose file has no sidecar: lines and archives.
    """
    path = next((path for path, source in sources.items() if wanted in source.reports), None)
    if path is None and is_report_file(Path(wanted)) and Path(wanted).is_file():
        path = str(Path(wanted).parent.resolve() / Path(wanted).name)
    if path is None:
        _refuse_reprint(wanted, sources)
        raise _missing(wanted, sources)
    page = Path(path)
    if is_archive(page):
        raise RequestError(
            gettext("它在压缩包 %(name)s 里", name=readable(page.name)),
            next_step=gettext("请解开压缩包，用 zhengsou add 逐个添加"),
        )
    if not has_sidecar(page):
        raise RequestError(
            gettext("它是 %(name)s 里的一行", name=readable(page.name)),
            next_step=gettext("请改那一行，再运行 zhengsou index"),
        )
    return PageOf(page, sources[path].name or None if path in sources else None)


def _missing(wanted: str, sources: Sources) -> ReportNotFound:
    """The error of a report that is not there, with the ids that are near."""
    near = near_names(wanted, ((id, id, id) for source in sources.values() for id in source.reports))
    step = gettext("编号在 zhengsou search 列出的每一段上面，# 的前面；也可以写文件的路径")
    if near:
        step = gettext("相近的有 %(names)s；%(everything)s", names=gettext("、").join(near), everything=step)
    return ReportNotFound(gettext("索引里没有这份报告：%(wanted)s", wanted=wanted[:READ]), next_step=step)


def _refuse_reprint(wanted: str, sources: Sources) -> None:
    for path, source in sources.items():
        if wanted in source.reprints:
            kept = source.reprints[wanted].of
            raise ReportNotFound(
                gettext("%(wanted)s 是 %(kept)s 的转载，索引里只留 %(kept)s", wanted=wanted[:READ], kept=kept),
                next_step=gettext(
                    "看所留的一份：zhengsou meta %(kept)s；看它自己：zhengsou meta %(path)s",
                    kept=quote(kept),
                    path=quote(readable(path)),
                ),
            )


def read_known(page: PageOf, places: Gazetteer) -> Known:
    """What is known of the report of a page; raises ReadError."""
    report = next(read_reports(page.path, places, page.name))
    if isinstance(report, ReadError):
        raise report
    return Known(report, read_sidecar(page.path))


def region_said(before: Region | None, given: Mapping[str, str], places: Gazetteer) -> dict[str, str] | None:
    """A sidecar's `region` after some of REGION_KEYS were given, "" for one that is taken away; None for no region.

    A code tells the names, and without it they go. A name takes away the code and the names of what lies in that place,
    which it might belie. Raises RequestError for an unknown code.
    """
    if "code" in given:
        region = places.completed(Region(code=given["code"])) if given["code"] else Region()
        if given["code"] and region.level is None:
            raise RequestError(
                gettext("没有这个区划代码：%(code)s", code=given["code"][:20]),
                next_step=gettext("请给六位的代码，例如 320106"),
            )
    else:
        region = replace(before or Region(), level=None, code=None)
    names = REGION_KEYS[1:]
    changed = next((place for place, key in enumerate(names) if key in given), len(names))
    said: dict[str, Any] = {key: given.get(key) or None for key in names[changed:]}
    region = replace(region, **said)
    found = {key: getattr(region, key) for key in REGION_KEYS if getattr(region, key)}
    return found or None


Word = Literal["sidecar", "page", "assumed", "name"]
WORDS: Final[dict[Word, str]] = {
    "sidecar": N_("另外说明的"),
    "page": N_("文件里读到的"),
    "assumed": N_("推定的"),
    "name": N_("按机构的名称"),
}
"""By whose word something is known, in Chinese."""


def word_of(known: Known, field: str) -> Word:
    """By whose word a field of the report is what it is; name: the body's."""
    if getattr(known.said, field, None) is not None:
        return "sidecar"
    if any(each.partition("_")[0] == field for each in known.report.assumed):
        return "assumed"
    return "name" if field in ("organ", "region") and known.said.body else "page"


def differences(before: Report, after: Report) -> dict[str, tuple[Any, Any]]:
    """Fields of metadata in which two readings of a page differ, with both values."""
    names = ("title", "body", "organ", "region", "year", "date", "source", "url", "site")
    pairs = {name: (getattr(before, name), getattr(after, name)) for name in names}
    return {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}
