"""The manual page, made of what the commands say in their help: `make man` writes it anew in English and Chinese."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path
from typing import Final

import click

from index.help_text import Help, Row, help_of
from index.language import Language, add_catalogue, gettext, speaking
from index.variables import KNOWN
from web.cli import CATALOGUE, cli

PAGES: Final[dict[str, Language]] = {"zhengsou.1": "en", "zhengsou.zh_CN.1": "zh-Hans"}
"""Files of docs/man and their languages."""
FOLDER: Final = Path(__file__).parents[1] / "docs" / "man"


def man_page(spoken: Language) -> str:
    """The manual page in this language, as troff's man(7) macros have it."""
    add_catalogue(CATALOGUE)
    with speaking(spoken):
        return "\n".join(_lines()) + "\n"


def _lines() -> Iterator[str]:
    program = click.Context(cli, info_name="zhengsou", **cli.context_settings)
    whole = help_of(cli, program)
    first, *rest = whole.paragraphs
    yield '.\\" Made by `make man` of what the commands say; changes are lost.'
    yield f'.TH ZHENGSOU 1 "" "zhengsou {version("zhengsou")}"'
    # No word is broken at a hyphen that a reader would copy, and no gaps are made between Han characters.
    yield from (".nh", ".ad l")
    yield from _section(gettext("名称"), f"zhengsou \\- {_escaped(first)}")
    yield from _section(gettext("用法"), f".B {_escaped(whole.usage)}")
    yield from _section(gettext("描述"), *_paragraphs(rest))
    yield from _section(gettext("选项"), *_listed(whole.options))
    yield from _section(gettext("各命令"))
    for name in cli.list_commands(program):
        command = cli.get_command(program, name)
        assert command is not None
        yield from _command(help_of(command, click.Context(command, program, name)))
    yield from _section(
        gettext("环境变量"), *_paragraphs([gettext("各是什么意思，见 docs/deploy.zh.md。")]), *_variables()
    )


def _command(told: Help) -> Iterator[str]:
    yield f".SS {_quoted(told.path)}"
    yield f".B {_escaped(told.usage)}"
    yield from _paragraphs(told.paragraphs)
    yield from _listed(told.options)


def _section(name: str, *lines: str) -> Iterator[str]:
    yield f".SH {_quoted(name.upper())}"
    yield from lines[1:] if lines and lines[0] == ".PP" else lines


def _paragraphs(texts: list[str] | tuple[str, ...]) -> Iterator[str]:
    for text in texts:
        yield ".PP"
        yield _escaped(text)


def _listed(rows: tuple[Row, ...]) -> Iterator[str]:
    for row in rows:
        yield ".TP"
        yield f".B {_escaped(row.name)}"
        yield _escaped(row.text)


def _variables() -> Iterator[str]:
    for name in sorted(KNOWN):
        yield ".br"
        yield f".B {_escaped(name)}"


def _quoted(text: str) -> str:
    return f'"{_escaped(text).replace(chr(34), chr(92) + "(dq")}"'


def _escaped(text: str) -> str:
    """Text that troff takes for nothing else: a dot or quote at the beginning would be a request."""
    plain = text.replace("\\", "\\e").replace("-", "\\-")
    return re.sub(r"^(?=[.'])", "\\\\&", plain)


def main() -> None:
    """Writes both pages, as this program's commands are now."""
    os.chdir(FOLDER.parents[1])
    FOLDER.mkdir(exist_ok=True)
    for name, spoken in PAGES.items():
        (FOLDER / name).write_text(man_page(spoken), "utf-8")
        sys.stdout.write(f"{FOLDER / name}\n")


if __name__ == "__main__":
    main()
