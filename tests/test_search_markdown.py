"""What a reader of Markdown shows of a text that was escaped: the text."""

from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from search.export.markdown import escaped, linked, quoted
from search.export.shown_lines import shown_lines

READERS = [MarkdownIt("commonmark"), MarkdownIt("default", {"typographer": True, "html": True})]
MARKUP = st.text("\\`*_{}[]()<>#+-.!|~&$=^:;@,?\"'/% \t\n\r\u3000\u2028\x0b\x00\x85a1x中“”—", max_size=40)


def shown(blocks: list[Token]) -> str:
    """The text of the inline tokens, with line breaks; fails for any markup but those."""
    inline = [token for token in blocks if token.type == "inline"]
    parts = []
    for token in inline[0].children or [] if inline else []:
        assert token.type in ("text", "text_special", "hardbreak"), token
        parts.append("\n" if token.type == "hardbreak" else token.content)
    assert len(inline) <= 1
    return "".join(parts)


@pytest.mark.parametrize("reader", READERS, ids=["commonmark", "with extensions"])
@given(text=MARKUP | st.text(max_size=40))
def test_a_quotation_is_shown_as_it_is(reader: MarkdownIt, text: str) -> None:
    blocks = reader.parse(quoted(text))
    assert {token.type for token in blocks} == {
        "blockquote_open", "paragraph_open", "inline", "paragraph_close", "blockquote_close"
    }  # fmt: skip
    assert shown(blocks).replace("\u200b", "") == "\n".join(shown_lines(text)).replace("\u200b", "")


@pytest.mark.parametrize("reader", READERS, ids=["commonmark", "with extensions"])
@pytest.mark.parametrize("before", ["", "## ", "- ", "一"])
@given(line=MARKUP | st.text(max_size=40))
def test_a_line_is_shown_as_it_is_in_any_block(reader: MarkdownIt, before: str, line: str) -> None:
    (line, *_) = shown_lines(line)
    blocks = reader.parse(f"{before}{escaped(line)}\n")
    assert shown(blocks) == before.strip("#- ") + line
    assert not {"code_block", "hr", "html_block", "table_open", "ordered_list_open"} & {each.type for each in blocks}


KNOWN = [
    "# 一", "1. 一", "(1) 一", "- 一", "* 一", "> 一", "    一", "```\n一", "<b>一</b>", "&amp;",
    "[一](http://a)", "---", "#", "一\n===", "a_b_c", "~~一~~", "|a|\n|-|", "$x$", "http://a.b/c_d", "![一](x)",
    "\\", "一\\", "一  \n二", "+", ":::",
    "一+-二", "(c)(TM)", "一??????", "一?!?!?!", "一,,,,", "一...二--三",
]  # fmt: skip


@pytest.mark.parametrize("text", KNOWN)
def test_known_markup(text: str) -> None:
    for reader in READERS:
        assert shown(reader.parse(quoted(text))) == text


def test_plain_chinese_stays_readable() -> None:
    text = "全年立案134件，办结率98.5%（含重点提案12件）：“有事好商量”。"
    assert escaped(text) == text


@pytest.mark.parametrize("reader", READERS, ids=["commonmark", "with extensions"])
@pytest.mark.parametrize("address", ["http://a.b/reports/001_c6_ad*x", "https://例.中国/报告?q=提案&page=2#p1"])
def test_an_address_in_a_reference_leads_where_it_says(reader: MarkdownIt, address: str) -> None:
    inline = reader.parse(linked(f"某县政协. *工作*_报告_[EB/OL]. (2024). {address}."))[1].children or []
    (link,) = [token for token in inline if token.type == "link_open"]
    assert unquote(str(link.attrs["href"])).replace("xn--fsq.xn--fiqs8s", "例.中国") == address
    assert "".join(token.content for token in inline) == f"某县政协. *工作*_报告_[EB/OL]. (2024). {address}."
