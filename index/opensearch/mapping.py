"""The index on the cluster: its fields and settings.

Every field is declared (`dynamic: strict`); those that are neither searched nor sorted by are not indexed.

| field | of | content |
|---|---|---|
| role | all | paragraph, report, sources, words, reprints, commit |
| since | all but commit | the term of the session that wrote it (index/opensearch/lock.py) |
| place | paragraph, report | the report's number in the order of indexing; a changed report gets a new one |
| order | paragraph | `place * ORDERS + number` |
| report, date, facets of reports | paragraph, report | as in index/segment/columns.py; names as they are |
| number, facets of paragraphs | paragraph | its number in its report from 0; the names of kinds |
| characters, tokens | paragraph | code points of the text; terms of `words` |
| words | paragraph | the segmenter's words in the order of their offsets |
| grams | paragraph | the bigram at every character, so that a position is an offset (code points) |
| repeated | paragraph | for a bigram or character that occurs k > 1 times: its `repeated_token` for 2 to k |
| variants | paragraph | characters that folding changes |
| title_words | the paragraph with which the title is searched | the title's words |
| titled | that paragraph | true |
| about | paragraph, report | bigrams of title and body |
| title_grams | report | bigrams of the title in order |
| text, title | paragraph; title also of a report | as shown |
| section, heading | paragraph under a heading, headings themselves | the heading's text; its number |
| damaged | paragraph that lost bytes | true |
| restored | paragraph with places restored from lost bytes | start, end and raw of each |
| repeat | paragraph | ordinal among its report's paragraphs with the same folded text, from 2 |
| source, original, county, code | paragraph | who published the report, its address there, its region, if known |
| indexed | paragraph | time of indexing |
| payload | all but paragraph | an object: the report's metadata; records |

Fields of words and bigrams hold the tokens of index/analysis/tokens.py, separated by spaces.
"""

from __future__ import annotations

from typing import Any, Final

from index.facets import BODY_TODAY, FACETS, YearFacet
from index.settings import ClusterSettings

ORDERS: Final = 1 << 20
"""Values of `order` per place; a report with more paragraphs takes several places."""

OWNER: Final = "zhengsou"
"""Marks an index as made by this program."""

TOKEN_FIELDS: Final = ("words", "grams", "repeated", "variants", "title_words", "about", "title_grams")

PUBLISHED: Final = ("source", "original", "county", "code")
"""Fields of a paragraph that its report's metadata has under the same names."""

_KEYWORD: Final = {"type": "keyword"}
_SHOWN: Final = {"type": "keyword", "index": False, "doc_values": False}
_COUNTED: Final = {"type": "integer", "index": False}
_RANKED: Final = {"type": "text", "analyzer": "whitespace", "similarity": "ours"}
_PRESENT: Final = {"type": "text", "analyzer": "whitespace", "index_options": "docs", "norms": False}
_UNRANKED: Final = {"similarity": "boolean"}

FIELDS: Final[dict[str, Any]] = {
    "role": _KEYWORD,
    "since": {"type": "integer"},
    "place": {"type": "long"},
    "order": {"type": "long"},
    "report": _KEYWORD,
    "number": _COUNTED,
    **{
        facet.name: {"type": "integer"} if isinstance(facet, YearFacet) else _KEYWORD for facet in (*FACETS, BODY_TODAY)
    },
    "date": {"type": "integer"},
    "characters": _COUNTED,
    "tokens": _COUNTED,
    "words": _RANKED,
    "grams": _RANKED,
    "repeated": _PRESENT,
    "variants": _PRESENT,
    "title_words": _PRESENT,
    "about": _PRESENT | _UNRANKED,
    "title_grams": {"type": "text", "analyzer": "whitespace", "norms": False},
    "text": _SHOWN,
    "title": _SHOWN,
    "section": _SHOWN,
    "heading": {"type": "integer", "index": False, "doc_values": False},
    "titled": {"type": "boolean", "index": False, "doc_values": False},
    "damaged": {"type": "boolean", "index": False, "doc_values": False},
    "restored": {"type": "object", "enabled": False},
    "repeat": {"type": "integer", "index": False, "doc_values": False},
    "source": _SHOWN,
    "original": _SHOWN,
    "county": _SHOWN,
    "code": _SHOWN,
    "indexed": _SHOWN,
    "payload": {"type": "object", "enabled": False},
}


def writing_alias(index: str) -> str:
    """The alias through which a physical index is written: once that is gone, a write creates no other."""
    return f"{index}-writing"


def index_body(index: str, settings: ClusterSettings) -> dict[str, Any]:
    """Creation request of a physical index."""
    return {
        "aliases": {writing_alias(index): {}},
        "settings": {
            "number_of_shards": settings.shards,
            "number_of_replicas": settings.replicas,
            # Nothing is visible before its commit, so that no earlier refresh is needed.
            "refresh_interval": -1,
            "similarity.ours": {"type": "BM25", "k1": 0.5, "b": 0.15},
        },
        "mappings": {
            "dynamic": "strict",
            "_meta": {"made_by": OWNER},
            "_source": {"excludes": list(TOKEN_FIELDS)},
            "properties": FIELDS,
        },
    }
