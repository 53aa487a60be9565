"""The start page: what is in the index, and examples of queries that find something in it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Final

from flask import render_template

from index.report import UNKNOWN_BODY
from search.result import ReportSummary
from web.parameters import Parameters

BODIES_SHOWN: Final = 24


@dataclass(frozen=True, slots=True)
class Example:
    """A query that can be clicked, and what it finds."""

    target: Parameters
    finds: str


@dataclass(frozen=True, slots=True)
class Catalogue:
    """What is in the index; `bodies` are the first BODIES_SHOWN with the most reports, and their numbers."""

    reports: int
    paragraphs: int
    characters: int
    bodies: tuple[tuple[str, int], ...]
    body_count: int
    first_year: int | None
    last_year: int | None


def start_page(reports: tuple[ReportSummary, ...], parameters: Parameters) -> str:
    """The page for an index that has these reports; with none it says how to add some."""
    return render_template(
        "start.html", catalogue=_catalogue(reports), examples=_examples(reports), parameters=parameters
    )


def _catalogue(reports: tuple[ReportSummary, ...]) -> Catalogue:
    bodies = Counter(report.body for report in reports)
    years = [report.year for report in reports if report.year is not None]
    return Catalogue(
        reports=len(reports),
        paragraphs=sum(report.paragraphs for report in reports),
        characters=sum(report.characters for report in reports),
        bodies=tuple(bodies.most_common(BODIES_SHOWN)),
        body_count=len(bodies),
        first_year=min(years, default=None),
        last_year=max(years, default=None),
    )


def _examples(reports: tuple[ReportSummary, ...]) -> tuple[Example, ...]:
    """The query language by example, with a body and a year that the index has."""
    examples = [
        ("提案", "含有“提案”的段落，简体繁体都算"),
        ("提案 办理", "两个词都有的段落"),
        ("“民主监督”", "一字不差的这几个字"),
        ("提案 OR 议案", "有其中一个词的段落"),
        ("协商 -提案", "有“协商”而没有“提案”的段落"),
        ("提案 /句 满意", "两个词在同一句里；也可以写 /段、/篇"),
        ("民主 /10 监督", "两个词相距不过 10 字"),
    ]
    body = next((report.body for report in reports if report.body != UNKNOWN_BODY), None)
    if body:
        examples.append((f"机构:{body} 委员", "只在一个机构的报告里找"))
    years = sorted({report.year for report in reports if report.year is not None})
    if years:
        examples.append((f"年份:{years[0]}..{years[-1]} 调研", "只在这些年份的报告里找"))
    exact = Example(Parameters("协商", exact_script=True), "只找写作“协商”的，不算繁体的“協商”")
    return (*(Example(Parameters(query), finds) for query, finds in examples), exact)
