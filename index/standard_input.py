"""Standard input in the place of a file: what a command reads whose file is given as `-`."""

from __future__ import annotations

import sys
from typing import Final

from index.errors import RequestError
from index.language import gettext

STANDARD_INPUT: Final = "-"
_BYTE_ORDER_MARK: Final = b"\xef\xbb\xbf"


def read_standard_input(most: int) -> bytes:
    """All of it, without a byte order mark; raises RequestError where it is closed or has more than `most` bytes."""
    if sys.stdin is None:
        raise RequestError(
            gettext("标准输入是关着的"), next_step=gettext("请用管道传来，如 cat 文件 | zhengsou …，或写文件名")
        )
    content = sys.stdin.buffer.read(most + 1)
    if len(content) > most:
        raise RequestError(gettext("标准输入太长，超过 %(most)s MiB", most=most >> 20), next_step=gettext("请分成几份"))
    return content.removeprefix(_BYTE_ORDER_MARK)
