"""The site as a browser's search engine: OpenSearch description (not the cluster), and suggestions while typing."""

from __future__ import annotations

from typing import Final
from xml.etree import ElementTree

from flask import Blueprint, Response, jsonify, request, url_for

from index.language import gettext
from search.offers.completion import Completer
from web.asked.arguments import completion_limit, query_text
from web.serving.live import searcher

opensearch_pages = Blueprint("opensearch", __name__)

_NAMESPACE: Final = "http://a9.com/-/spec/opensearch/1.1/"
MIMETYPE: Final = "application/opensearchdescription+xml"


@opensearch_pages.get("/opensearch.xml")
def description() -> Response:
    """`/opensearch.xml`: the description with which a browser adds this site to its address bar."""
    root = ElementTree.Element("OpenSearchDescription", xmlns=_NAMESPACE)
    for name, text in (
        ("ShortName", gettext("政搜")),
        ("Description", gettext("在各级政协的工作报告里全文检索")),
        ("Language", "zh-CN"),
        ("InputEncoding", "UTF-8"),
        ("OutputEncoding", "UTF-8"),
    ):
        ElementTree.SubElement(root, name).text = text
    icon = ElementTree.SubElement(root, "Image", width="64", height="64", type="image/svg+xml")
    icon.text = url_for("static", filename="favicon.svg", _external=True)
    for kind, endpoint in (
        ("text/html", "search.search"),
        ("application/atom+xml", "feed.feed"),
        ("application/x-suggestions+json", "opensearch.suggestions"),
    ):
        # The braces are a placeholder of the template, and must not be quoted.
        template = f"{url_for(endpoint, _external=True)}?q={{searchTerms}}"
        ElementTree.SubElement(root, "Url", type=kind, method="get", template=template)
    body = ElementTree.tostring(root, "utf-8", xml_declaration=True)
    return Response(body, mimetype=MIMETYPE)


@opensearch_pages.get("/opensearch/suggestions")
def suggestions() -> Response:
    """`/opensearch/suggestions`: completions of `q` in the browsers' format: the query and a list of texts."""
    query, limit = query_text(request.args), completion_limit(request.args)
    with searcher() as opened:
        found = Completer(opened).complete(query, limit)
    response = jsonify([query, [each.text for each in found]])
    response.mimetype = "application/x-suggestions+json"
    return response
