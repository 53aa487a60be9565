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

from index.errors import OutputFailed, ZhengsouError
from index.language import add_catalogue, convert_by, of_environment, speak
from index.os_faults import reason_of
from index.terminable import Terminated, terminable
from index.terminal import ReaderGone, leave_standard_output, say, show_what_can_be_shown, watch_standard_output
from web.usage_errors import in_chinese

COMMANDS: Final = {
    "index": "index.cli:index_command",
    "search": "search.cli:search_command",
    "kwic": "search.study.cli:kwic_command",
    "trend": "search.study.cli:trend_command",
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
}


class LazyGroup(click.Group):
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


@click.group(cls=LazyGroup)
@click.version_option(package_name="zhengsou", message="zhengsou %(version)s")
def cli() -> None:
    """政搜：在各级政协的工作报告中查找、比较和引用段落。"""


def main() -> None:
    """Runs a command and exits with its status; an error that a user can mend is one line on standard error."""
    # NumPy needs one thread here; starting OpenBLAS's pool takes longer than a search.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    speak(of_environment(os.environ))
    add_catalogue(Path(__file__).parent / "translations" / "en.mo")
    convert_by(_traditional)
    watch_standard_output()
    show_what_can_be_shown()
    with terminable():
        status = _run(lambda: cli.main(standalone_mode=False))
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
            where = "" if fault.position is None else f"（第 {fault.position + 1} 个字）"
            _complain(f"{where}{fault}")
            return fault.exit_status
        case click.exceptions.NoArgsIsHelpError():
            say(fault.format_message())
            return fault.exit_code
        case click.ClickException():
            _complain(in_chinese(fault))
            return fault.exit_code
        case MemoryError():
            _complain("内存不够。请关掉别的程序，或放宽内存的限制，再运行一次")
            return 1
        case OSError():
            named = "" if fault.filename is None else f"：{fault.filename}"
            step = "请检查磁盘和权限" if _is_somewhere() else "当前文件夹已被删除，请用 cd 换到别的文件夹"
            _complain(f"系统出错{named}（{reason_of(fault)}）。{step}，再运行一次")
            return 1
    # Click makes an Abort of Ctrl-C.
    terminated = isinstance(fault.__cause__ or fault, Terminated)
    _complain("已终止" if terminated else "已中断")
    return 128 + (signal.SIGTERM if terminated else signal.SIGINT)


def _is_somewhere() -> bool:
    """Whether the current folder is there."""
    try:
        os.getcwd()
    except FileNotFoundError:
        return False
    return True


def _complain(message: str) -> None:
    say("错误：" + " ".join(message.split()))
