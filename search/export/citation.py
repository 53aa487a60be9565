"""Citing a paragraph: the quotation with its reference by GB/T 7714, or an entry for a bibliography."""

from __future__ import annotations

from datetime import date
from typing import Final, Literal, get_args

from index.errors import RequestError
from index.language import gettext, listed
from search.export.entries import bibtex, ris
from search.export.reference import Reference, Told, key_of, one_line
from search.result import ReportSummary

GbtStyle = Literal["gbt7714", "gbt7714-2025"]
CitationStyle = Literal["gbt7714", "bibtex", "gbt7714-2025", "ris"]
CITATION_STYLES: Final[tuple[CitationStyle, ...]] = get_args(CitationStyle)

_INNER_QUOTES: Final = str.maketrans("“”‘’", "‘’“”")
"""Inside double quotes Chinese writes single ones, and the other way round (GB/T 15834)."""


def cite(
    report: ReportSummary,
    paragraph: int,
    text: str,
    *,
    url: str,
    accessed: date,
    style: CitationStyle = "gbt7714",
    restored: str = "",
    remark: str = "",
    words: str = "",
    told: Told = (),
) -> str:
    """The paragraph as it is quoted, all of it, with where it is from: the original, where its address is known.

    gbt7714, gbt7714-2025: the quotation on one line, its own quotes as inner ones; the reference on the next; and on a
    third, if there is anything, what a reference has no element for: the source, what was restored in the quotation,
    the year reported on where no date is known, and the permalink beside the original's address.
    bibtex, ris: one entry, with the quotation in it (search/export/entries.py).
    paragraph: its place in the report, from 0. text: the paragraph's. url: its permanent address on this program's
    site. accessed: the day on which it was read. restored: its restored places as `restored_cell` has them. remark: the
    reader's own, for entries only. words: what is quoted of the paragraph, instead of all of it. told: what else a
    reader of the quotation must know, by label. Raises RequestError for another style.
    """
    if style not in CITATION_STYLES:
        raise RequestError(
            gettext("没有这种引文格式：%(style)s", style=str(style)[:20]),
            next_step=gettext("可用 %(names)s", names=listed(CITATION_STYLES)),
        )
    reference = Reference.of(report, text, url)
    if style in ("bibtex", "ris"):
        entry = bibtex if style == "bibtex" else ris
        return entry(
            reference,
            key_of(report.id, paragraph),
            paragraph,
            words or text,
            accessed,
            restored=restored,
            remark=remark,
            told=told,
        )
    quotation = " ".join((words or text).split()).translate(_INNER_QUOTES)
    lines = [
        f"“{quotation}”（第 {paragraph + 1} 段）",
        _gbt(reference, accessed, style),
        beside_line(reference, restored, told),
    ]
    return "\n".join(filter(None, lines))


def reference_line(report: ReportSummary, text: str, *, url: str, accessed: date, style: GbtStyle) -> str:
    """The reference alone, as `cite` has it on its second line."""
    return _gbt(Reference.of(report, text, url), accessed, style)


def _gbt(reference: Reference, accessed: date, style: CitationStyle) -> str:
    """A web page by GB/T 7714: author. title[EB/OL]. (issued)[accessed]. address.

    Elements, their order and the marker are the same in 2015 (4.6) and 2025; a name is written as its owner writes it,
    which 2025 demands and 2015 leaves open for corporate bodies. In 2025 the stop and square brackets are half-width,
    all other signs full-width: here, the round brackets. What is not known is left out; without the number in a list,
    which only the citing text can know. The year reported on is not the day of issue, so it does not stand for it.
    """
    brackets = "（{}）" if style == "gbt7714-2025" else "({})"
    author = _full_stop(reference.author)
    issued = brackets.format(reference.date) if reference.date else ""
    accessed_on = f"[{accessed.isoformat()}]"
    return f"{author}{reference.title}[EB/OL]. {issued}{accessed_on}. {_full_stop(reference.address)}".rstrip()


def beside_line(reference: Reference, restored: str = "", told: Told = ()) -> str:
    """What the reference has no element for, as `cite` has it on its third line; "" if there is nothing."""
    pairs = [(reference.labelled("来源"), reference.source)] if reference.source else []
    pairs += [(reference.labelled("复原"), one_line(restored))] if restored else []
    pairs += [(reference.labelled(label), reference.labelled(text)) for label, text in told]
    pairs += reference.beside()
    # A stop or a semicolon behind an address would be taken for a part of it.
    return "；".join(f"{label}：{text}" for label, text in pairs)


def _full_stop(element: str) -> str:
    """An element with the stop and space that end it, unless it is empty; one stop is enough."""
    return element and element.removesuffix(".") + ". "
