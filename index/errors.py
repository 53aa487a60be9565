"""The one tree of exceptions: a safe message, the next step to take, and how the CLI and the web report it."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar, Final, Self

from index.language import N_, again, as_logged, gettext
from index.names import readable_within

SYSTEM_FAULT: Final = 4
"""Exit status where the system does not let a command work: a disk, a right, memory."""


class ZhengsouError(Exception):
    """An error that is shown to users; `str()` of it is one safe line.

    message: the problem, without internals such as tracebacks. Names that are not UTF-8 are readable (index/names.py).
    next_step: the remedy, or "".
    Both are given in the language of here and now (index/language.py).
    position: where in the query the problem starts (code points from 0), or None.
    """

    code: ClassVar[str] = "error"
    exit_status: ClassVar[int] = 1
    http_status: ClassVar[int] = 500

    def __init__(self, message: str, *, next_step: str = "", position: int | None = None) -> None:
        message = readable_within(message)
        super().__init__(message)
        self.message = message
        self.next_step = readable_within(next_step)
        self.position = position

    def __str__(self) -> str:
        return with_next_step(self.message, self.next_step)

    def say_again(self) -> None:
        """Says it in the language of here and now, if it was raised in another one: in another process, or before."""
        self.message, self.next_step = again(self.message), again(self.next_step)
        self.args = (self.message,)

    def as_logged(self) -> str:
        """It as one line in the language of the log, whoever asked for what failed."""
        with as_logged():
            return with_next_step(again(self.message), again(self.next_step))


def with_next_step(problem: str, next_step: str) -> str:
    """Problem and remedy as one line; the problem alone if there is no remedy."""
    return gettext("%(problem)s。%(step)s", problem=problem, step=next_step) if next_step else problem


class ReadError(ZhengsouError):
    """A file that cannot be read as a report."""

    code = "unreadable_file"


class ReadDenied(ReadError):
    """A file that may not be read; its next step names paths and users, so readers of a site are not told it."""


class QueryError(ZhengsouError):
    """A query that cannot be parsed; `position` says where.

    query: the text that `position` refers to, if known: a page may compose the query.
    """

    query: str | None = None

    code = "bad_query"
    exit_status = 2
    http_status = 400


class RequestError(ZhengsouError):
    """An option or parameter out of bounds."""

    code = "bad_request"
    exit_status = 2
    http_status = 400


class OutputFailed(ZhengsouError):
    """Standard output cannot be written: the disk is full, or it is closed."""

    code = "output_failed"
    exit_status = SYSTEM_FAULT


class UserFileError(RequestError):
    """A file beside the index that cannot be read, or that has an invalid line.

    path: the file. problem: the message without the path.
    """

    code = "bad_user_file"

    def __init__(self, path: Path, problem: str, *, next_step: str) -> None:
        super().__init__(f"{path} {problem}", next_step=next_step)
        self.path = path
        self.problem = problem


class ReportNotFound(ZhengsouError):
    """No report with that id is in the index.

    near: ids and titles of reports whose names are like it. command_step: the next step on the command line, where
    there are no pages to look at; "" if it is the same.
    """

    near: tuple[tuple[str, str], ...] = ()
    command_step: str = ""

    code = "no_such_report"
    exit_status = 2
    http_status = 404


class ParagraphNotFound(ZhengsouError):
    """The report has no paragraph of that number, from 0."""

    code = "no_such_paragraph"
    http_status = 404

    def __init__(self, number: int, count: int) -> None:
        super().__init__(
            gettext("这份报告没有编号 %(number)s 的段落", number=number),
            next_step=gettext("它有 %(count)s 段，编号从 0 到 %(last)s", count=count, last=count - 1),
        )


class IndexUnavailable(ZhengsouError):
    """There is no index that can be searched."""

    code = "no_index"
    exit_status = 3
    http_status = 503


REBUILD: Final = N_("请运行 zhengsou index --rebuild 重建（索引不在默认位置时加上 --index 和它的位置）")
MEND: Final = N_(
    "请先试 zhengsou check --restore 恢复，不行再运行 zhengsou index --rebuild 重建"
    "（索引不在默认位置时加上 --index 和它的位置）"
)
"""The remedies for a damaged index in a directory, the cheaper one first; gettext translates them."""
RESTORE: Final = N_("请运行 zhengsou check --restore 恢复（索引不在默认位置时加上 --index 和它的位置）")

LET_GO: Final = N_("请运行 zhengsou check --restore 放掉前一代（下一次写入索引也会换掉它）")
"""The remedy for damage of the generation that is only kept to go back to."""


class CorruptIndex(IndexUnavailable):
    """An index exists, but its files differ from what was written."""

    code = "corrupt_index"

    @classmethod
    def in_file(cls, name: str) -> Self:
        """A file of the index has impossible content; name: the file's."""
        return cls(gettext("索引已损坏：文件 %(name)s 的内容与写入时不同", name=name), next_step=gettext(MEND))


class ClusterUnavailable(IndexUnavailable):
    """The cluster does not answer, or only for a part of the index; this may pass."""

    code = "cluster_unavailable"


class ClusterRefused(IndexUnavailable):
    """The cluster refuses this user, or its certificate is not trusted."""

    code = "cluster_refused"


class ClientMissing(IndexUnavailable):
    """The index is on a cluster, and the OpenSearch client is not installed."""

    code = "client_missing"


class TooMuch(RequestError):
    """The request would read or sort more at once than is allowed."""

    code = "too_much"


class TooLarge(TooMuch):
    """A request that would take more memory than one may; a narrower one can be answered."""

    def __init__(self, needed: float, allowed: float) -> None:
        """needed, allowed: bytes."""
        wanted, most = (f"{each / 2**20:,.0f} MiB" for each in (needed, allowed))
        super().__init__(
            gettext("查询太费内存（要 %(wanted)s 以上，最多 %(most)s）", wanted=wanted, most=most),
            next_step=gettext("请减少单个的字和 OR，或改用更长的词"),
        )


class TooSlow(RequestError):
    """A request aborted at its deadline; a narrower one can be answered."""

    code = "too_slow"

    def __init__(self, seconds: float) -> None:
        """seconds: the time allowed."""
        self.seconds = seconds
        super().__init__(
            gettext("查询太费时间（超过 %(seconds)s 秒）", seconds=f"{seconds:g}"),
            next_step=gettext("请减少单个的字和 OR，或加上机构、年份缩小范围"),
        )


class TooSlowToRead(TooSlow):
    """A request on a cluster that has more paragraphs to read from there than it has time for."""

    def __init__(self, seconds: float, paragraphs: int) -> None:
        """seconds: the time allowed. paragraphs: all that were to be read."""
        self.seconds = seconds
        RequestError.__init__(
            self,
            gettext(
                "索引在集群上，要把涉及的 %(paragraphs)s 段读过来才能算，%(seconds)s 秒里读不完",
                paragraphs=f"{paragraphs:,}",
                seconds=f"{seconds:g}",
            ),
            next_step=gettext("请加上机构、年份缩小范围；常要算这么多的，请在本机的文件夹里建一个索引"),
        )


class Busy(ZhengsouError):
    """As many requests of this kind are being answered as may be at a time.

    retry_after: seconds after which it is worth to ask again.
    """

    code = "busy"
    http_status = 429

    def __init__(self, message: str, *, next_step: str, retry_after: int) -> None:
        super().__init__(message, next_step=next_step)
        self.retry_after = retry_after


class Cancelled(ZhengsouError):
    """A request whose client has gone away: nobody reads the answer."""

    code = "cancelled"
    http_status = 499

    def __init__(self) -> None:
        super().__init__(gettext("请求的人已经离开"))


class IndexBusy(ZhengsouError):
    """Another process is writing this index."""

    code = "index_busy"
    http_status = 503


class CheckFailed(ZhengsouError):
    """A check that could not be made; it says nothing of the index."""

    code = "check_failed"
    exit_status = SYSTEM_FAULT


class IndexingFailed(ZhengsouError):
    """An index run failed; the index is unchanged."""

    code = "indexing_failed"


class CannotWrite(IndexingFailed):
    """The system rejected a write to the index."""

    code = "cannot_write"


class BackupFailed(ZhengsouError):
    """A backup could not be written; nothing of it stays, and the index is unchanged."""

    code = "backup_failed"


class NoRoom(IndexingFailed):
    """The disk has clearly less room than an index run needs."""

    code = "no_room"


class LibraryNotWritable(ZhengsouError):
    """The folder of a library cannot be written."""

    code = "library_not_writable"


class WorkerDied(IndexingFailed):
    """A worker process of an index run ended by itself."""

    def __init__(self) -> None:
        super().__init__(
            gettext("建立索引的子进程意外终止，没有写入任何改动"),
            next_step=gettext(
                "多半是内存不够：请关掉别的程序，或把环境变量 ZHENGSOU_MEMORY 设得小一些（单位 MiB）再试"
            ),
        )
