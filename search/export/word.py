"""Clippings as a Word document: quotations under headings, a list of references, and how it was made."""

from __future__ import annotations

from datetime import UTC
from io import BytesIO
from typing import Final

from docx import Document
from docx.document import Document as DocumentType
from docx.enum.style import WD_STYLE_TYPE
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.styles.style import ParagraphStyle
from docx.text.paragraph import Paragraph
from docx.text.run import Run

from index.language import N_, gettext
from index.script import language
from search.export.clippings import Clipping, Clippings
from search.export.reference import one_line
from search.export.restored import restored_notice
from search.export.shown_lines import shown_lines

_LATIN: Final = "Times New Roman"
_SONG, _HEI, _KAI = "宋体", "黑体", "楷体"
_FONTS: Final = {"Normal": _SONG, "Title": _HEI, "Heading 1": _HEI, "Heading 2": _HEI, "Quote": _KAI}
"""East Asian fonts by style, as official documents have them."""
_SIZES: Final = {"Normal": 12, "Title": 22, "Heading 1": 16, "Heading 2": 13, "Quote": 12}
"""Sizes by style (points)."""
_THEME_FONTS: Final = ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme")
_A4: Final = Mm(210), Mm(297)
_SOURCE: Final = "Source"
_NOTICE: Final = N_("这一段在网页保存时丢失了一些字节，引用前请与原文核对。")


def document(clippings: Clippings) -> bytes:
    """The whole .docx file; texts stand in it as they are, less the characters that XML cannot represent."""
    made = Document()
    _set_styles(made)
    # The template that python-docx brings is for American paper.
    made.sections[0].page_width, made.sections[0].page_height = _A4
    properties = made.core_properties
    properties.title, properties.author = gettext("摘录"), gettext("政搜")
    properties.comments, properties.language = "", "zh-CN"
    # python-docx writes a time without a zone as UTC.
    properties.created = properties.modified = clippings.when.astimezone(UTC).replace(tzinfo=None)
    made.add_heading(gettext("摘录"), 0)
    made.add_paragraph(clippings.dated())
    made.add_heading(gettext("引文"), 1)
    for at, each in enumerate(clippings.found, 1):
        _add_clipping(made, clippings, each, at)
    made.add_heading(gettext("参考文献"), 1)
    for number, line in clippings.references():
        made.add_paragraph(_plain(f"[{number}] {line}"))
    made.add_heading(gettext("说明"), 1)
    for line in clippings.methods():
        made.add_paragraph(_plain(line), style="List Bullet")
    out = BytesIO()
    made.save(out)
    return out.getvalue()


def _add_clipping(made: DocumentType, clippings: Clippings, each: Clipping, at: int) -> None:
    number = clippings.numbers[each.summary.id]
    made.add_heading(_plain(f"{at}. {each.place}"), 2)
    quotation = made.add_paragraph(style="Quote")
    traditional = language(each.summary.title + each.paragraph.text) == "zh-Hant"
    for line_at, line in enumerate(shown_lines(each.paragraph.text)):
        run = quotation.add_run()
        if line_at:
            run.add_break()
        run.add_text(line)
        if traditional:
            _set_language(run, "zh-TW")
    mark = quotation.add_run(f"[{number}]")
    mark.font.superscript = True
    source = made.add_paragraph(_plain(f"{each.source} · "), style=_SOURCE)
    _add_link(source, each.link)
    if each.paragraph.damaged:
        made.add_paragraph(gettext(_NOTICE), style=_SOURCE)
    if restored := restored_notice(each.paragraph):
        made.add_paragraph(_plain(restored), style=_SOURCE)
    if remark := one_line(each.wanted.remark):
        made.add_paragraph(_plain(gettext("批注：%(remark)s", remark=remark)))


def _plain(text: str) -> str:
    return " ".join(shown_lines(text))


def _set_styles(made: DocumentType) -> None:
    made.styles.add_style(_SOURCE, WD_STYLE_TYPE.PARAGRAPH).base_style = made.styles["Normal"]
    for name, east_asian in _FONTS.items():
        style = made.styles[name]
        assert isinstance(style, ParagraphStyle)
        style.font.name = _LATIN
        style.font.size = Pt(_SIZES[name])
        style.font.italic = False
        style.font.color.rgb = RGBColor(0, 0, 0)
        fonts = style.element.get_or_add_rPr().rFonts
        # A theme's fonts come before those that are named.
        for theme in _THEME_FONTS:
            fonts.attrib.pop(qn(f"w:{theme}"), None)
        fonts.set(qn("w:eastAsia"), east_asian)
    quotation, source = made.styles["Quote"], made.styles[_SOURCE]
    assert isinstance(quotation, ParagraphStyle)
    assert isinstance(source, ParagraphStyle)
    quotation.paragraph_format.left_indent = Pt(24)
    quotation.paragraph_format.line_spacing = 1.5
    source.font.size = Pt(10.5)
    source.paragraph_format.left_indent = Pt(24)
    for tag in made.styles.element.iter(qn("w:lang")):
        tag.set(qn("w:eastAsia"), "zh-CN")


def _set_language(run: Run, tag: str) -> None:
    told = OxmlElement("w:lang")
    told.set(qn("w:eastAsia"), tag)
    run._element.get_or_add_rPr().append(told)


def _add_link(paragraph: Paragraph, address: str) -> None:
    """A link that can be followed, its address as its text."""
    link = OxmlElement("w:hyperlink")
    link.set(qn("r:id"), paragraph.part.relate_to(address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True))
    run = paragraph.add_run(address)
    run.font.underline = True
    run.font.color.rgb = RGBColor(0x05, 0x63, 0xC1)
    link.append(run._element)
    paragraph._element.append(link)
