"""What a citation names: author, title, source, days and addresses of a report, and the key of a paragraph."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from index.analysis import fold
from index.report import UNKNOWN_BODY
from index.script import language, simplified, traditional
from search.offers.pinyin import reading
from search.result import ReportSummary

Told = Sequence[tuple[str, str]]
"""Notes on a quotation: label and text, in simplified Chinese."""
_PLAIN_KEY: Final = re.compile("[a-z0-9_-]+")
_NOT_IN_KEYS: Final = re.compile("[^a-z0-9]+")
_LONGEST_READING: Final = 40
_DIGITS_OF_ID: Final = 12
_NOT_SHOWN: Final = frozenset(("Cc", "Cs"))


_OWN: Final = re.compile(r"本[站網网報报台刊](?:原[创創]|[综綜]合|[讯訊])?|原[创創]")
"""What a site calls itself as a source: away from it, that would name another."""


@dataclass(frozen=True, slots=True)
class Reference:
    """The parts of a reference to a report; every text is on one line, and "" if unknown.

    author: the body, in the report's script. title: the report's id if it has no title. source: who published it, else
    the site where it was published. site: that site, if there is a source beside it. date: of publication, YYYY-MM-DD.
    year: the year reported on, which is not that of publication: a report on 2023 is mostly given in 2024. address: of
    the original, else the permalink. permalink: on this program's site, absolute. language: BCP 47.
    """

    author: str
    title: str
    source: str
    site: str
    date: str
    year: int | None
    address: str
    permalink: str
    language: str

    @classmethod
    def of(cls, report: ReportSummary, text: str, permalink: str) -> Reference:
        """text: some text of the report, by which, with its title, the script is told."""
        told = f"{report.title}{text}"
        source, site = one_line(report.source or ""), one_line(report.site or "")
        if _OWN.fullmatch(source):
            source = ""
        return cls(
            author="" if report.body == UNKNOWN_BODY else one_line(_in_script_of(told, report.body)),
            title=one_line(report.title) or report.id,
            source=source or site,
            site=site if source and site != source else "",
            date=report.date or "",
            year=report.year,
            address=report.original or permalink,
            permalink=permalink,
            language=language(told),
        )

    def beside(self) -> list[tuple[str, str]]:
        """What a reference has no element for, as pairs of a label, in the report's script, and a text.

        The year reported on only where no date is known, and the permalink only where the address is the original's.
        """
        pairs = []
        if not self.date and self.year is not None:
            pairs.append(("报告年份", str(self.year)))
        if self.site:
            pairs.append(("网站", self.site))
        if self.address != self.permalink:
            pairs.append(("本站链接", self.permalink))
        return [(self.labelled(label), text) for label, text in pairs]

    def labelled(self, label: str) -> str:
        """A label in the report's script."""
        return traditional(label) if self.language == "zh-Hant" else label


def key_of(report: str, paragraph: int) -> str:
    """The paragraph's key in a bibliography: ASCII letters, digits, `-`, `_` and `.`, different for every paragraph.

    BibTeX takes keys that differ in case for the same, so an id of small letters, digits, `-` and `_` is a key as it
    is; another one is read in pinyin, with a digest of the id behind a stop, which no other key has.
    paragraph: its place in the report, from 0.
    """
    if _PLAIN_KEY.fullmatch(report):
        return f"{report}-p{paragraph + 1}"
    # A folded character is one character, so ids of any script have a reading.
    read = _NOT_IN_KEYS.sub("", "".join(reading(fold(report))).lower())[:_LONGEST_READING]
    digest = hashlib.sha256(report.encode("utf-8", "surrogatepass")).hexdigest()[:_DIGITS_OF_ID]
    return f"{read or 'report'}.{digest}-p{paragraph + 1}"


def one_line(text: str) -> str:
    """The text with single spaces and without control characters."""
    return " ".join("".join(_shown(char) for char in text).split())


def _shown(char: str) -> str:
    return " " if char.isspace() else "" if unicodedata.category(char) in _NOT_SHOWN else char


def _in_script_of(text: str, name: str) -> str:
    """The name in the text's script; as it is if the text is the same in both."""
    if language(text) == "zh-Hant":
        return name if language(name) == "zh-Hant" else traditional(name)
    plain = simplified(name)
    return plain if plain != name and traditional(text) != text else name
