"""Checks of the environment: every variable that a command or the server reads, by what reads it there."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Final

from index.language import N_, gettext
from web.doctor.findings import Asked, Found, bad, ok, warning

if TYPE_CHECKING:
    import click

LOOKED_AT: Final = {"ZHENGSOU_INDEX": "index", "ZHENGSOU_SITE": "site"}
"""Variables that a check of its own looks at, with the name of the check."""
_HOW: Final = N_("写法见 zhengsou serve --help 和 docs/deploy.zh.md")

Reader = Callable[[], object]


def readers() -> Mapping[str, Reader]:
    """What reads each variable that is not in LOOKED_AT; it raises an error of our tree, or Click's."""
    from index import settings
    from index.language import VARIABLE as LANGUAGE_VARIABLE
    from web.serving import variables
    from web.serving.cli import serve_command

    cluster = settings.ClusterSettings.from_environment
    found: dict[str, Reader] = {
        settings.MEMORY_VARIABLE: settings.memory_limit,
        settings.REQUEST_MEMORY_VARIABLE: settings.request_memory,
        settings.FILE_VARIABLE: settings.largest_file,
        settings.SECONDS_VARIABLE: settings.longest_reading,
        settings.TAG_AUTHORITY_VARIABLE: settings.tag_authority,
        LANGUAGE_VARIABLE: settings.chosen_language,
        settings.UPLOAD_PASSWORD_FILE_VARIABLE: _upload_password,
        settings.PASSWORD_VARIABLE: cluster,
        settings.PASSWORD_FILE_VARIABLE: cluster,
        settings.CA_VARIABLE: cluster,
        settings.SHARDS_VARIABLE: cluster,
        settings.REPLICAS_VARIABLE: cluster,
        settings.TIMEOUT_VARIABLE: cluster,
    }
    for option in serve_command.params:
        if isinstance(option.envvar, str) and option.envvar not in LOOKED_AT:
            found[option.envvar] = _of_option(option)
    for name in (variables.UPLOAD_VARIABLE, variables.ACCESS_LOG_QUERIES_VARIABLE):
        found[name] = _both(_of_switch(name), found[name])
    return found


def settings(_: Asked) -> Iterator[Found]:
    """Variables of the environment: those that are not good, and those that nothing reads."""
    import click

    from index.errors import ZhengsouError
    from index.variables import unknown_variables
    from web.usage_errors import problem_of

    wrong: dict[str, str] = {}
    for read in readers().values():
        try:
            read()
        except ZhengsouError as fault:
            wrong[fault.message] = fault.next_step
        except click.ClickException as fault:
            wrong[problem_of(fault)] = gettext(_HOW)
    yield from (bad(message, step) for message, step in wrong.items())
    unknown = [line for line in unknown_variables() if not any(line in message for message in wrong)]
    for line in unknown:
        yield warning(
            gettext("环境变量：%(line)s", line=line), gettext("请改正名字，或去掉它；有哪些设置，见 docs/deploy.zh.md")
        )
    if not wrong and not unknown:
        yield ok(gettext("环境变量没有写错的"))


def _of_option(option: click.Parameter) -> Reader:
    """Reads an option of `zhengsou serve` as it is read where the command line does not have it."""
    import click

    from web.serving.cli import serve_command

    def read() -> object:
        return option.handle_parse_result(click.Context(serve_command, info_name="serve"), {}, [])

    return read


def _of_switch(name: str) -> Reader:
    from web.serving.variables import switch

    return lambda: switch(name, False)


def _both(first: Reader, second: Reader) -> Reader:
    def read() -> None:
        first()
        second()

    return read


def _upload_password() -> None:
    from index.settings import UPLOAD_PASSWORD_FILE_VARIABLE, upload_password

    if os.environ.get(UPLOAD_PASSWORD_FILE_VARIABLE):
        upload_password()
