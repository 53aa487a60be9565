"""Adding uploaded files by the command `add`, in a process of its own.

A file of a stranger may take much memory or crash a reader; the server stays as it is.
"""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from flask import Flask, current_app

from index.errors import ZhengsouError
from index.language import gettext
from index.location import LocationLike
from index.with_parent import held_open
from web.asked.upload import Attempts

PROGRAM: Final = (sys.executable, "-P", "-c", "from web.cli import main; main()")
"""The command `zhengsou`; never code that lies in the current folder."""
MEMORY: Final = 1024
"""MiB that indexing them may take; large files are read in a process of their own, with a bound of its own."""
LONGEST: Final = 300.0
"""Seconds for which files may be read and indexed."""
_NAME: Final = "zhengsou.uploads"


class AddingFailed(ZhengsouError):
    """Uploaded files could not be added, or nobody knows whether they were."""

    code = "adding_failed"


@dataclass(frozen=True, slots=True)
class Uploads:
    """What the server needs for uploads: where the index is, and the password; it counts those that are wrong.

    wait: seconds for which an upload waits while another process writes the index.
    """

    place: LocationLike
    password: str = field(repr=False)
    wait: float = 15.0
    attempts: Attempts = field(default_factory=Attempts, repr=False, compare=False)
    _turn: threading.Lock = field(default_factory=threading.Lock, repr=False, compare=False)

    def add(self, files: Sequence[Path]) -> dict[str, Any] | None:
        """Add files to the library and index them; the object that `zhengsou add --json` prints.

        None if another request of this process is adding. Raises AddingFailed.
        """
        if not self._turn.acquire(blocking=False):
            return None
        try:
            return self._add(files)
        finally:
            self._turn.release()

    def _add(self, files: Sequence[Path]) -> dict[str, Any]:
        options = [
            "--json",
            "--with-parent",
            "--wait",
            str(self.wait),
            "--memory",
            str(MEMORY),
            "--index",
            str(self.place),
        ]
        command = [*PROGRAM, "add", *options, "--", *map(str, files)]
        try:
            with held_open() as line:
                done = subprocess.run(
                    command, stdin=line, capture_output=True, encoding="utf-8", timeout=LONGEST, check=False
                )
        except subprocess.TimeoutExpired:
            raise AddingFailed(
                gettext("读了 %(seconds)s 秒还没有读完", seconds=f"{LONGEST:g}"),
                next_step=gettext("请看报告库里有没有；没有就逐个添加"),
            ) from None
        try:
            found: dict[str, Any] = json.loads(done.stdout)
        except ValueError:
            current_app.logger.warning("add: %s: %s", done.returncode, done.stderr.strip())
            said = (
                done.stderr.strip().rpartition("\n")[2].removeprefix(gettext("错误：%(text)s", text=""))
                if done.returncode in (1, 2, 3)
                else ""
            )
            raise AddingFailed(
                said[:300] or gettext("读文件的进程意外终止"), next_step="" if said else gettext("请逐个添加")
            ) from None
        return found


def allow_uploads(app: Flask, uploads: Uploads) -> None:
    """Make the application take files."""
    app.extensions[_NAME] = uploads


def uploads() -> Uploads:
    """The uploads of the current application."""
    found: Uploads = current_app.extensions[_NAME]
    return found
