"""The command `completion`: what makes a shell complete this program's commands, options, values and queries."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any, Final

import click

from index.commands import COMPLETING, PROGRAM, command
from index.errors import RequestError
from index.given_number import OneOf
from index.language import gettext, listed
from index.names import one_line
from index.terminal import say

_FILES: Final = {
    "bash": ("XDG_DATA_HOME", ".local/share", "bash-completion/completions/zhengsou"),
    "zsh": ("XDG_DATA_HOME", ".local/share", "zsh/site-functions/_zhengsou"),
    "fish": ("XDG_CONFIG_HOME", ".config", "fish/completions/zhengsou.fish"),
}
"""Where each shell looks for completions of a user: the variable of the folder, its default at home, and the file."""
_LONGEST: Final = 40
"""Characters of a wrong name that are shown."""


class _Shell(OneOf):
    """One of the shells that can be made to complete."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Raises RequestError for any other."""
        if value not in self.choices:
            raise RequestError(
                gettext("没有给 %(shell)s 的补全", shell=one_line(str(value))[:_LONGEST]),
                next_step=gettext("可用的 shell 有 %(names)s", names=listed(list(self.choices))),
            )
        return super().convert(value, param, ctx)


@command("completion")
@click.argument("shell", type=_Shell(tuple(_FILES)), metavar="bash|zsh|fish")
@click.option("--install", is_flag=True, help="写到 shell 会去找的地方；不说则打印出来。")
def completion_command(shell: str, install: bool) -> None:
    """让 shell 按 Tab 补全命令、选项、选项的值和查询的最后一个词。

    装一次就行，新开的终端里生效：zhengsou completion bash --install

    只在这个终端里用：source <(zhengsou completion bash)

    bash 和 zsh 也把拼音补成汉字；fish 只列出含有已打的字母的，打拼音请用 zhengsou complete tian 这样的命令。
    """
    from web.shell_completion import SHELLS

    text = SHELLS[shell](click.get_current_context().find_root().command, {}, PROGRAM, COMPLETING).source()
    if not install:
        click.echo(text, nl=False)
        return
    file = _file_of(shell)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, "utf-8")
    click.echo(gettext("已写到 %(file)s，新开的终端里生效", file=one_line(file)))
    if shell == "zsh":
        line = f"fpath=({file.parent} $fpath); autoload -U compinit; compinit"
        say(gettext("请在 ~/.zshrc 里写上这一行：%(line)s", line=line))
    elif shell == "bash":
        say(gettext("没有装 bash-completion 的，请在 ~/.bashrc 里写上：source %(file)s", file=one_line(file)))


def _file_of(shell: str) -> Path:
    variable, default, name = _FILES[shell]
    folder = os.environ.get(variable, "")
    return (Path(folder) if os.path.isabs(folder) else Path.home() / default) / name
