"""Hits as a page of results shows them: marked, in the reader's script, with where their links lead.

The list of a page is put together here, not by a template: ten hits have some hundred and fifty values, and a template
asks for each of them by name, looks whether it is markup, and hands it on through three generators.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from flask import get_template_attribute
from markupsafe import Markup

from index.language import N_, gettext, translated_message
from index.script import language
from search.result import Hit, SearchResult
from search.snippet import Snippet, fragments
from web.asked.parameters import Parameters
from web.shown.addresses import citation_addresses, has_page, hit_addresses, hit_clipping
from web.shown.escaping import escaped
from web.shown.highlights import Marker
from web.shown.script import as_html, marked, script
from web.shown.words import KIND_LABELS, amount, body_label, number, reported_year

_CUT = Markup('<span class="cut">…</span>')


@dataclass(slots=True)
class ShownHit:
    """A hit with what a template puts into the page as it is.

    title, section, snippet: marked; section is "" where it tells nothing that is not said beside it. language: BCP 47
    tag of the text as shown. address: of the paragraph in its report. cite: of its citation, "" if there is no such
    page. clipping: its name among clippings.
    """

    hit: Hit
    title: Markup
    section: Markup
    snippet: Markup
    language: str
    address: str
    cite: str
    clipping: str


class HitsShown:
    """Makes what is shown of the hits of one answer."""

    def __init__(self, parameters: Parameters, result: SearchResult) -> None:
        self._marker = Marker(parameters.query, result.hits, exact_script=parameters.exact_script)
        self._address = hit_addresses(parameters)
        self._cite = citation_addresses() if has_page("cite.citation") else None
        self._script = script()
        self._html = as_html if self._script == "original" else marked
        self._names: dict[str, Markup] = {"": Markup()}

    def shown(self, hit: Hit, width: int) -> ShownHit:
        """A hit with a snippet of this width (code points)."""
        telling = hit.section and hit.kind != "heading" and hit.section != hit.title
        return ShownHit(
            hit,
            self._name(hit.title),
            self._name(hit.section if telling else ""),
            self._snippet(hit, width),
            language(hit.title + hit.text) if self._script == "original" else self._script,
            self._address(hit),
            self._cite(hit) if self._cite else "",
            hit_clipping(hit),
        )

    def _name(self, text: str) -> Markup:
        """A title or heading, marked; hits of one report have the same."""
        if text not in self._names:
            self._names[text] = self._html(self._marker.pieces(text))
        return self._names[text]

    def _snippet(self, hit: Hit, width: int) -> Markup:
        cuts = fragments(hit.text, hit.highlights, width, hit.word_highlights)
        if len(cuts) == 1:
            return self._cut(cuts[0])
        return Markup("").join(map(self._cut, cuts))

    def _cut(self, cut: Snippet) -> Markup:
        text = self._html(cut.pieces)
        if cut.leading:
            text = _CUT + text
        return text + _CUT if cut.trailing else text


class HitList:
    """Makes the items of a list of hits, in the language of here and now."""

    def __init__(self) -> None:
        self._number = _around(N_("第 %(n)s 段"), "n")
        self._date = _around(N_("%(date)s 发布"), "date")
        self._cite = escaped(gettext("引用"))
        self._reports: dict[tuple[str, int | None], str] = {}

    def items(self, hits: Iterable[ShownHit]) -> Markup:
        """An `li` for each hit."""
        return Markup("".join(map(self._item, hits)))

    def _item(self, shown: ShownHit) -> str:
        hit, lang, address = shown.hit, shown.language, escaped(shown.address)
        kind = "" if hit.kind == "text" else f' <span class="kind">{escaped(gettext(KIND_LABELS[hit.kind]))}</span>'
        return (
            "<li data-item>\n<article>\n"
            f'<p class="where">{self._report(hit.body, hit.year)}{kind}</p>\n'
            f'<h2 lang="{lang}"><a href="{address}">{shown.title}</a></h2>\n'
            f'<p class="snippet" lang="{lang}">{shown.snippet}{_remarks(hit)}</p>\n'
            f'<p class="about">{self._about(shown)}</p>\n'
            "</article>\n</li>\n"
        )

    def _report(self, body: str, year: int | None) -> str:
        """Whose report it is, and on which year; hits of one report have the same."""
        if (body, year) not in self._reports:
            named = f"<span>{escaped(body_label(body))}</span> <span>{escaped(reported_year(year))}</span>"
            self._reports[body, year] = named
        return self._reports[body, year]

    def _about(self, shown: ShownHit) -> str:
        hit = shown.hit
        parts = [f"<span>{amount('occurrences', hit.occurrences)}</span>"] if hit.occurrences > 1 else []
        if shown.section:
            parts.append(f'<span lang="{shown.language}">{shown.section}</span>')
        parts.append(f'<span class="whole">{number(hit.number).join(self._number)}</span>')
        if hit.date:
            parts.append(f'<span class="whole">{escaped(hit.date).join(self._date)}</span>')
        if shown.cite:
            parts.append(f'<span><a href="{escaped(shown.cite)}">{self._cite}</a></span>')
        parts.append(f'<span data-clip="{escaped(shown.clipping)}" data-number="{hit.number}"></span>')
        return " ".join(parts)


def _around(message: str, name: str) -> tuple[str, str]:
    """What a message has before and after the value of this name, as markup."""
    before, _, after = translated_message(message).partition(f"%({name})s")
    return str(escaped(before)), str(escaped(after))


def _remarks(hit: Hit) -> str:
    """What is amiss in a paragraph, by the macros that other pages use as well; few have anything."""
    said = ""
    if hit.damaged:
        said += f" {get_template_attribute('macros.html', 'flag')()}"
    if hit.restored:
        said += f" {get_template_attribute('macros.html', 'restored_mark')(hit.restored)}"
    return said
