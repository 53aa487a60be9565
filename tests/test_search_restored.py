"""Places restored from lost bytes come back from each engine: in hits and in the whole report."""

from search import SearchRequest
from search.engine.searcher import Searcher

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
