"""Entries of bibliographies, for programs: BibTeX and RIS."""

from __future__ import annotations

import re
from datetime import date
from typing import Final

from search.export.reference import Reference, Told, one_line

_TEX: Final = str.maketrans(
    {
        "\\": r"\textbackslash{}",
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
        **{char: f"\\{char}" for char in "{}$&#%_"},
    }
)
_LIGATURES: Final = re.compile(r"(?<=([-'`<>,]))(?=\1)|(?<=[?!])(?=`)")
"""Where TeX would join two characters to a dash, a quotation mark, a guillemet or an inverted mark."""
_UNSAFE_IN_URL: Final = {"{": "%7B", "}": "%7D", "\\": "%5C", " ": "%20"}
_LINE_END: Final = "\r\n"


def bibtex(
    reference: Reference,
    key: str,
    paragraph: int,
    text: str,
    accessed: date,
    *,
    restored: str = "",
    remark: str = "",
    told: Told = (),
) -> str:
    """One `@online` entry, with the quotation as its annotation; TeX reads every text back unchanged.

    A straight quotation mark is written as it is, which TeX draws as a curly one outside T1: \\textquotedbl is an error
    in OT1, and bibtexparser drops it.
    `date` is of publication; so is `year`, or else it is the year reported on, as the note says.
    """
    note = _notes(reference, paragraph, restored, remark, told)
    fields = {
        "title": f"{{{_tex(reference.title)}}}",
        "author": f"{{{_tex(reference.author)}}}" if reference.author else "",
        "organization": f"{{{_tex(reference.source)}}}" if reference.source else "",
        "year": reference.date[:4] or str(reference.year or ""),
        "date": reference.date,
        "url": "".join(_UNSAFE_IN_URL.get(char, char) for char in reference.address),
        "urldate": accessed.isoformat(),
        "note": _tex("；".join(note)),
        "annotation": _tex(one_line(text)),
    }
    lines = [f"  {name} = {{{value}}}," for name, value in fields.items() if value]
    return "\n".join([f"@online{{{key},", *lines, "}"])


def ris(
    reference: Reference,
    key: str,
    paragraph: int,
    text: str,
    accessed: date,
    *,
    restored: str = "",
    remark: str = "",
    told: Told = (),
) -> str:
    """One record of a web page (ELEC), its lines ended by CR LF; the quotation and its place are notes.

    DA is the day of publication; PY is its year, or else the year reported on, as a note says.
    """
    lines = [
        ("TY", "ELEC"),
        ("ID", key),
        ("TI", reference.title),
        ("AU", reference.author),
        ("PB", reference.source),
        ("PY", reference.date[:4] or str(reference.year or "")),
        ("DA", reference.date.replace("-", "/")),
        ("Y2", f"{accessed:%Y/%m/%d}"),
        ("UR", reference.address),
        ("LA", reference.language),
        ("N1", one_line(text)),
        ("N1", "；".join(_notes(reference, paragraph, restored, remark, told))),
    ]
    written = [f"{tag}  - {value}{_LINE_END}" for tag, value in lines if value]
    return "".join([*written, f"ER  - {_LINE_END}"])


def _notes(reference: Reference, paragraph: int, restored: str, remark: str, told: Told) -> list[str]:
    given = [("复原", one_line(restored)), ("批注", one_line(remark))]
    traces, remarks = ([f"{reference.labelled(label)}：{text}"] if text else [] for label, text in given)
    traces += [f"{reference.labelled(label)}：{reference.labelled(text)}" for label, text in told]
    beside = [f"{label}：{text}" for label, text in reference.beside()]
    return [f"第 {paragraph + 1} 段", *traces, *beside, *remarks]


def _tex(text: str) -> str:
    """As TeX reads it back unchanged."""
    ends = [match.start() for match in _LIGATURES.finditer(text)]
    return "{}".join(text[start:end].translate(_TEX) for start, end in zip([0, *ends], [*ends, len(text)], strict=True))
