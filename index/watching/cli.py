"""The command `watch`."""

from __future__ import annotations

import logging
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from index.cli import follow_links_option, index_option
from index.commands import command
from index.errors import RequestError
from index.given_path import GivenPath
from index.language import gettext
from index.library.folders import default_folders, require_other_folders, sources_of
from index.location import Location
from index.names import one_line
from index.terminal import LOG_FORMAT, LOG_TIME
from index.with_parent import end_with_standard_input

if TYPE_CHECKING:
    from index.watching.watch import Watch


@command("watch")
@click.argument("paths", nargs=-1, type=GivenPath(readable=False), metavar="路径")
@index_option
@follow_links_option
@click.option("--with-parent", is_flag=True, hidden=True)
def watch_command(paths: tuple[Path, ...], location: Location, follow_links: bool, with_parent: bool) -> None:
    """一直看着文件夹，随时让索引与文件一致：新的、改过的读进来，删掉的移除。按 Ctrl-C 结束。

    正在写的文件，等它不再变化才读；读不了的，改过之后再读。路径是文件夹或文件，默认是索引收录的文件夹。

    例：zhengsou watch seeds/
    """
    from index.watching.watch import Watch

    stop = threading.Event()
    say = _logged() if with_parent else _say
    watch = Watch(folders_to_watch(paths, location), location, say, follow_links=follow_links)
    if with_parent:
        end_with_standard_input()
    with _stopping_by_signal(stop, watch), suppress(KeyboardInterrupt):
        watch.run(stop)
    say(gettext("不再看了"))


def folders_to_watch(paths: tuple[Path, ...], location: Location) -> tuple[Path, ...]:
    """The paths to watch, by default the library's folders. Raises RequestError if there are none."""
    for path in paths:
        if not path.exists():
            raise RequestError(
                gettext("没有这个文件夹或文件：%(path)s", path=one_line(path)), next_step=gettext("请检查路径")
            )
    found = paths or tuple(default_folders(sources_of(location)))
    if not found:
        raise RequestError(
            gettext("没有说明要看哪个文件夹，索引里也没有"), next_step=gettext("请写成 zhengsou watch 文件夹")
        )
    require_other_folders(found, location)
    return found


@contextmanager
def _stopping_by_signal(stop: threading.Event, watch: Watch) -> Iterator[None]:
    """SIGINT and SIGTERM end the watch, a run of the indexer included, whose work is then lost as a whole."""

    def end(*_: Any) -> None:
        stop.set()
        if watch.writing:
            raise KeyboardInterrupt

    before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
    for number, handler in before.items():
        # A shell starts background jobs with SIGINT ignored, so that Ctrl-C does not reach them.
        if handler is not signal.SIG_IGN:
            signal.signal(number, end)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _logged() -> Callable[[str], None]:
    """Says what is done beside a server as that logs, on standard error."""
    logging.basicConfig(format=LOG_FORMAT, datefmt=LOG_TIME, level=logging.INFO, stream=sys.stderr)
    return partial(logging.getLogger(__name__).info, "%s")


def _say(text: str) -> None:
    click.echo(f"{datetime.now():%H:%M:%S} {text}")
