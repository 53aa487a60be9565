"""Clippings: found by their permalinks in an index that changes, and read back from every file."""

import re
from datetime import UTC, datetime, timedelta, timezone
from io import BytesIO
from pathlib import Path

import pytest
import rispy  # type: ignore[import-untyped]
from bibtexparser.entrypoint import parse_string
from docx import Document
from docx.document import Document as DocumentType
from docx.oxml.ns import qn
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from reports import line, write_lines

from index import index_paths
from index.deadline import UNLIMITED
from index.errors import RequestError, TooMuch
from search import open_searcher
from search.engine.searcher import Searcher
from search.export import clippings as module
from search.export.clipping_files import CLIPPING_KINDS, clipping_file
from search.export.clippings import MAX_CLIPPINGS, Clipping, Clippings, Gone, Wanted, gather
from search.export.shown_lines import shown_lines
from search.export.word import document
from search.permalink import paragraph_keys

SITE = "https://zhengsou.example.org"
WHEN = datetime(2026, 11, 25, 9, 30, tzinfo=timezone(timedelta(hours=8)))
ORIGINAL = "https://www.gaq.gov.cn/zx/c12.html?id=7&page=2"
HOSTILE = "<script>alert(1)</script> & **\"'[x](y)\x00\x0b\x1b_x000D_"
QUOTED = "“有事好商量”，\n全年立案134件。　（掌声）"
FULL = ["服务大局", QUOTED, "重复", "重复"]
TOLD = {"title": "服务大局", "body": "广安区政协", "year": 2023, "date": "2024-01-25", "source": "影响四川"}


@pytest.fixture(scope="module")
def searcher(tmp_path_factory: pytest.TempPathFactory) -> Searcher:
    folder = tmp_path_factory.mktemp("clipped")
    lines = [
        line("full", FULL, **TOLD, url=ORIGINAL),
        line("广安/报告", ["圍繞中心", "為加快建設，繼續協商"], **TOLD | {"title": "圍繞中心"}),
        line("bare", ["# 标题", "1. 提案"], body="", year=None, title="标题"),
        line(
            "hostile", ["=1+1", "<b>'\"{}\\%"], title="</w:t>]]><script>alert(1)</script>", body="<b>&政协", source="%"
        ),
    ]
    index_paths([write_lines(folder / "r.jsonl", *lines)], folder / "index")
    return open_searcher(folder / "index")


def wanted(report: str, texts: list[str], number: int, remark: str = "") -> Wanted:
    return Wanted(report, paragraph_keys(texts)[number], remark)


HANT = ["圍繞中心", "為加快建設，繼續協商"]
BARE = ["# 标题", "1. 提案"]
ALL = [
    wanted("full", FULL, 1, "核对 <b>\n第二行"),
    wanted("广安/报告", HANT, 1),
    Wanted("full", "0" * 12),
    wanted("full", FULL, 3),
    Wanted("没有/这份", "f" * 12),
    wanted("bare", BARE, 1),
    wanted("hostile", ["=1+1", "<b>'\"{}\\%"], 1),
]


@pytest.fixture(scope="module")
def clippings(searcher: Searcher) -> Clippings:
    return gather(searcher, ALL, site=SITE + "/", when=WHEN, deadline=UNLIMITED)


def test_they_come_in_the_order_given_each_once(searcher: Searcher, clippings: Clippings) -> None:
    assert [each.wanted for each in clippings.entries] == ALL
    assert [type(each) for each in clippings.entries] == [Clipping, Clipping, Gone, Clipping, Gone, Clipping, Clipping]
    assert [(each.summary.id, each.paragraph.number) for each in clippings.found] == [
        ("full", 2), ("广安/报告", 2), ("full", 4), ("bare", 2), ("hostile", 2),
    ]  # fmt: skip
    twice = gather(searcher, [*ALL, ALL[0], ALL[1]], site=SITE, when=WHEN, deadline=UNLIMITED)
    assert twice.entries == clippings.entries
    assert clippings.numbers == {"full": 1, "广安/报告": 2, "bare": 3, "hostile": 4}


def test_what_is_gone_is_named(clippings: Clippings) -> None:
    lost, gone = clippings.gone
    assert (lost.summary is not None, gone.summary) == (True, None)
    assert lost.said == "full/t/000000000000：报告里已没有这段文字"
    assert gone.said == "没有/这份/t/ffffffffffff：报告已经不在"
    assert clippings.methods()[-2:] == [f"没有导出：{lost.said}", f"没有导出：{gone.said}"]


def test_they_follow_a_text_that_moves_and_end_with_it(tmp_path: Path) -> None:
    kept = wanted("a", ["提案", "协商"], 1)
    for texts, number in ((["提案", "协商"], 1), (["协商", "新", "提案"], 0), (["提案"], None)):
        index_paths([write_lines(tmp_path / "r.jsonl", line("a", texts))], tmp_path / "index")
        (entry,) = gather(open_searcher(tmp_path / "index"), [kept], site=SITE, when=WHEN, deadline=UNLIMITED).entries
        assert (entry.paragraph.paragraph if isinstance(entry, Clipping) else None) == number


def test_bounds(searcher: Searcher, monkeypatch: pytest.MonkeyPatch) -> None:
    many = [Wanted("full", f"{number:012x}") for number in range(MAX_CLIPPINGS + 1)]
    with pytest.raises(RequestError, match="最多 500 段"):
        gather(searcher, many, site=SITE, when=WHEN, deadline=UNLIMITED)
    monkeypatch.setattr(module, "MAX_CHARACTERS", 10)
    with pytest.raises(TooMuch):
        gather(searcher, ALL, site=SITE, when=WHEN, deadline=UNLIMITED)


@pytest.mark.parametrize("kind", CLIPPING_KINDS)
def test_a_file_of_nothing_is_refused(searcher: Searcher, kind: str) -> None:
    none = gather(searcher, [ALL[2]], site=SITE, when=WHEN, deadline=UNLIMITED)
    with pytest.raises(RequestError, match="已经不在"):
        clipping_file(none, kind)  # type: ignore[arg-type]


def read(clippings: Clippings) -> DocumentType:
    return Document(BytesIO(clipping_file(clippings, "docx")))


def styled(made: DocumentType, style: str) -> list[str]:
    return [each.text for each in made.paragraphs if each.style and each.style.name == style]


def test_word_has_every_part(clippings: Clippings) -> None:
    made = read(clippings)
    assert styled(made, "Title") == ["摘录"]
    assert styled(made, "Heading 1") == ["引文", "参考文献", "说明"]
    assert styled(made, "Heading 2")[:3] == [
        "1. 广安区政协 2023 年，第 2 段", "2. 廣安區政協 2023 年，第 2 段", "3. 广安区政协 2023 年，第 4 段",
    ]  # fmt: skip
    assert styled(made, "Heading 2")[3] == "4. 标题，第 2 段"
    assert styled(made, "Quote")[:2] == [f"{QUOTED}[1]", "為加快建設，繼續協商[2]"]
    texts = [each.text for each in made.paragraphs]
    assert "2026-11-25，5 段，出自 4 份报告" in texts
    assert "批注：核对 <b> 第二行" in texts
    assert styled(made, "Source")[0] == f"服务大局 · {clippings.found[0].link}"
    references = [text for text in texts if re.match(r"\[\d\] ", text)]
    assert [text[:3] for text in references] == ["[1]", "[2]", "[3]", "[4]"]
    assert references[0].startswith("[1] 广安区政协. 服务大局[EB/OL]. （2024-01-25）[2026-11-25]. " + ORIGINAL)
    assert styled(made, "List Bullet") == clippings.methods()
    assert "没有导出：full/t/000000000000：报告里已没有这段文字" in styled(made, "List Bullet")


def test_word_has_links_and_chinese_fonts(clippings: Clippings) -> None:
    made = read(clippings)
    links = [link.address for paragraph in made.paragraphs for link in paragraph.hyperlinks]
    assert links == [each.link for each in clippings.found]
    assert links[1] == f"{SITE}/reports/%E5%B9%BF%E5%AE%89/%E6%8A%A5%E5%91%8A/t/{ALL[1].key}"
    fonts = {name: made.styles[name].element.rPr.rFonts for name in ("Normal", "Heading 2", "Quote", "Title")}
    told = {name: font.get(qn("w:eastAsia")) for name, font in fonts.items()}
    assert told == {"Normal": "宋体", "Heading 2": "黑体", "Quote": "楷体", "Title": "黑体"}
    assert not any(font.get(qn("w:eastAsiaTheme")) for font in fonts.values())
    languages = [
        [lang.get(qn("w:eastAsia")) for lang in each._element.iter(qn("w:lang"))]
        for each in made.paragraphs
        if each.style and each.style.name == "Quote"
    ]
    assert languages == [[], ["zh-TW"], [], [], []]
    page = made.sections[0]
    assert [round(each.mm) for each in (page.page_width, page.page_height) if each] == [210, 297]
    properties = made.core_properties
    assert (properties.title, properties.author, properties.comments) == ("摘录", "政搜", "")
    assert properties.created == datetime(2026, 11, 25, 1, 30, tzinfo=UTC)


def with_text(clippings: Clippings, text: str) -> Clippings:
    """The first clipping with this text, title and remark, which no index would have."""
    from dataclasses import replace

    first = clippings.found[0]
    changed = replace(
        first,
        summary=replace(first.summary, title=text, body=text, source=text),
        paragraph=replace(first.paragraph, text=text, section=text),
        wanted=replace(first.wanted, remark=text),
    )
    return replace(clippings, entries=(changed,))


@settings(max_examples=25)
@given(text=st.text(max_size=30) | st.just(HOSTILE) | st.text("\t\r\n\x0b\x1f　 a_x0D{}", max_size=20))
def test_any_text_comes_back_from_word(clippings: Clippings, text: str) -> None:
    made = Document(BytesIO(document(with_text(clippings, text))))
    assert styled(made, "Quote") == ["\n".join(shown_lines(text)) + "[1]"]


def test_markdown_has_every_part_and_no_markup_of_texts(clippings: Clippings) -> None:
    source = clipping_file(clippings, "md").decode()
    blocks = MarkdownIt("commonmark").parse(source)
    headings = [blocks[at + 1].content for at, each in enumerate(blocks) if each.type == "heading_open"]
    assert headings[0] == "摘录"
    assert headings[1] == r"1\. 广安区政协 2023 年，第 2 段"
    assert headings[-2:] == ["参考文献", "说明"]
    page = MarkdownIt("commonmark").render(source)
    assert "<p>“有事好商量”，<br />\n全年立案134件。　（掌声）</p>" in page
    assert "<p>1. 提案</p>" in page
    assert page.count("<blockquote>") == 5
    assert f'<a href="{clippings.found[0].link}">' in page
    assert "<p>[1] 广安区政协. 服务大局[EB/OL]. （2024-01-25）[2026-11-25]. " in page
    assert "<li>没有导出：full/t/000000000000：报告里已没有这段文字</li>" in page
    hostile = MarkdownIt("commonmark").render(clipping_file(with_text(clippings, HOSTILE), "md").decode())
    assert "<script" not in hostile
    assert "<strong>" not in hostile


def test_entries_are_read_back(clippings: Clippings) -> None:
    records = rispy.loads(clipping_file(clippings, "ris").decode())
    assert [record["id"].rpartition("-")[2] for record in records] == ["p2", "p2", "p4", "p2", "p2"]
    assert len({record["id"] for record in records}) == 5
    assert records[0]["notes"] == [
        "“有事好商量”， 全年立案134件。 （掌声）",
        f"第 2 段；本站链接：{clippings.found[0].link}；批注：核对 <b> 第二行",
    ]
    entries = parse_string(clipping_file(clippings, "bib").decode())
    assert not entries.failed_blocks
    assert [entry.key for entry in entries.entries] == [record["id"] for record in records]
    assert "批注：核对 <b> 第二行" in entries.entries[0]["note"]
    assert [each.comment for each in entries.comments] == [f"没有导出：{each.said}" for each in clippings.gone]


def test_a_comment_cannot_break_out_of_its_brackets(searcher: Searcher) -> None:
    names = [ALL[0], Wanted("}@online{x,title={y}}\\", "0" * 12)]
    text = clipping_file(gather(searcher, names, site=SITE, when=WHEN, deadline=UNLIMITED), "bib").decode()
    assert len(parse_string(text).entries) == 1
