"""Checks of the program: Python, libraries, and whether they work together."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path
from typing import Final

from index.language import gettext
from web.doctor.findings import Asked, Found, bad, ok, warning
from web.pip import install_from_checkout, pip_install

OLDEST: Final = (3, 11)
_REQUIREMENT: Final = re.compile(r"(?P<name>[A-Za-z0-9._-]+)(?:\[[^]]*\])?\s*(?P<bounds>[^;]*)(?P<marker>;.*)?")
_BOUND: Final = re.compile(r"(==|>=|<=|<|>|~=|!=)\s*([0-9][^,\s]*)")
_LOCKED: Final = re.compile(r"^([A-Za-z0-9._-]+)==([^\s;\\]+)", re.MULTILINE)
_OPTIONAL: Final = {"rjieba"}
"""Libraries without which another does the work."""
_LONGEST: Final = 120.0
"""Seconds for importing everything, or for building a small index."""

_IMPORT: Final = """
import importlib, sys
for name in sys.argv[1:]:
    print(name, end=" ", flush=True)
    try:
        importlib.import_module(name)
        print("ok", flush=True)
    except BaseException as fault:
        print(" ".join(f"{type(fault).__name__}: {fault}".split())[:200] or "?", flush=True)
"""
_TRY: Final = """
import json, sys, tempfile
from pathlib import Path
with tempfile.TemporaryDirectory(prefix="zhengsou-doctor-") as folder:
    source, directory = Path(folder) / "r.jsonl", Path(folder) / "index"
    report = {"id": "r", "title": "试", "body": "试", "year": None, "date": None, "source": None}
    source.write_text(json.dumps(report | {"paragraphs": ["提案办理協商"]}) + "\\n", "utf-8")
    from index import index_paths
    from search import SearchRequest, open_searcher
    index_paths([source], directory)
    with open_searcher(directory) as searcher:
        print(searcher.search(SearchRequest("办理协商")).total)
"""


def python(_: Asked) -> Iterator[Found]:
    """The interpreter."""
    version = ".".join(map(str, sys.version_info[:3]))
    shown = f"Python {version}" + gettext("（%(details)s）", details=sys.executable)
    if sys.version_info < OLDEST:
        yield bad(shown, gettext("请换用 Python %(version)s 或更新的版本", version=".".join(map(str, OLDEST))))
    else:
        yield ok(shown)
    if sys.maxsize < 1 << 32:
        yield bad(gettext("Python 是 32 位的，映射不了大的索引"), gettext("请换用 64 位的 Python"))
    if sys.flags.optimize > 1:
        yield warning(gettext("Python 以 -OO 运行，没有试过"), gettext("请去掉 -OO 和 PYTHONOPTIMIZE"))


def libraries(_: Asked) -> Iterator[Found]:
    """Libraries that the program needs: whether they are there, in a version that it was made for."""
    try:
        version, requires = metadata.version("zhengsou"), metadata.requires("zhengsou") or []
    except metadata.PackageNotFoundError:
        yield bad(gettext("没有安装 zhengsou，只有它的源代码"), install_from_checkout("."))
        return
    yield ok(f"zhengsou {version}")
    wrong = [found for each in requires if (found := _judged(each))]
    yield from wrong
    if not wrong:
        yield ok(gettext("%(count)s 个程序库都在，版本合适", count=sum("extra ==" not in each for each in requires)))
    yield from _locked()


def _judged(requirement: str) -> Found | None:
    """What is wrong with a library that is required so; None if nothing is, or it is not needed here."""
    found = _REQUIREMENT.match(requirement)
    if not found or (found["marker"] and "extra" in found["marker"]):
        return None
    name, bounds = found["name"], _BOUND.findall(found["bounds"])
    wanted = name + "".join(f"{sign}{number}" for sign, number in bounds)
    try:
        installed = metadata.version(name)
    except metadata.PackageNotFoundError:
        if name in _OPTIONAL:
            return warning(
                gettext("没有装 %(name)s，由 jieba 代替，分词慢得多", name=name),
                gettext("请运行 %(command)s；没有合适的安装包就算了", command=pip_install(wanted)),
            )
        return bad(
            gettext("缺少程序库 %(name)s", name=name),
            gettext("请运行 %(command)s", command=pip_install(wanted)),
        )
    if not all(_fits(installed, sign, number) for sign, number in bounds):
        return bad(
            gettext(
                "%(name)s 的版本是 %(installed)s，需要 %(wanted)s",
                name=name,
                installed=installed,
                wanted=wanted.removeprefix(name),
            ),
            gettext("请运行 %(command)s", command=pip_install(wanted)),
        )
    return None


def _fits(version: str, sign: str, bound: str) -> bool:
    """Whether a version is within a bound, by its numbers alone (PEP 440 has more)."""
    this, that = _numbers(version), _numbers(bound)
    if sign in ("==", "!="):
        return (version == bound) == (sign == "==")
    if sign in (">=", "~="):
        return this >= that
    return this <= that if sign == "<=" else (this < that if sign == "<" else this > that)


def _numbers(version: str) -> tuple[int, ...]:
    numbers = [int(each) for each in re.findall(r"\d+", re.split(r"[a-z+-]", version.lower())[0])]
    while numbers and not numbers[-1]:
        numbers.pop()
    return tuple(numbers)


def _locked() -> Iterator[Found]:
    """Libraries that differ from the lock file, where the program runs from its source."""
    lock = Path(__file__).parents[2] / "requirements.lock"
    if not lock.is_file():
        return
    other = []
    for name, version in _LOCKED.findall(lock.read_text("utf-8")):
        try:
            installed = metadata.version(name)
        except metadata.PackageNotFoundError:
            continue
        if installed != version:
            other.append(
                gettext(
                    "%(name)s %(installed)s（锁定的是 %(version)s）", name=name, installed=installed, version=version
                )
            )
    if other:
        yield warning(
            gettext("与 %(name)s 不同：%(names)s", name=lock.name, names=gettext("、").join(other[:5])),
            gettext("请运行 %(command)s", command=pip_install("--require-hashes", "-r", str(lock))),
        )
    else:
        yield ok(gettext("版本与 %(name)s 一致", name=lock.name))


def imports(_: Asked) -> Iterator[Found]:
    """Whether the libraries load; in a process of its own, since one for another processor ends it."""
    wanted = {match["name"] for each in _requires() if (match := _REQUIREMENT.match(each)) and "extra" not in each}
    names = sorted(
        module
        for module, owners in metadata.packages_distributions().items()
        if not module.startswith("_") and wanted & {owner.lower() for owner in owners} and _is_there(module)
    )
    done = _python(_IMPORT, *names)
    broken = [line.partition(" ") for line in done.stdout.splitlines() if not line.endswith(" ok")]
    for name, _space, fault in broken:
        yield bad(
            gettext(
                "%(name)s 加载不了：%(fault)s",
                name=name,
                fault=fault.strip() or gettext("进程意外终止，状态 %(returncode)s", returncode=done.returncode),
            ),
            gettext("请重新安装：%(command)s", command=pip_install("--force-reinstall", name)),
        )
    if not broken:
        yield ok(gettext("%(count)s 个程序库都能加载", count=len(names)))


def _requires() -> list[str]:
    try:
        return metadata.requires("zhengsou") or []
    except metadata.PackageNotFoundError:
        return []


def _is_there(module: str) -> bool:
    from importlib.util import find_spec

    try:
        return find_spec(module) is not None
    except (ImportError, ValueError):
        return False


def trial(_: Asked) -> Iterator[Found]:
    """Whether a small index can be built and searched, in a temporary folder and a process of its own."""
    done = _python(_TRY)
    if done.returncode == 0 and done.stdout.strip() == "1":
        yield ok(gettext("试建一个索引并查找，成功"))
        return
    fault = done.stderr.strip().rpartition("\n")[2][:300] or gettext(
        "进程意外终止，状态 %(returncode)s", returncode=done.returncode
    )
    yield bad(
        gettext("试建一个索引并查找，失败：%(fault)s", fault=fault), install_from_checkout("--force-reinstall", ".")
    )


def _python(program: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a program with this interpreter and this program's modules, and without its settings."""
    root = str(Path(__file__).parents[2])
    path = os.pathsep.join(filter(None, (root, os.environ.get("PYTHONPATH"))))
    own = {name: value for name, value in os.environ.items() if not name.startswith("ZHENGSOU_")}
    environment = own | {"PYTHONPATH": path, "PYTHONIOENCODING": "utf-8", "OPENBLAS_NUM_THREADS": "1"}
    command = [sys.executable, "-P", "-c", program, *arguments]
    try:
        return subprocess.run(
            command, env=environment, stdin=subprocess.DEVNULL, capture_output=True, encoding="utf-8",
            errors="replace", timeout=_LONGEST, check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return subprocess.CompletedProcess(
            command, -1, "", gettext("%(seconds)s 秒还没有做完", seconds=f"{_LONGEST:g}")
        )


def extras(asked: Asked) -> Iterator[Found]:
    """Libraries for some commands only."""
    from index.location import ClusterAddress

    for extra, library, needed in (
        ("opensearch", "opensearch-py", isinstance(asked.location, ClusterAddress)),
        ("mcp", "mcp", False),
    ):
        try:
            yield ok(
                gettext("附加的程序库 %(library)s %(version)s", library=library, version=metadata.version(library))
            )
        except metadata.PackageNotFoundError:
            remedy = install_from_checkout(f".[{extra}]")
            if needed:
                yield bad(gettext("缺少程序库 %(library)s，用不了集群上的索引", library=library), remedy)
            else:
                yield ok(gettext("没有装 %(library)s；要用时%(remedy)s", library=library, remedy=remedy))
