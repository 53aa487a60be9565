"""Checks of the machine: disk, memory, limits, clock, terminal, port, passwords, address."""

from __future__ import annotations

import errno
import json
import locale
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Final

from index.language import gettext
from web.doctor.findings import Asked, Found, bad, ok, warning

LEAST_ROOM: Final = 20 << 20
"""Bytes that a disk should have beside what is in proportion to the index."""
LEAST_FILES: Final = 1024
"""Open files that a server needs: a thousand connections at most."""
SERVING: Final = 400 << 20
"""Bytes that a server takes beside what it maps."""
_EARLIEST: Final = 1_750_000_000
"""No clock that is right shows less (s since 1970); that of a machine without a battery does."""
_MEBIBYTE: Final = 1 << 20
_CGROUP: Final = (Path("/sys/fs/cgroup/memory.max"), Path("/sys/fs/cgroup/memory/memory.limit_in_bytes"))


def passwords(_: Asked) -> Iterator[Found]:
    """The file of users and passwords, where one is set."""
    from index.errors import ZhengsouError
    from web.serving.deployment import AUTH_FILE_VARIABLE

    file = os.environ.get(AUTH_FILE_VARIABLE)
    if not file:
        return
    from web.serving.htpasswd import PasswordFile, read_users

    try:
        PasswordFile(Path(file))
        yield ok(gettext("密码文件 %(file)s 里有 %(count)s 个用户", file=file, count=len(read_users(Path(file)))))
    except ZhengsouError as fault:
        yield bad(gettext("%(field)s：%(value)s", field=AUTH_FILE_VARIABLE, value=fault.message), fault.next_step)


def site(_: Asked) -> Iterator[Found]:
    """The address of the site that commands write, where one is set."""
    from index.errors import ZhengsouError
    from search.options import SITE_VARIABLE, checked_site

    if given := os.environ.get(SITE_VARIABLE):
        try:
            yield ok(gettext("网站的地址是 %(site)s", site=checked_site(given)))
        except ZhengsouError as fault:
            yield bad(gettext("%(field)s：%(value)s", field=SITE_VARIABLE, value=fault.message), fault.next_step)


def disk(asked: Asked) -> Iterator[Found]:
    """Room for a rebuild, which makes a second copy and merges it, and for the temporary files of `zhengsou check`."""
    from index.os_faults import shown_size

    directory = asked.location if isinstance(asked.location, Path) else Path.cwd()
    while not directory.exists():
        directory = directory.absolute().parent
    size = _size(directory if directory == asked.location else None)
    temporary = Path(tempfile.gettempdir())
    for folder, least, use in (
        (directory, 2 * size + LEAST_ROOM, gettext("全部重建")),
        (temporary, size + LEAST_ROOM, gettext("核对索引的临时文件")),
    ):
        free = shutil.disk_usage(folder).free
        shown = gettext("%(folder)s 所在的磁盘还有 %(size)s", folder=folder, size=shown_size(free))
        if free < least:
            yield warning(shown, gettext("%(use)s大约要 %(size)s：请腾出地方", use=use, size=shown_size(least)))
        elif hasattr(os, "statvfs") and os.statvfs(folder).f_files > 0 and os.statvfs(folder).f_favail < 1000:
            yield warning(gettext("%(folder)s 所在的磁盘快没有 inode 了", folder=folder), gettext("请删去不要的文件"))
        else:
            yield ok(shown)
    with tempfile.TemporaryFile() as file:
        file.write(b"x")


def _size(directory: Path | None) -> int:
    if directory is None:
        return 0
    return sum(path.stat().st_size for path in directory.rglob("*") if path.is_file())


def memory(_: Asked) -> Iterator[Found]:
    """Memory that this process may take, and whether indexing fits."""
    from index.settings import MEMORY_VARIABLE, memory_limit

    limits = [limit for path in _CGROUP if (limit := _number(path)) and limit < 1 << 50]
    limits += [size for size in (_address_space(), _installed()) if size]
    if not limits:
        return
    most, indexing = min(limits), memory_limit()
    shown = gettext(
        "内存最多 %(most)s MiB，建立索引用 %(indexing)s MiB", most=most // _MEBIBYTE, indexing=indexing // _MEBIBYTE
    )
    if most < indexing + SERVING:
        fitting = max(64, (most - SERVING) // _MEBIBYTE)
        yield warning(
            shown,
            gettext(
                "边服务边建立索引可能不够：请设 %(variable)s=%(fitting)s，或放宽限制",
                variable=MEMORY_VARIABLE,
                fitting=fitting,
            ),
        )
    else:
        yield ok(shown)


def _number(path: Path) -> int | None:
    try:
        text = path.read_text("ascii").strip()
    except (OSError, ValueError):
        return None
    return int(text) if text.isdigit() else None


def _installed() -> int | None:
    try:
        return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    except (AttributeError, ValueError, OSError):
        return None


def _address_space() -> int | None:
    """What RLIMIT_AS leaves; mapped files count against it."""
    try:
        import resource
    except ImportError:
        return None
    soft = resource.getrlimit(resource.RLIMIT_AS)[0]
    return None if soft == resource.RLIM_INFINITY else soft


def open_files(_: Asked) -> Iterator[Found]:
    """How many files and connections a process may have open."""
    try:
        import resource
    except ImportError:
        return
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft != resource.RLIM_INFINITY and soft < LEAST_FILES:
        remedy = gettext(
            "请运行 ulimit -n %(least)s，或在 systemd 里写 LimitNOFILE=（上限 %(hard)s）",
            least=LEAST_FILES,
            hard=hard,
        )
        yield warning(gettext("每个进程最多打开 %(count)s 个文件", count=soft), remedy)
    else:
        yield ok(
            gettext(
                "每个进程最多打开 %(count)s 个文件", count=gettext("任意多") if soft == resource.RLIM_INFINITY else soft
            )
        )


def clock(_: Asked) -> Iterator[Found]:
    """Whether the clock is set at all."""
    now = time.time()
    shown = time.strftime("%Y-%m-%d %H:%M:%S %z", time.localtime(now))
    if now < _EARLIEST:
        yield bad(gettext("时钟不对：%(shown)s", shown=shown), gettext("请校准时钟，例如打开 systemd-timesyncd"))
    else:
        yield ok(gettext("时钟：%(shown)s", shown=shown))


def terminal(_: Asked) -> Iterator[Found]:
    """Whether Chinese can be shown, and names of files read."""
    encodings = {
        gettext("输出"): getattr(sys.stdout, "encoding", None) or "?",
        gettext("文件名"): sys.getfilesystemencoding(),
        gettext("系统"): locale.getpreferredencoding(False),
    }
    other = [f"{what} {name}" for what, name in encodings.items() if name.lower().replace("-", "") != "utf8"]
    if other:
        yield warning(
            gettext("字符编码不是 UTF-8：%(names)s", names=gettext("、").join(other)),
            gettext("请设 LANG=C.UTF-8，或设 PYTHONUTF8=1"),
        )
    else:
        yield ok(gettext("字符编码是 UTF-8"))


def port(asked: Asked) -> Iterator[Found]:
    """Whether the address and port can be listened on; a port that this site answers on is well.

    What is wrong with their form is told by the check of settings.
    """
    from web.serving.sockets import ServerError, listen, require_address
    from web.serving.variables import HOST_VARIABLE, PORT_VARIABLE

    given = os.environ.get(PORT_VARIABLE) or "8000"
    number = asked.port if asked.port is not None else int(given) if _is_port(given) else 0
    if not number:
        return
    host = os.environ.get(HOST_VARIABLE) or "127.0.0.1"
    try:
        require_address(host)
    except ServerError:
        return
    try:
        listen(host, number).close()
    except ServerError as fault:
        taken = isinstance(fault.__cause__, OSError) and fault.__cause__.errno == errno.EADDRINUSE
        yield _who_listens(host, number) if taken else bad(fault.message, fault.next_step)
    else:
        yield ok(gettext("端口 %(number)s 空着", number=number))


def _is_port(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 5 and int(text) <= 65535


def _who_listens(host: str, number: int) -> Found:
    here = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)
    try:
        with closing(HTTPConnection(here, number, timeout=3)) as connection:
            connection.request("GET", "/healthz")
            told = json.loads(connection.getresponse().read(10_000))
        if told["status"] == "ok":
            return ok(
                gettext(
                    "端口 %(number)s 上政搜正在服务，第 %(generation)s 代", number=number, generation=told["generation"]
                )
            )
        if told["status"] == "degraded":
            shown = gettext(
                "端口 %(number)s 上政搜正在服务，但最新的索引打不开或已损坏，查的是第 %(generation)s 代",
                number=number,
                generation=told["generation"],
            )
            return warning(shown, gettext("请运行 zhengsou check，见它说怎么办"))
        return bad(
            gettext("端口 %(number)s 上政搜答不了查询：%(reason)s", number=number, reason=told["message"]),
            gettext("见该服务的日志"),
        )
    except (OSError, HTTPException, ValueError, KeyError, TypeError):
        return warning(
            gettext("端口 %(number)s 被别的程序占用", number=number),
            gettext("请换一个端口：zhengsou serve --port，或停掉占用它的程序"),
        )
