"""A draft that is sent in the body of a request: a text, or a file that is read as for the library."""

from __future__ import annotations

import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from flask import Request
from werkzeug.datastructures import FileStorage

from index.analysis import well_formed
from index.errors import Busy, ReadError, RequestError
from index.language import gettext
from search.study.sources import Source
from web.asked.upload import MAX_UPLOAD, safe_name

MOST_READ: Final = 2
"""Files that one process reads at a time."""
_AGAIN: Final = 3
"""Seconds after which a client is told to ask again."""
_turns: Final = threading.BoundedSemaphore(MOST_READ)


def draft_in(request: Request, *, alone: bool = False) -> Source:
    """The draft: a text (text/plain in UTF-8, `text` of a form or of a JSON object), or the `file` of a form.

    alone: a form has nothing else, since parameters stand in the address.

    Raises RequestError where there is none, or nothing but white space, and for a file that is no report; Busy where
    others are being read, and RequestEntityTooLarge for more than MAX_UPLOAD bytes.
    """
    request.max_content_length = request.max_form_memory_size = MAX_UPLOAD
    if request.mimetype in ("multipart/form-data", "application/x-www-form-urlencoded"):
        files = [each for each in request.files.getlist("file") if each.filename]
        texts = request.form.getlist("text")
        if others := request.form.keys() - {"text"} if alone else None:
            raise RequestError(
                gettext("表单里没有 %(name)s", name=min(others)[:40]),
                next_step=gettext("参数请写在地址里，例如 ?least=8"),
            )
        if len(files) + len(texts) == 1:
            return _read(files[0]) if files else Source.of_draft(well_formed(texts[0]))
    elif request.mimetype == "application/json":
        given = request.get_json(silent=True)
        if isinstance(given, dict) and isinstance(text := given.get("text"), str):
            return Source.of_draft(well_formed(text))
    elif request.mimetype == "text/plain":
        try:
            return Source.of_draft(request.get_data(cache=False).decode("utf-8"))
        except UnicodeDecodeError:
            raise RequestError(gettext("发来的文字不是 UTF-8 编码"), next_step=gettext("请改用 UTF-8 编码")) from None
    raise RequestError(
        gettext("没有底稿"),
        next_step=gettext(
            '请发 text/plain（UTF-8）或 {"text": "底稿"} 这样的 JSON，或者在表单里给一个 text 或带文件名的 file'
        ),
    )


def _read(file: FileStorage) -> Source:
    """A file of a stranger: read in a process of its own, a few at a time, and gone afterwards."""
    with turn(), tempfile.TemporaryDirectory(prefix="zhengsou-draft-") as folder:
        path = Path(folder) / (safe_name(file.filename or "") or "无名")
        file.save(path)
        try:
            return Source.of_file(path, apart=True)
        except ReadError as fault:
            raise RequestError(fault.message, next_step=fault.next_step) from fault


@contextmanager
def turn() -> Iterator[None]:
    """A turn to read a file; raises Busy where MOST_READ are being read."""
    if not _turns.acquire(blocking=False):
        raise Busy(
            gettext("正在读别人的文件"),
            next_step=gettext("请过 %(seconds)s 秒再试", seconds=_AGAIN),
            retry_after=_AGAIN,
        )
    try:
        yield
    finally:
        _turns.release()
