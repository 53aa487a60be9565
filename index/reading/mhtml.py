"""MHTML reader: the page in a web archive (.mhtml) that a browser saved as one file."""

from __future__ import annotations

import email
from email.errors import CloseBoundaryNotFoundDefect
from email.message import EmailMessage, Message
from email.policy import default
from typing import Final

from index.errors import ReadError
from index.language import N_, gettext
from index.reading.cleaning import Line
from index.reading.files import AGAIN
from index.reading.html import read_html, read_markup
from index.reading.metadata import PageHints
from index.reading.parsers import parsing

_NO_PAGE: Final = N_("网页归档里没有网页")
_ADDRESSES: Final = ("Snapshot-Content-Location", "Content-Location")


def read_mhtml(data: bytes) -> tuple[list[Line], PageHints]:
    """The archive's first HTML part as `read_html` reads it; the address it was saved from is a saved page's.

    Raises ReadError for a file that has no HTML part.
    """
    with parsing(gettext("网页归档已损坏"), gettext(AGAIN)):
        message = email.message_from_bytes(data, policy=default)
        if any(isinstance(defect, CloseBoundaryNotFoundDefect) for part in message.walk() for defect in part.defects):
            raise ReadError(gettext("网页归档不完整"), next_step=gettext("文件的后面缺了一截，请重新保存或传送"))
        page = next((part for part in message.walk() if part.get_content_type() == "text/html"), None)
        payload = None if page is None else page.get_payload(decode=True)
    if page is None or not isinstance(payload, bytes) or not payload.strip():
        raise ReadError(gettext(_NO_PAGE), next_step=gettext("请在浏览器里另存为网页（.html）或归档（.mhtml）"))
    with parsing(gettext("网页归档已损坏"), gettext(AGAIN)):
        saved = next(filter(None, (_header(each, name) for name in _ADDRESSES for each in (message, page))), "")
        charset = page.get_content_charset()
    if charset is None:
        return read_html(payload, saved)
    try:
        return read_markup(payload.decode(charset, "replace"), saved)
    except LookupError:
        return read_html(payload, saved)


def _header(part: Message | EmailMessage, name: str) -> str:
    return str(part.get(name, "")).strip()
