"""Questions to a user at a terminal about what a page leaves open."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import click

from index.facets import BODY
from index.language import gettext
from index.library.shown import lines_of, shown_region
from index.library.understood import Understood, candidates
from index.names import is_text, one_line
from index.places import Gazetteer
from index.reading.body_names import usual_name
from index.reading.sidecar import checked
from index.reading.told import told_body
from index.reading.validation import Invalid
from index.report import Region
from index.terminal import wait_for_line

_UNKNOWN: Final = "?"


class Questions:
    """Shows what is understood of a page, and asks for the body, its region and the year where they are in doubt."""

    def __init__(self, places: Gazetteer) -> None:
        self._places = places

    def __call__(self, source: Path, report: Understood) -> dict[str, Any]:
        """What the user says: values of the page's sidecar. Raises click.Abort at the end of the input."""
        click.echo(one_line(source.name))
        for line in lines_of(report):
            click.echo(f"  {line}")
        said: dict[str, Any] = {}
        body, region_open = report.body, "region_open" in report.unsure
        if "body_unknown" in report.unsure and (told := _answer("body", gettext("是哪个机构的报告，如 广安区政协"))):
            said["body"] = body = usual_name(BODY.cleaned(told))
            found = told_body(body, None, None, self._places)
            region_open = found.organ is not None and found.region.province is None
        if region_open and (region := self._region(body)):
            said["region"] = region
        year = self._year(report)
        return said | ({} if year is None else {"year": year})

    def _region(self, body: str) -> dict[str, str] | None:
        """The place of the body that the user chooses by its number."""
        found = candidates(body, self._places)
        if len(found) < 2:
            return None
        for number, each in enumerate(found, 1):
            click.echo(
                f"  {number}. {shown_region(each)}"
                + gettext("（%(details)s）", details=each.code or gettext("没有代码")),
                err=True,
            )
        while True:
            given = _prompt(gettext("是哪一处，请写序号"))
            if not given:
                return None
            if given.isascii() and given.isdigit() and len(given) < 4 and 0 < int(given) <= len(found):
                return _told(found[int(given) - 1])
            click.echo("  " + gettext("请写 1 到 %(count)s 的序号", count=len(found)), err=True)

    def _year(self, report: Understood) -> int | None:
        if "year_from_date" in report.unsure:
            assumed = str(report.year)
            said = _answer(
                "year",
                gettext(
                    "报告的是哪一年的工作，推定为 %(assumed)s，对就直接回车，不知道写 %(unknown)s",
                    assumed=assumed,
                    unknown=_UNKNOWN,
                ),
                assumed,
            )
        elif "year_unknown" in report.unsure:
            said = _answer("year", gettext("报告的是哪一年的工作，如 2023"))
        else:
            return None
        return None if said in ("", _UNKNOWN) else int(said)


def _answer(field: str, question: str, default: str = "") -> str:
    """An answer that is a value of the field, "" for none; asked until it is one."""
    while True:
        given = _prompt(question, default)
        if given in ("", _UNKNOWN):
            return given
        try:
            if not is_text(given):
                raise Invalid(gettext("不是 UTF-8 文字，请检查终端的编码"))
            checked(field, int(given) if field == "year" and given.isascii() and given.isdigit() else given)
        except Invalid as fault:
            click.echo(f"  {fault}", err=True)
            continue
        return given


def _prompt(question: str, default: str = "") -> str:
    hint = "" if default else gettext("（不知道就直接回车）")
    click.echo("  " + gettext("%(question)s：", question=question + hint), nl=False, err=True)
    wait_for_line()
    said: str = click.prompt("", default=default, show_default=False, prompt_suffix="", err=True)
    return said.strip()


def _told(region: Region) -> dict[str, str]:
    """A region as a sidecar has it."""
    names = ("code", "province", "prefecture", "county")
    return {name: getattr(region, name) for name in names if getattr(region, name)}
