"""Citation page of a paragraph, and single citations as text or as a file."""

from __future__ import annotations

from typing import Final, cast

from flask import Blueprint, Response, render_template, request

from index.script import language
from search.export.citation import CITATION_STYLES, CitationStyle
from search.export.reference import key_of
from web.asked.arguments import choice
from web.serving.live import searcher
from web.shown.embedded import Embedded
from web.shown.passage import asked_span
from web.shown.quotation import MIMETYPES, SUFFIXES, Quotation, quote

cite_pages = Blueprint("cite", __name__)

_HIGHEST: Final = 10_000_000


@cite_pages.get(f"/reports/<path:report_id>/cite/<int(max={_HIGHEST}):number>")
def citation(report_id: str, number: int) -> str | Response:
    """`/reports/ID/cite/N`: citations of paragraph N; with `style` only that one, as text or as a file to keep.

    `shown`: of what stands at that span, `12-40`, of the paragraph as it is shown (`script`).
    """
    style = choice(request.args, "style", "", ("", *CITATION_STYLES))
    span = asked_span(request.args, "shown")
    with searcher() as opened:
        quotation = quote(opened, report_id, number, span)
    if style:
        return _alone(quotation, cast(CitationStyle, style))
    return render_template(
        "cite.html",
        quotation=quotation,
        chosen={name: request.args[name] for name in ("shown", "script") if request.args.get(name)},
        embedded=Embedded.of(quotation.reference),
        language=language(quotation.summary.title + quotation.paragraph.text),
    )


def _alone(quotation: Quotation, style: CitationStyle) -> Response:
    text = quotation.citations[style]
    response = Response(text if text.endswith("\n") else f"{text}\n", content_type=f"{MIMETYPES[style]}; charset=utf-8")
    if style in SUFFIXES:
        # The key has no character that a file's name could not have.
        name = f"{key_of(quotation.summary.id, quotation.paragraph.paragraph)}.{SUFFIXES[style]}"
        response.headers["Content-Disposition"] = f"attachment; filename={name}"
    return response
