"""The `zhengsou` command: subcommands imported on use, and errors reported in one line each."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any, Final

import click

from index.commands import COMPLETING, PROGRAM, Group
from index.errors import SYSTEM_FAULT, OutputFailed, ReportNotFound, ZhengsouError, with_next_step
from index.language import add_catalogue, convert_by, gettext, of_environment, speak
from index.names import one_line
from index.os_faults import reason_of
from index.terminable import Terminated, terminable
from index.terminal import ReaderGone, leave_standard_output, say, show_what_can_be_shown, watch_standard_output
from web.usage_errors import said_of

CATALOGUE: Final = Path(__file__).parent / "translations" / "en.mo"
COMMANDS: Final = {
    "index": "index.cli:index_command",
    "search": "search.cli:search_command",
    "kwic": "search.study.cli:kwic_command",
    "trend": "search.study.cli:trend_command",
    "words": "search.study.words_cli:words_command",
    "keyness": "search.study.keyness_cli:keyness_command",
    "new": "search.study.keyness_cli:new_command",
    "collocates": "search.study.collocates_cli:collocates_command",
    "figures": "search.study.figures_cli:figures_command",
    "history": "search.study.history_cli:history_command",
    "places": "search.study.places_cli:places_command",
    "matrix": "search.study.matrix_cli:matrix_command",
    "changes": "search.study.changes_cli:changes_command",
    "trace": "search.study.trace_cli:trace_command",
    "complete": "search.cli:complete_command",
    "add": "index.library.cli:add_command",
    "meta": "index.library.meta_cli:meta_command",
    "watch": "index.watching.cli:watch_command",
    "status": "index.cli:status_command",
    "check": "index.check_cli:check_command",
    "backup": "index.local.backup_cli:backup_command",
    "export": "search.export.cli:export_command",
    "serve": "web.serving.cli:serve_command",
    "mcp": "web.assistant.cli:mcp_command",
    "doctor": "web.doctor.cli:doctor_command",
    "completion": "web.completion_cli:completion_command",
    "help": "web.help_cli:help_command",
}


class LazyGroup(Group):
    """A command group that imports a subcommand's module on use: a search never loads Flask."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - Click's signature
        """Names of the subcommands, in the order that a user needs them."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """The subcommand of this name; None if unknown."""
        if cmd_name not in COMMANDS:
            return None
        module, _, name = COMMANDS[cmd_name].partition(":")
        command: click.Command = getattr(import_module(module), name)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The subcommand, whose arguments begin with the group's own --index; one behind it comes later, and wins."""
        name, command, rest = super().resolve_command(ctx, args)
        location = ctx.params.get("location")
        takes_it = command is not None and any("--index" in each.opts for each in command.params)
        return name, command, [f"--index={location}", *rest] if location is not None and takes_it else rest


@click.group("zhengsou", cls=LazyGroup)
@click.option("--index", "location", metavar="文件夹|地址", help="索引的位置，也可以写在命令后面。")
@click.version_option(
    None, "--version", "-V", package_name="zhengsou", message="zhengsou %(version)s", help="显示版本，然后结束。"
)
def cli(location: str | None) -> None:
    """政搜：在各级政协的工作报告中查找、比较和引用段落。

    每个命令的说明：zhengsou help 命令。界面的语言由 LANG 或 ZHENGSOU_LANG（zh、zh-Hant、en）决定。

    退出状态：0 成功；1 没有找到，或有文件没能读、没能写；2 命令或查询写得不对；3 没有可用的索引；
    4 系统出错，如没有权限、内存不够；130 和 143 是被 Ctrl-C 和 SIGTERM 打断。
    """


def main() -> None:
    """Runs a command and exits with its status; an error that a user can mend is one line on standard error."""
    # NumPy needs one thread here; starting OpenBLAS's pool takes longer than a search.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    speak(of_environment(os.environ))
    add_catalogue(CATALOGUE)
    convert_by(_traditional)
    watch_standard_output()
    show_what_can_be_shown()
    if COMPLETING in os.environ:
        from web.shell_completion import install

        install()
    with terminable():
        status = _run(lambda: cli.main(prog_name=PROGRAM, standalone_mode=False))
    sys.exit(status)


def _traditional(text: str) -> str:
    # OpenCC and jieba's dictionary take longer to load than many a command to answer.
    from index.script import traditional

    return traditional(text)


def _run(command: Callable[[], Any]) -> int:
    try:
        status = command()
        sys.stdout.flush()
    except ReaderGone:
        leave_standard_output()
        return 0
    except (ZhengsouError, click.ClickException, click.Abort, KeyboardInterrupt, OSError, MemoryError) as fault:
        return _say_why(fault)
    return status if isinstance(status, int) else 0


def _say_why(fault: BaseException) -> int:
    """Say in one line why a command has ended; returns the exit status."""
    match fault:
        case ZhengsouError():
            if isinstance(fault, OutputFailed):
                leave_standard_output()
            _complain(_with_position(fault))
            return fault.exit_status
        case click.exceptions.NoArgsIsHelpError():
            say(fault.format_message())
            return fault.exit_code
        case click.ClickException():
            _complain(said_of(fault))
            return fault.exit_code
        case MemoryError():
            _complain(gettext("内存不够。请关掉别的程序，或放宽内存的限制，再运行一次"))
            return SYSTEM_FAULT
        case OSError():
            _complain(_system_fault(fault))
            return SYSTEM_FAULT
    # Click makes an Abort of Ctrl-C.
    terminated = isinstance(fault.__cause__ or fault, Terminated)
    _complain(gettext("已终止") if terminated else gettext("已中断"))
    return 128 + (signal.SIGTERM if terminated else signal.SIGINT)


def _with_position(fault: ZhengsouError) -> str:
    if isinstance(fault, ReportNotFound):
        return with_next_step(fault.message, fault.command_step or fault.next_step)
    if fault.position is None:
        return str(fault)
    return gettext("（第 %(position)s 个字）%(fault)s", position=fault.position + 1, fault=fault)


def _system_fault(fault: OSError) -> str:
    if _is_somewhere():
        step = gettext("请检查磁盘和权限，再运行一次")
    else:
        step = gettext("当前文件夹已被删除，请用 cd 换到别的文件夹，再运行一次")
    reason = reason_of(fault)
    if fault.filename is None:
        return with_next_step(gettext("系统出错（%(reason)s）", reason=reason), step)
    named = one_line(os.fsdecode(fault.filename) if isinstance(fault.filename, (str, bytes)) else str(fault.filename))
    return with_next_step(gettext("系统出错：%(file)s（%(reason)s）", file=named, reason=reason), step)


def _is_somewhere() -> bool:
    """Whether the current folder is there."""
    try:
        os.getcwd()
    except FileNotFoundError:
        return False
    return True


def _complain(message: str) -> None:
    say(gettext("错误：%(text)s", text=" ".join(message.split())))
