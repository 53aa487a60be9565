"""Page for adding files in the browser; there is none unless the server was started for it, with a password."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from flask import Blueprint, Response, make_response, render_template, request
from werkzeug.datastructures import FileStorage
from werkzeug.exceptions import Forbidden, RequestEntityTooLarge

from index.doubts import DOUBTS, settled_by, shell_word
from index.language import N_
from index.library import STEP_LABELS
from index.names import one_line
from index.reading import SUFFIXES
from web.asked.same_site import from_this_site
from web.asked.upload import MAX_FILES, MAX_UPLOAD, is_password, safe_name
from web.serving.adding import AddingFailed, uploads

upload_page = Blueprint("upload", __name__)

_WRONG: Final = N_("密码不对，什么都没有放。")
_WAIT: Final = N_("密码错得太多，请过一分钟再试。")
_NO_FILE: Final = N_("没有选文件。")
_TOO_MANY: Final = N_("一次最多 %(most)s 个文件。")
_TOO_LARGE: Final = N_("太大：一次最多 %(most)s MB。")
_BUSY: Final = N_("正有人在添加，请稍后再试。")
_NO_ROOM: Final = N_("服务器写不下，请告诉管理的人检查磁盘。")


@dataclass(frozen=True, slots=True)
class AddedFile:
    """A file of the form. name: as given. found: its entry in what `zhengsou add --json` prints."""

    name: str
    found: dict[str, Any]

    @property
    def kept_as(self) -> str:
        """Its name in the library."""
        return Path(self.found["path"]).name if self.found["path"] else ""

    @property
    def settles(self) -> tuple[str, tuple[str, ...]]:
        """The quoted id and the options of the command that settles what is in doubt; no options if none does."""
        reports, ids = self.found["reports"], self.found["ids"]
        if not self.found["tellable"] or len(reports) != 1 or not ids:
            return "", ()
        return shell_word(ids[0]), settled_by(reports[0]["unsure"])


@upload_page.get("/add")
def upload() -> Response:
    """`/add`: the form."""
    return _page(200)


@upload_page.post("/add")
def added() -> Response:
    """`/add` with a form: its files go into the library, if its password is right; the page says what became of them.

    Refused: forms of other sites, more than MAX_UPLOAD bytes or MAX_FILES files, and an address with many wrong
    passwords.
    """
    if not from_this_site():
        raise Forbidden
    address = request.remote_addr or ""
    if uploads().attempts.must_wait(address):
        return _page(429, _WAIT)
    request.max_content_length = MAX_UPLOAD
    try:
        password, files = request.form.get("password", ""), request.files.getlist("file")
        if not is_password(password, uploads().password):
            uploads().attempts.wrong(address)
            return _page(403, _WRONG, chosen=_names(files))
        given = [each for each in files if each.filename]
        if not given or len(given) > MAX_FILES:
            return _page(400, _TOO_MANY if given else _NO_FILE, chosen=_names(given), most=MAX_FILES)
        return _add(given)
    except RequestEntityTooLarge:
        return _page(413, _TOO_LARGE, most=MAX_UPLOAD >> 20)
    except OSError:
        return _page(507, _NO_ROOM)


def _add(given: Sequence[FileStorage]) -> Response:
    """Save the files, and add them. Raises OSError."""
    with tempfile.TemporaryDirectory(prefix="zhengsou-upload-") as folder:
        paths = [_saved(each, Path(folder) / str(number)) for number, each in enumerate(given)]
        try:
            found = uploads().add(paths)
        except AddingFailed as fault:
            return _page(500, said=str(fault), chosen=_names(given))
        finally:
            with suppress(OSError):
                for each in given:
                    each.close()
    if found is None:
        return _page(503, _BUSY, chosen=_names(given))
    files = [AddedFile(each.filename or "", entry) for each, entry in zip(given, found["files"], strict=True)]
    return _page(200, files=files, said=found["index_fault"])


def _names(files: Sequence[FileStorage]) -> list[str]:
    return [one_line(each.filename) for each in files if each.filename]


def _saved(file: FileStorage, folder: Path) -> Path:
    folder.mkdir()
    path = folder / (safe_name(file.filename or "") or "无名")
    file.save(path)
    return path


def _page(
    status: int,
    problem: str = "",
    *,
    said: str = "",
    files: Sequence[AddedFile] = (),
    chosen: Sequence[str] = (),
    **values: int,
) -> Response:
    """problem: a message of the interface, with its values. said: one composed outside of it.

    chosen: names of the files that were sent with the form, which a browser does not send again by itself.
    """
    response = make_response(
        render_template(
            "upload.html",
            problem=problem,
            chosen=chosen,
            values=values,
            said_problem=said,
            files=files,
            suffixes=SUFFIXES,
            most_bytes=MAX_UPLOAD,
            most_files=MAX_FILES,
            step_labels=STEP_LABELS,
            doubt_labels=DOUBTS,
        ),
        status,
    )
    response.headers["Cache-Control"] = "no-store"
    return response
