"""Files in formats that are not read: the reason, and how to convert them."""

from __future__ import annotations

from pathlib import Path
from typing import Final

_CONVERTED: Final[dict[str, str]] = {
    **dict.fromkeys(
        (".doc", ".wps", ".wpt", ".dot", ".rtf", ".odt"),
        "请先转成 .docx：soffice --headless --convert-to docx 文件（LibreOffice），或用 WPS、Word 另存",
    ),
    ".ofd": "请先在 OFD 阅读器里另存为 .pdf",
    **dict.fromkeys((".rar", ".7z", ".tar", ".tgz", ".gz", ".bz2", ".xz"), "请先解开，或改打成 .zip"),
}


def refusal(path: Path) -> tuple[str, str]:
    """Why such a file is not read, and the next step, "" where there is none to advise."""
    suffix = path.suffix.lower()
    if not suffix:
        return "没有后缀，不知道是哪种文件", ""
    return f"不读这种文件（{suffix}）", _CONVERTED.get(suffix, "")
