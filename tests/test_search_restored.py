"""Places restored from lost bytes come back from each engine: in hits and in the whole report."""

import io
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest
from web_client import opened

from index.deadline import Deadline
from search import SearchRequest, open_searcher
from search.engine.searcher import Searcher
from search.export.citation import CITATION_STYLES, CitationStyle
from search.export.clipping_files import CLIPPING_KINDS, ClippingKind, clipping_file
from search.export.clippings import Wanted, gather
from search.permalink import text_key

DAMAGED = "003_bdaa677cb544b641"
WHOLE = "000_2a84bc86b806ce1d"


def test_a_report_has_its_restored_places(searcher: Searcher) -> None:
    paragraphs = searcher.report(DAMAGED).paragraphs
    found = [(each.text[place.start : place.end], place.raw) for each in paragraphs for place in each.restored]
    assert len(found) == 3
    assert ("務", "?jiǎng)?wù)") in found
    assert not any(each.restored for each in searcher.report(WHOLE).paragraphs)


def test_each_hit_has_the_restored_places_of_its_paragraph(searcher: Searcher) -> None:
    of_report = {each.paragraph: each.restored for each in searcher.report(DAMAGED).paragraphs}
    hits = searcher.search(SearchRequest("政協", report=DAMAGED, limit=100)).hits
    assert {hit.paragraph: hit.restored for hit in hits} == {hit.paragraph: of_report[hit.paragraph] for hit in hits}
    (hit,) = searcher.search(SearchRequest("緊扣發展要務", report=DAMAGED)).hits
    (place,) = hit.restored
    assert (hit.text[place.start : place.end], place.raw) == ("務", "?jiǎng)?wù)")


@pytest.mark.parametrize("style", CITATION_STYLES)
def test_a_citation_says_what_was_restored_in_its_quotation(seed_index: Path, style: CitationStyle) -> None:
    def cited(report: str, number: int) -> str:
        address = f"/api/cite?report={report}&paragraph={number}&style={style}"
        return str(client.get(address).json["citations"][style])  # type: ignore[index]

    with opened(seed_index) as client:
        text = cited(DAMAGED, 3)
        assert "復原：務←?jiǎng)?wù)" in text
        assert "復原" not in cited(DAMAGED, 0)
        assert "复原" not in cited(WHOLE, 3)


@pytest.mark.parametrize("kind", CLIPPING_KINDS)
def test_every_file_of_clippings_says_it(seed_index: Path, kind: ClippingKind) -> None:
    with open_searcher(seed_index) as searcher:
        text = searcher.report(DAMAGED).paragraphs[3].text
        wanted = [Wanted(DAMAGED, text_key(text))]
        found = gather(searcher, wanted, site="http://x", when=datetime.now(UTC), deadline=Deadline())
        content = clipping_file(found, kind)
    if kind == "docx":
        content = zipfile.ZipFile(io.BytesIO(content)).read("word/document.xml")
    assert "務←?jiǎng)?wù)" in content.decode().replace("\\", "")
