"""Files in formats that are not read: the reason, and how to convert them."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from index.language import N_, gettext

_CONVERTED: Final[dict[str, str]] = {
    **dict.fromkeys(
        (".doc", ".wps", ".wpt", ".dot", ".rtf", ".odt"),
        N_("请先转成 .docx：soffice --headless --convert-to docx 文件（LibreOffice），或用 WPS、Word 另存"),
    ),
    ".ofd": N_("请先在 OFD 阅读器里另存为 .pdf"),
    **dict.fromkeys((".rar", ".7z", ".tar", ".tgz", ".gz", ".bz2", ".xz"), N_("请先解开，或改打成 .zip")),
}


def refusal(path: Path) -> tuple[str, str]:
    """Why such a file is not read, and the next step, "" where there is none to advise."""
    suffix = path.suffix.lower()
    if not suffix:
        return gettext("没有后缀，不知道是哪种文件"), ""
    step = gettext(_CONVERTED[suffix]) if suffix in _CONVERTED else ""
    return gettext("不读这种文件（%(suffix)s）", suffix=suffix), step
