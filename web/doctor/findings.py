"""What a check finds, and how checks are run, whatever is broken.

Nothing but the standard library is imported where a module of this package is loaded: any other library may be what is
broken. So each check imports what it looks at.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from index.language import gettext
from web.pip import install_from_checkout

if TYPE_CHECKING:
    from index.location import Location

Level = Literal["ok", "warning", "bad"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One line. check: the check's name. remedy: what to do; "" for what is well."""

    check: str
    level: Level
    message: str
    remedy: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """The installation that is looked at: where its index is, and the port it would be served on.

    port: 0 for none; None for the one that the environment says.
    """

    location: Location
    port: int | None


Found = tuple[Level, str, str]
"""Level, message and remedy."""
Check = Callable[[Asked], Iterable[Found]]


def ok(message: str) -> Found:
    """What is well."""
    return "ok", message, ""


def warning(message: str, remedy: str) -> Found:
    """What works, but not as it should, or not for long."""
    return "warning", message, remedy


def bad(message: str, remedy: str) -> Found:
    """What does not work."""
    return "bad", message, remedy


def findings(checks: Sequence[tuple[str, Check]], asked: Asked) -> Iterator[Finding]:
    """What each check finds, as it is found, and nothing twice; a check that fails itself is a finding, too."""
    told = set()
    for name, check in checks:
        for finding in _found(name, check, asked):
            if finding.message not in told:
                told.add(finding.message)
                yield finding


def _found(name: str, check: Check, asked: Asked) -> Iterator[Finding]:
    try:
        for level, message, remedy in check(asked):
            yield Finding(name, level, _line(message), _line(remedy))
    except Exception as fault:
        yield Finding(name, "bad", *_said(fault))


def _said(fault: Exception) -> tuple[str, str]:
    """An exception in words: of our tree by its message, another by its kind, since it is what is broken."""
    message = getattr(fault, "message", None)
    if isinstance(message, str):
        return _line(message), _line(str(getattr(fault, "next_step", "")))
    what = _line(f"{type(fault).__name__}: {fault}")[:300]
    if isinstance(fault, ImportError):
        return gettext("程序库加载不了：%(what)s", what=what), install_from_checkout("--force-reinstall", ".")
    if isinstance(fault, PermissionError) and isinstance(fault.filename, str):
        from index.os_faults import advice_on_rights

        return _line(gettext("没有权限：%(filename)s", filename=fault.filename)), _line(
            advice_on_rights(Path(fault.filename))
        )
    return gettext("这一项没有查成：%(what)s", what=what), gettext("请把这一行连同版本号报告给开发者")


def _line(text: str) -> str:
    return "".join(char if char.isprintable() else " " for char in text)
