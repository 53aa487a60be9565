"""Citation page of a paragraph, and single citations as plain text."""

from __future__ import annotations

from typing import Final, cast

from flask import Blueprint, Response, render_template, request

from search.export.citation import CitationStyle
from search.script import language
from web.asked.arguments import choice
from web.serving.live import searcher
from web.shown.quotation import STYLES, quote

cite_pages = Blueprint("cite", __name__)

_HIGHEST: Final = 10_000_000


@cite_pages.get(f"/reports/<path:report_id>/cite/<int(max={_HIGHEST}):number>")
def citation(report_id: str, number: int) -> str | Response:
    """`/reports/ID/cite/N`: citations of paragraph N; with `style` only that one, as plain text."""
    style = choice(request.args, "style", "", ("", *STYLES))
    with searcher() as opened:
        quotation = quote(opened, report_id, number)
    if style:
        return Response(quotation.citations[cast(CitationStyle, style)] + "\n", mimetype="text/plain")
    return render_template(
        "cite.html", quotation=quotation, language=language(quotation.summary.title + quotation.paragraph.text)
    )
