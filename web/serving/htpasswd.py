"""Passwords of those who are let in: a file as `htpasswd -B` writes it, and the check of a password by it."""

from __future__ import annotations

import hashlib
import logging
import os
import re
import stat
import threading
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

import bcrypt

from index.errors import UserFileError, ZhengsouError
from index.language import N_, gettext, logged
from index.os_faults import reason_of

LARGEST_FILE: Final = 1 << 20
"""Bytes."""
LEAST_COST: Final = 4
MOST_COST: Final = 15
"""Of bcrypt, as a power of two: at 15 a check takes some three seconds."""
GOOD_FOR: Final = 600.0
"""Seconds for which a password that was right needs no further check by bcrypt, unless the user's hash changes."""
AT_ONCE: Final = 2
"""Checks by bcrypt at a time; the threads of a process are more, so that others still answer."""
_MOST_REMEMBERED: Final = 1000
_LONGEST: Final = 72
"""Bytes of a password that bcrypt looks at, in htpasswd as here."""
_BCRYPT: Final = re.compile(r"\$2[aby]\$(?P<cost>[0-9]{2})\$[./A-Za-z0-9]{53}")
_OTHERS: Final = (
    (re.compile(r"\$apr1\$"), N_("Apache 的 MD5（apr1）")),
    (re.compile(r"\$1\$"), "MD5-crypt"),
    (re.compile(r"\$5\$"), "SHA-256-crypt"),
    (re.compile(r"\$6\$"), "SHA-512-crypt"),
    (re.compile(r"\$(?:y|7|gy)\$"), "yescrypt"),
    (re.compile(r"\$argon2"), "Argon2"),
    (re.compile(r"\$2"), N_("写坏了的 bcrypt")),
    (re.compile(r"\{SHA\}"), "SHA-1"),
    (re.compile(r"\{[A-Z0-9]+\}"), N_("LDAP 的写法")),
    (re.compile(r"[./0-9A-Za-z]{13}$"), "DES-crypt"),
)
_HOW: Final = N_("请用 htpasswd -B 文件 用户名 写入（还没有文件时加上 -c）")

_log: Final = logging.getLogger(__name__)


class Busy(ZhengsouError):
    """As many passwords are being checked as may be at a time."""

    code = "checking_passwords"
    http_status = 429


def read_users(path: Path, problems: list[str] | None = None) -> dict[str, bytes]:
    """Hash of each user's password. problems: takes what is wrong with a line, which then counts for nothing.

    Raises UserFileError for a file that cannot be read, and, without `problems`, for the first line that is wrong.
    """
    users: dict[str, bytes] = {}
    for number, line in enumerate(_text(path).splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        name, _, hashed = line.strip().partition(":")
        problem = _problem(name, hashed, users)
        if not problem:
            users[name] = hashed.encode()
        elif problems is None:
            raise UserFileError(
                path, gettext("第 %(number)s 行%(problem)s", number=number, problem=problem), next_step=gettext(_HOW)
            )
        else:
            problems.append(gettext("第 %(number)s 行%(problem)s", number=number, problem=problem))
    return users


def _text(path: Path) -> str:
    try:
        found = path.stat()
        if not stat.S_ISREG(found.st_mode):
            raise UserFileError(path, gettext("不是普通文件"), next_step=gettext(_HOW))
        if found.st_size > LARGEST_FILE:
            raise UserFileError(
                path,
                gettext("太大（%(size)s 字节）", size=f"{found.st_size:,}"),
                next_step=gettext("最多 %(most)s 字节", most=f"{LARGEST_FILE:,}"),
            )
        return path.read_text("utf-8-sig")
    except OSError as error:
        raise UserFileError(
            path, gettext("读不了（%(reason)s）", reason=reason_of(error)), next_step=gettext(_HOW)
        ) from error
    except UnicodeDecodeError as error:
        raise UserFileError(path, gettext("不是 UTF-8 文本"), next_step=gettext(_HOW)) from error


def _problem(name: str, hashed: str, known: Mapping[str, bytes]) -> str:
    if not name or not hashed:
        return gettext("不是 用户名:密码 的写法")
    if name in known:
        return gettext("的用户 %(name)s 前面已有一行", name=name[:40])
    found = _BCRYPT.fullmatch(hashed)
    if found is None:
        other = gettext(next((said for pattern, said in _OTHERS if pattern.match(hashed)), N_("明文或不认识的写法")))
        return gettext("的密码是%(other)s，只认 bcrypt", other=other)
    if not LEAST_COST <= int(found["cost"]) <= MOST_COST:
        return gettext(
            "的 bcrypt 强度是 %(cost)s，只认 %(least)s 到 %(most)s",
            cost=found["cost"],
            least=LEAST_COST,
            most=MOST_COST,
        )
    return ""


class PasswordFile:
    """The users of a file, read again when it changes. Safe for threads.

    A line that has become wrong shuts out its user, a file that cannot be read everybody; the log says so. A password
    that was right is remembered, as a keyed digest in memory, for GOOD_FOR or until the hash of its user changes.
    """

    def __init__(self, path: Path, clock: Callable[[], float] = time.monotonic) -> None:
        """Raises UserFileError for a file that cannot be read, has a line that is wrong, or has no user."""
        self._path = path
        self._clock = clock
        self._key = os.urandom(32)
        self._lock = threading.Lock()
        self._stamp = _stamp(path)
        self._users: Mapping[str, bytes] = read_users(path)
        if not self._users:
            raise UserFileError(path, gettext("里没有用户"), next_step=gettext(_HOW))
        self._right: dict[bytes, tuple[str, float]] = {}
        self._running: dict[bytes, threading.Event] = {}

    def remembers(self, user: str, password: str) -> bool:
        """Whether this password was right of late."""
        self._renew()
        digest = self._digest(user, password)
        with self._lock:
            return digest in self._right and self._right[digest][1] > self._clock()

    def verify(self, user: str, password: str) -> bool:
        """Whether it is the user's password; takes as long for a user who is not in the file. Raises Busy."""
        self._renew()
        digest = self._digest(user, password)
        with self._lock:
            users, running = self._users, self._running.get(digest)
            if running is None:
                if len(self._running) >= AT_ONCE:
                    raise Busy(N_("正在核对别的密码"), next_step=N_("请稍后再试"))
                self._running[digest] = threading.Event()
        if running is not None:
            # The same password is being checked for another request, as when a page asks for its files.
            running.wait()
            return self.remembers(user, password)
        right = False
        try:
            right = _is_right(users, user, password)
        finally:
            with self._lock:
                if right and self._users.get(user) == users[user]:
                    self._remember(user, digest)
                self._running.pop(digest).set()
        return right

    def _remember(self, user: str, digest: bytes) -> None:
        self._right.pop(digest, None)
        self._right[digest] = user, self._clock() + GOOD_FOR
        while len(self._right) > _MOST_REMEMBERED:
            del self._right[next(iter(self._right))]

    def _digest(self, user: str, password: str) -> bytes:
        text = f"{user}\0{password}".encode("utf-8", "surrogatepass")
        return hashlib.blake2b(text, key=self._key, digest_size=32).digest()

    def _renew(self) -> None:
        stamp = _stamp(self._path)
        if stamp == self._stamp:
            return
        problems: list[str] = []
        try:
            users = read_users(self._path, problems)
        except UserFileError as fault:
            users, problems = {}, [fault.problem]
        with self._lock:
            same = {name for name, hashed in users.items() if self._users.get(name) == hashed}
            self._stamp, self._users = stamp, users
            # Who is in stays in while others guess at the name: a change of another line must not shut out anybody.
            self._right = {digest: each for digest, each in self._right.items() if each[0] in same}
        for problem in problems[:10]:
            _log.error(logged(N_("%s %s；这些用户进不来，改好之后自动生效")), self._path, problem)


def _is_right(users: Mapping[str, bytes], user: str, password: str) -> bool:
    if not users:
        return False
    # A name that is not in the file costs the dearest check, so that the time does not tell which names there are.
    hashed = users.get(user) or max(users.values(), key=_cost)
    try:
        same = bcrypt.checkpw(password.encode("utf-8", "surrogatepass")[:_LONGEST], hashed)
    except ValueError:
        return False
    return same and user in users


def _cost(hashed: bytes) -> int:
    return int(hashed[4:6])


def _stamp(path: Path) -> tuple[int, ...] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns
