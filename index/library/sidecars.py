"""What users say of a page, written into its sidecar (NAME.toml beside it)."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from index.errors import RequestError
from index.language import gettext
from index.library.disk import alone_in, write_durably, writing_in
from index.names import is_text, readable
from index.reading import sidecar_path
from index.reading.sidecar import LONGEST, checked, read_sidecar, sidecar_text
from index.reading.validation import Invalid

_KEY: Final = re.compile(r"""\s*(["']?)(?P<key>[A-Za-z]+)\1\s*=""")
_TABLE: Final = re.compile(r"\s*\[")


def tell(path: Path, said: Mapping[str, Any]) -> bool:
    """Write what is said of the page at `path` into its sidecar, which has all of it or, after a fault, none of it.

    said: values of a sidecar's keys, None to take a key away; every other key stays as it is, whoever else writes at
    the same time, and so do comments where the file has one key a line. A sidecar without any content is removed.
    Returns whether the file has changed. Raises ReadError for a sidecar that cannot be read, RequestError for a value
    that is none, LibraryNotWritable.
    """
    with alone_in(path.parent):
        return _tell(path, said)


def _tell(path: Path, said: Mapping[str, Any]) -> bool:
    read_sidecar(path)
    beside = sidecar_path(path)
    text = sidecar_text(beside) if beside.exists() else ""
    before = tomllib.loads(text)
    after = {key: value for key, value in (before | _valid(said)).items() if value is not None}
    if after == before:
        return False
    written = _edited(text, said)
    if _values(written) != after:
        written = _rewritten(text, after)
    if len(written) > LONGEST:
        raise RequestError(
            gettext("%(name)s 会太长（最多 %(longest)s 字）", name=readable(beside.name), longest=LONGEST),
            next_step=gettext("请写短一些"),
        )
    with writing_in(path.parent):
        if written.strip():
            write_durably(beside, written)
        else:
            beside.unlink()
    return True


def _valid(said: Mapping[str, Any]) -> dict[str, Any]:
    """The values as they are to be written. Raises RequestError."""
    for key, value in said.items():
        if value is None:
            continue
        try:
            if isinstance(value, str) and not is_text(value):
                raise Invalid(gettext("%(key)s 含有不是文字的字节", key=key))
            checked(key, value)
        except Invalid as fault:
            raise RequestError(str(fault), next_step=gettext("没有写入任何东西")) from None
    return dict(said)


def _edited(text: str, said: Mapping[str, Any]) -> str:
    """The text with the keys' lines replaced, removed or added; what it then says is for the caller to check."""
    lines = text.splitlines()
    end = next((number for number, line in enumerate(lines) if _TABLE.match(line)), len(lines))
    left = {key: f"{key} = {_toml(value)}" for key, value in said.items() if value is not None}
    kept = []
    for line in lines[:end]:
        found = _KEY.match(line)
        if not found or found["key"] not in said:
            kept.append(line)
        elif found["key"] in left:
            kept.append(left.pop(found["key"]))
    return "".join(f"{line}\n" for line in (*kept, *left.values(), *lines[end:]))


def _values(text: str) -> dict[str, Any] | None:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return None


def _rewritten(text: str, values: Mapping[str, Any]) -> str:
    """The comments at the head of the text, and the values."""
    lines = text.splitlines()
    head = next((number for number, line in enumerate(lines) if line.strip() and not line.startswith("#")), len(lines))
    return "".join(f"{line}\n" for line in (*lines[:head], *(f"{key} = {_toml(each)}" for key, each in values.items())))


def _toml(value: Any) -> str:
    """A value as TOML."""
    if isinstance(value, str):
        # JSON's escapes are TOML's; DEL alone is no character of a TOML string.
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{key} = {_toml(each)}" for key, each in value.items() if each is not None) + " }"
    if isinstance(value, int):
        return str(value)
    return str(value.isoformat())
