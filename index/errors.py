"""The one tree of exceptions: a safe message, the next step to take, and how the CLI and the web report it."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar, Final, Self


class ZhengsouError(Exception):
    """Anything that a user can be told about; `str()` of it is one line, safe to show.

    message: what is wrong, in Chinese, without internals such as tracebacks. Lone surrogates become escapes.
    next_step: what to do about it, or "".
    position: where in the query the trouble starts (code points from 0), or None.
    """

    code: ClassVar[str] = "error"
    exit_status: ClassVar[int] = 1
    http_status: ClassVar[int] = 500

    def __init__(self, message: str, *, next_step: str = "", position: int | None = None) -> None:
        message = message.encode("utf-8", "backslashreplace").decode("utf-8")
        super().__init__(message)
        self.message = message
        self.next_step = next_step.encode("utf-8", "backslashreplace").decode("utf-8")
        self.position = position

    def __str__(self) -> str:
        return f"{self.message}。{self.next_step}" if self.next_step else self.message


class ReadError(ZhengsouError):
    """A file that cannot be read as a report."""

    code = "unreadable_file"


class QueryError(ZhengsouError):
    """A query that cannot be understood; `position` says where.

    query: what `position` is a place in, where that is known: a page may put a query together.
    """

    query: str | None = None

    code = "bad_query"
    exit_status = 2
    http_status = 400


class RequestError(ZhengsouError):
    """An option or parameter out of its bounds."""

    code = "bad_request"
    exit_status = 2
    http_status = 400


class UserFileError(RequestError):
    """A file that users write beside an index cannot be read, or a line of it means nothing.

    path: the file's. problem: the message without it.
    """

    code = "bad_user_file"

    def __init__(self, path: Path, problem: str, *, next_step: str) -> None:
        super().__init__(f"{path} {problem}", next_step=next_step)
        self.path = path
        self.problem = problem


class ReportNotFound(ZhengsouError):
    """No report of that id is in the index."""

    code = "no_such_report"
    exit_status = 2
    http_status = 404


class IndexUnavailable(ZhengsouError):
    """There is no index that can be searched."""

    code = "no_index"
    exit_status = 3
    http_status = 503


REBUILD: Final = "请运行 zhengsou index --rebuild 重建（索引不在默认位置时加上 --index 和它的位置）"


class CorruptIndex(IndexUnavailable):
    """An index is there, but its files are not what was written."""

    code = "corrupt_index"

    @classmethod
    def in_file(cls, name: str) -> Self:
        """What a file of the index has in it cannot have been written so; name: the file's."""
        return cls(f"索引已损坏：文件 {name} 的内容与写入时不同", next_step=REBUILD)


class ClusterUnavailable(IndexUnavailable):
    """The cluster that holds the index does not answer, or not for all of it; it may again soon."""

    code = "cluster_unavailable"


class ClusterRefused(IndexUnavailable):
    """The cluster does not let this user in, or its certificate cannot be trusted."""

    code = "cluster_refused"


class ClientMissing(IndexUnavailable):
    """The index is on a cluster, and what talks to one is not installed."""

    code = "client_missing"


class TooMuch(RequestError):
    """What was asked would have to read or sort more at once than is allowed."""

    code = "too_much"


class TooSlow(RequestError):
    """A request that was given up when its time was over; narrowed, it can be answered."""

    code = "too_slow"

    def __init__(self, seconds: float) -> None:
        """seconds: how long it was allowed to take."""
        step = "请减少单个的字和 OR，或加上机构、年份缩小范围"
        super().__init__(f"查询太费时间（超过 {seconds:g} 秒）", next_step=step)


class IndexBusy(ZhengsouError):
    """Another process is writing this index."""

    code = "index_busy"
    http_status = 503


class IndexingFailed(ZhengsouError):
    """An index run could not be carried out; the index is as it was before."""

    code = "indexing_failed"


class CannotWrite(IndexingFailed):
    """The system did not take what was to be written to the index."""

    code = "cannot_write"


class WorkerDied(IndexingFailed):
    """A process that an index run had started ended by itself."""

    def __init__(self) -> None:
        super().__init__(
            "建立索引的子进程意外终止，没有写入任何改动",
            next_step="多半是内存不够：请关掉别的程序，或把环境变量 ZHENGSOU_MEMORY 设得小一些（单位 MiB）再试",
        )
