"""Checks of the index: files of users, what it holds, its sums, who may write it, and its cluster."""

from __future__ import annotations

import os
import stat
import time
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Final

from index.counted import stock
from index.language import gettext
from web.doctor.findings import Asked, Found, bad, ok, warning

_CLOCK: Final = 300.0
"""Seconds that clocks may differ."""
_MOST: Final = 3
"""Problems of one kind that are named."""


def user_files(asked: Asked) -> Iterator[Found]:
    """The dictionary, synonyms and places of the house."""
    from index.analysis import Segmenter
    from index.errors import UserFileError
    from index.places import house_places
    from index.settings import DICTIONARY_NAME, PLACES_NAME, SYNONYMS_NAME, beside_index
    from search.query.synonyms import Synonyms

    for name, load in (
        (DICTIONARY_NAME, Segmenter.beside),
        (SYNONYMS_NAME, Synonyms.beside),
        (PLACES_NAME, house_places),
    ):
        path = beside_index(asked.location, name)
        try:
            load(asked.location)
        except UserFileError as fault:
            yield bad(fault.message, fault.next_step)
        else:
            yield ok(
                gettext("%(path)s：能读", path=path) if path.exists() else gettext("%(name)s：没有，不需要", name=name)
            )
        beside_link = Path(os.path.abspath(str(asked.location))).parent / name
        if isinstance(asked.location, Path) and beside_link.exists() and not _same(beside_link, path):
            yield warning(
                gettext("%(link)s 在链接旁边，不读", link=beside_link),
                gettext("请移到索引的真实位置旁边：%(path)s", path=path),
            )


def _same(one: Path, other: Path) -> bool:
    return other.exists() and one.samefile(other)


def index(asked: Asked) -> Iterator[Found]:
    """Whether the index opens, and agrees with its files and this program."""
    from index.freshness import STALE, freshness
    from index.os_faults import shown_size
    from index.store import open_store
    from search.engine.opening import open_searcher
    from search.engine.user_words import UserWords

    # A file of users that is wrong has a line of its own.
    words = UserWords.usable(asked.location)
    status = open_store(asked.location, words.segmenter).status()
    with open_searcher(asked.location, words):
        pass
    content = gettext(
        "%(stock)s，%(size)s",
        stock=stock(status.reports, status.paragraphs),
        size=shown_size(status.bytes),
    )
    yield ok(
        gettext(
            "索引 %(location)s：第 %(generation)s 代，%(content)s",
            location=asked.location,
            generation=status.generation,
            content=content,
        )
    )
    age = datetime.fromisoformat(status.written).timestamp() - time.time()
    if age > _CLOCK:
        yield warning(
            gettext("索引写于将来（%(written)s），时钟不对", written=status.written),
            gettext("请校准时钟，例如打开 systemd-timesyncd"),
        )
    state = freshness(asked.location, words.segmenter)
    if state.stale:
        yield warning(
            gettext(
                "索引已过时（%(parts)s有变化）", parts=gettext("、").join(gettext(STALE[name]) for name in state.stale)
            ),
            gettext("请运行 zhengsou index 更新"),
        )
    if state.changed_files:
        yield warning(
            gettext("有 %(count)s 个文件改过或不在了", count=state.changed_files),
            gettext("请运行 zhengsou index 更新"),
        )
    if state.files and state.files.new:
        yield warning(
            gettext("文件夹里有 %(count)s 个文件没有收录", count=len(state.files.new)),
            gettext("请运行 zhengsou index，读不了的会说明原因"),
        )
    if state.unread_files:
        yield warning(
            gettext("有 %(count)s 个文件没有读全", count=len(state.unread_files)),
            gettext("原因见 zhengsou index 的输出"),
        )
    if state.fresh:
        yield ok(gettext("索引没有过时"))


def sums(asked: Asked) -> Iterator[Found]:
    """Whether the files of the index are those that were written; a cluster keeps checksums itself."""
    from index.errors import LET_GO, MEND
    from index.location import ClusterAddress
    from index.status import SPARE, UNREAD, Problem, kind_of
    from index.store import open_store
    from search.engine.user_words import UserWords

    if isinstance(asked.location, ClusterAddress):
        return
    store = open_store(asked.location, UserWords.usable(asked.location).segmenter)
    problems = list(store.check(fast=True))
    for problem in problems[:_MOST]:
        kind = kind_of(problem)
        if kind == SPARE:
            yield warning(problem, gettext("查找不受影响；%(remedy)s", remedy=gettext(LET_GO)))
        else:
            yield bad(problem, problem.step if isinstance(problem, Problem) and kind == UNREAD else gettext(MEND))
    if not problems:
        yield ok(gettext("索引的文件与写入时相同"))


def permissions(asked: Asked) -> Iterator[Found]:
    """Who owns the index, and who can write it; that it cannot be read is told by the check of the index."""
    from index.errors import IndexUnavailable
    from index.local.layout import Layout
    from index.os_faults import user_name

    directory = asked.location
    if not isinstance(directory, Path) or os.name != "posix" or not directory.exists():
        return
    found, user = directory.stat(), os.geteuid()
    if not os.access(directory, os.R_OK | os.X_OK):
        return
    try:
        Layout(directory).check_owner()
    except IndexUnavailable as fault:
        yield bad(fault.message, fault.next_step)
        return
    if user not in (0, found.st_uid):
        yield warning(
            gettext("索引属于另一个用户；这个用户只能查找"),
            gettext("建立索引请用 %(user)s 运行", user=user_name(found.st_uid)),
        )
    elif not os.access(directory, os.W_OK):
        yield warning(
            gettext("不能写入索引目录：%(directory)s", directory=directory),
            gettext("只查找不要紧；要建立索引请运行 chmod u+w %(directory)s", directory=directory),
        )
    elif user == 0 and found.st_uid:
        yield warning(
            gettext("以 root 运行，索引属于 %(user)s", user=user_name(found.st_uid)),
            gettext("请用 %(user)s 运行", user=user_name(found.st_uid)),
        )
    else:
        yield ok(
            gettext(
                "索引目录属于 %(user)s，权限 %(rights)s",
                user=user_name(found.st_uid),
                rights=f"{stat.S_IMODE(found.st_mode):03o}",
            )
        )


def cluster(asked: Asked) -> Iterator[Found]:
    """Whether the cluster answers, and how it is."""
    from index.location import ClusterAddress
    from index.settings import ClusterSettings
    from index.store import open_store

    if not isinstance(asked.location, ClusterAddress):
        return
    ClusterSettings.from_environment()
    told = open_store(asked.location).status().cluster
    if told is None:
        return
    shown = gettext(
        "OpenSearch %(version)s，%(nodes)s 个节点，%(health)s",
        version=told.version,
        nodes=told.nodes,
        health=told.health,
    )
    if told.health == "red":
        yield bad(
            shown, gettext("有 %(unassigned)s 个分片不在任何节点上：请查看集群的节点和磁盘", unassigned=told.unassigned)
        )
    elif told.health == "yellow":
        yield warning(
            shown,
            gettext("有 %(unassigned)s 个副本没有放到任何节点上：请增加节点，或减少副本", unassigned=told.unassigned),
        )
    else:
        yield ok(shown)
