"""The boundary to parsers of others (zipfile, python-docx, pypdfium2, email): their faults as ReadError."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from errno import EINVAL

from index.errors import ReadError, ZhengsouError


@contextmanager
def parsing(problem: str, next_step: str) -> Iterator[None]:
    """Whatever a parser raises within, for content that it does not expect, becomes ReadError(problem).

    For calls of the parser alone, never around code of this package. Errors of this package, of the operating system
    and of lacking memory pass: they do not tell of the content.
    """
    try:
        yield
    except (ZhengsouError, MemoryError):
        raise
    except OSError as fault:
        # A place before the start of the file, which damaged offsets lead to.
        if fault.errno != EINVAL:
            raise
        raise ReadError(problem, next_step=next_step) from fault
    # Parsers do not say what they raise: zlib.error, AttributeError, UnicodeDecodeError, NotImplementedError and others
    # have been seen for damaged bytes. One file must not stop a run over thousands.
    except Exception as fault:
        raise ReadError(problem, next_step=next_step) from fault
