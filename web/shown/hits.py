"""Hits as a page of results shows them: marked, in the reader's script, with where their links lead."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from index.script import language
from search.result import Hit, SearchResult
from search.snippet import snippet
from web.asked.parameters import Parameters
from web.shown.addresses import cached_url_for, has_page, hit_addresses, hit_clipping
from web.shown.highlights import Marker
from web.shown.script import marked, shown_language

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
        self._cites = has_page("cite.citation")

    def shown(self, hit: Hit, width: int) -> ShownHit:
        """A hit with a snippet of this width (code points)."""
        telling = hit.section and hit.kind != "heading" and hit.section != hit.title
        return ShownHit(
            hit,
            marked(self._marker.pieces(hit.title)),
            marked(self._marker.pieces(hit.section)) if telling else Markup(),
            _snippet(hit, width),
            shown_language(language(hit.title + hit.text)),
            self._address(hit),
            cached_url_for("cite.citation", report_id=hit.report, number=hit.paragraph) if self._cites else "",
            hit_clipping(hit),
        )


def _snippet(hit: Hit, width: int) -> Markup:
    cut = snippet(hit.text, hit.highlights, width, hit.word_highlights)
    text = marked(cut.pieces)
    if cut.leading:
        text = _CUT + text
    return text + _CUT if cut.trailing else text
