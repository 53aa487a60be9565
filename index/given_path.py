"""Paths on the command line: none is empty, and a relative one needs a current folder."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import click

from index.errors import RequestError
from index.language import gettext
from index.names import one_line
from index.os_faults import advice_on_rights, reason_of


def require_current_folder(path: Path) -> None:
    """Raises RequestError for a relative path where the current folder has been removed."""
    if path.is_absolute():
        return
    try:
        os.getcwd()
    except FileNotFoundError:
        raise RequestError(
            gettext("当前文件夹已被删除，不知道 %(path)s 在哪里", path=path),
            next_step=gettext("请用 cd 换到别的文件夹，或写出完整的路径"),
        ) from None


class GivenPath(click.Path):
    """A path as `Path`; an empty one, most often a shell variable without a value, would be the current folder."""

    def __init__(self, **options: Any) -> None:
        super().__init__(path_type=Path, **options)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Raises RequestError for an empty path, and for a relative one without a current folder.

        Click's BadParameter, in Chinese, for another that is not as it was asked for.
        """
        if os.fspath(value) in ("", b""):
            raise RequestError(
                gettext("给出的路径是空的"), next_step=gettext("请写出路径；用了变量的，请检查它有没有值")
            )
        try:
            converted = super().convert(value, param, ctx)
        except click.BadParameter:
            self.fail(_wrong(Path(os.fsdecode(value))), param, ctx)
        if value != "-":
            require_current_folder(Path(os.fsdecode(converted)))
        return converted


def _wrong(path: Path) -> str:
    """Why a path is not as it was asked for."""
    shown = one_line(str(path))
    try:
        is_folder = path.is_dir()
        there = is_folder or path.exists()
    except OSError as fault:
        return gettext("%(field)s：%(value)s", field=shown, value=reason_of(fault))
    if not there:
        return gettext("%(shown)s 不存在", shown=shown)
    if not os.access(path, os.R_OK):
        return gettext("没有权限读 %(shown)s：%(step)s", shown=shown, step=advice_on_rights(path))
    return (
        gettext("%(shown)s 是文件夹，不是文件", shown=shown)
        if is_folder
        else gettext("%(shown)s 是文件，不是文件夹", shown=shown)
    )
