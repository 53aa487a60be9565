"""The command `doctor`."""

from __future__ import annotations

import sys
from dataclasses import asdict
from typing import Final

import click

from index.cli import index_option
from index.commands import command
from index.errors import with_next_step
from index.given_number import WholeNumber
from index.language import gettext
from index.location import Location
from index.terminal import echo_json
from web.doctor import installed_index, program, settings, system
from web.doctor.findings import Asked, Check, Finding, Level, findings

CHECKS: Final[tuple[tuple[str, Check], ...]] = (
    ("python", program.python),
    ("libraries", program.libraries),
    ("imports", program.imports),
    ("extras", program.extras),
    ("trial", program.trial),
    ("settings", settings.settings),
    ("passwords", system.passwords),
    ("site", system.site),
    ("files", installed_index.user_files),
    ("index", installed_index.index),
    ("sums", installed_index.sums),
    ("permissions", installed_index.permissions),
    ("cluster", installed_index.cluster),
    ("disk", system.disk),
    ("memory", system.memory),
    ("open_files", system.open_files),
    ("clock", system.clock),
    ("terminal", system.terminal),
    ("port", system.port),
)
"""Checks by name, in the order in which what is wrong is best mended."""
_MARKS: Final[dict[Level, tuple[str, str]]] = {"ok": ("✓", "[ok]"), "warning": ("！", "[!]"), "bad": ("✗", "[x]")}
"""Signs of the levels, and what stands for them where the terminal lacks them."""


@command("doctor")
@index_option
@click.option(
    "--port",
    type=WholeNumber(0, 65535),
    help="要查的端口；0 是不查。默认是 ZHENGSOU_LISTEN_PORT，没有设就是 8000。",
)
@click.option("--json", "as_json", is_flag=True, help="结果输出为一个 JSON 对象。")
@click.pass_context
def doctor_command(context: click.Context, location: Location, port: int | None, as_json: bool) -> None:
    """查一查安装有什么毛病：程序库、索引、磁盘、内存、权限、时钟、端口，并说怎么办。

    有 ✗ 时退出状态为 1，只有 ！ 时为 0。

    例：zhengsou doctor --json
    """
    found: list[Finding] = []
    for each in findings(CHECKS, Asked(location, port)):
        found.append(each)
        if not as_json:
            click.echo(_line(each))
    well = all(each.level != "bad" for each in found)
    if as_json:
        echo_json({"ok": well, "findings": [asdict(each) for each in found]})
    else:
        counts = {level: sum(each.level == level for each in found) for level in _MARKS}
        click.echo(
            gettext("没有毛病")
            if well and not counts["warning"]
            else gettext("%(bad)s 处毛病，%(warning)s 处提醒", bad=counts["bad"], warning=counts["warning"])
        )
    context.exit(0 if well else 1)


def _line(finding: Finding) -> str:
    return f"{_mark(finding.level)} {with_next_step(finding.message, finding.remedy)}"


def _mark(level: Level) -> str:
    sign, plain = _MARKS[level]
    try:
        sign.encode(getattr(sys.stdout, "encoding", None) or "utf-8")
    except (UnicodeEncodeError, LookupError):
        return plain
    return sign
