"""What a real OpenSearch for tests is started from: its minimal distribution, a Java that it runs on, an account."""

import hashlib
import os
import pwd
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from zipfile import ZipFile

VERSION = "3.4.0"
ARTIFACT = f"org.opensearch.distribution.integ-test-zip:opensearch:{VERSION}:zip"
SHA256 = "6540e95fe8bfaedc3eb1c58e829912ea2203af2ac1f88f76411c20a2fc5254a6"
OLDEST_JAVA = 21
ACCOUNTS = ("nobody", "daemon")


class ServerMissing(Exception):
    """OpenSearch cannot be started on this machine; the message says what is missing and how to get it."""


@dataclass(frozen=True, slots=True)
class Account:
    """Whom to run as; None is who runs already."""

    uid: int | None = None
    gid: int | None = None

    @property
    def groups(self) -> list[int] | None:
        """The further groups to run with: none of root's."""
        return None if self.uid is None else []

    def can(self, test: str, path: Path | str) -> bool:
        """Whether `test` of the shell's command of that name holds for a path in this account's eyes, as "-r"."""
        ran = subprocess.run(
            ["/bin/sh", "-c", 'test "$1" "$2"', "sh", test, str(path)],
            check=False, cwd="/", user=self.uid, group=self.gid, extra_groups=self.groups,
        )  # fmt: skip
        return ran.returncode == 0


@dataclass(frozen=True, slots=True)
class Distribution:
    """Everything that is needed to start a node."""

    home: Path
    java: Path
    account: Account


def default_home() -> Path:
    """Where the unpacked distribution lies: ZHENGSOU_OPENSEARCH_HOME, or a folder of this version in the cache.

    Root's own cache is closed to the account that the server runs as, so root's is the machine's.
    """
    if chosen := os.environ.get("ZHENGSOU_OPENSEARCH_HOME"):
        return Path(chosen).absolute()
    if os.geteuid() == 0:
        return Path("/var/cache/zhengsou") / f"opensearch-{VERSION}"
    cache = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(cache) / "zhengsou" / f"opensearch-{VERSION}"


def installed(home: Path | None = None) -> Distribution:
    """What a node can be started from, without fetching anything. Raises ServerMissing."""
    home = home or default_home()
    if not is_distribution(home):
        raise ServerMissing(
            f"no OpenSearch {VERSION} in {home}; `make test-opensearch` or "
            "`python tests/opensearch_server.py fetch` fetches it (133 MB, once)"
        )
    account = unprivileged_account()
    java = newest_java(path for path in java_homes() if account.can("-x", path / "bin" / "java"))
    if not account.can("-r", home / "lib"):
        raise ServerMissing(
            f"OpenSearch refuses to run as root, and the account it would run as (uid {account.uid}) cannot read "
            f"{home}; set ZHENGSOU_OPENSEARCH_HOME to a folder that everybody can read"
        )
    return Distribution(home, java, account)


def is_distribution(home: Path) -> bool:
    """Whether OpenSearch lies in a folder."""
    return (home / "bin" / "opensearch").is_file() and (home / "lib").is_dir()


def fetch(home: Path | None = None) -> Path:
    """The folder with OpenSearch in it, fetched from Maven Central where it is not there yet. Raises ServerMissing."""
    home = home or default_home()
    if is_distribution(home):
        return home
    if shutil.which("mvn") is None:
        raise ServerMissing("no `mvn` to fetch OpenSearch with; on Debian and Ubuntu: apt-get install maven")
    home.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=f".{home.name}-", dir=home.parent) as scratch:
        command = ["mvn", "-q", "-B", "dependency:copy", f"-Dartifact={ARTIFACT}", f"-DoutputDirectory={scratch}"]
        ran = subprocess.run(
            command, check=False, cwd=scratch, stdin=subprocess.DEVNULL, capture_output=True, text=True
        )
        if ran.returncode:
            raise ServerMissing(f"{' '.join(command)} failed:\n{(ran.stdout + ran.stderr).strip()[-2000:]}")
        unpack(Path(scratch) / f"opensearch-{VERSION}.zip", home)
    return home


def unpack(archive: Path, home: Path, sha256: str = SHA256) -> None:
    """Unpack a distribution, wholly or not at all, into a folder that everybody can read.

    Raises ServerMissing when the archive is not the very one that is asked for; then nothing is unpacked.
    """
    with archive.open("rb") as file:
        found = hashlib.file_digest(file, "sha256").hexdigest()
    if found != sha256:
        raise ServerMissing(f"{archive.name} has SHA-256 {found}, not {sha256}; it was not unpacked")
    with tempfile.TemporaryDirectory(prefix=f".{home.name}-", dir=home.parent) as scratch:
        with ZipFile(archive) as packed:
            packed.extractall(scratch)
        (unpacked,) = Path(scratch).iterdir()
        for folder, _, files in os.walk(unpacked):
            os.chmod(folder, 0o755)
            for name in files:
                os.chmod(os.path.join(folder, name), 0o755 if folder.endswith("bin") else 0o644)
        try:
            unpacked.rename(home)
        except OSError:
            # Somebody else fetched it in the meantime.
            if not is_distribution(home):
                raise


def java_homes() -> list[Path]:
    """The folders where this machine may have a Java, in no order; OPENSEARCH_JAVA_HOME alone when it is set."""
    if chosen := os.environ.get("OPENSEARCH_JAVA_HOME"):
        return [Path(chosen)]
    homes = [Path(os.environ[name]) for name in ("JAVA_HOME", "JDK_HOME") if os.environ.get(name)]
    if java := shutil.which("java"):
        homes.append(Path(java).resolve().parent.parent)
    for folder in ("/usr/lib/jvm", "/usr/lib64/jvm", "/usr/java", "/opt", "~/.jdks", "~/.sdkman/candidates/java"):
        homes.extend(Path(folder).expanduser().glob("*/"))
    for folder in ("/Library/Java/JavaVirtualMachines", "/opt/homebrew/opt"):
        homes.extend(Path(folder).glob("*/Contents/Home"))
        homes.extend(Path(folder).glob("*/libexec/*.jdk/Contents/Home"))
    return homes


def java_version(home: Path) -> tuple[int, ...]:
    """The version that a Java names in its `release` file, as (21, 0, 5); () where no Java with such a file is."""
    try:
        release = (home / "release").read_text("utf-8", errors="replace")
    except OSError:
        return ()
    line = re.search(r'^JAVA_VERSION="?([\d._+]+)', release, re.MULTILINE)
    if line is None or not os.access(home / "bin" / "java", os.X_OK):
        return ()
    numbers = tuple(int(number) for number in re.findall(r"\d+", line[1]))
    return numbers[1:] if numbers[:1] == (1,) else numbers


def newest_java(homes: Iterable[Path]) -> Path:
    """The newest of some Javas that OpenSearch runs on. Raises ServerMissing when none is new enough."""
    versions = {home: java_version(home) for home in homes}
    newest = max(versions, key=versions.__getitem__, default=None)
    if newest is not None and versions[newest] >= (OLDEST_JAVA,):
        return newest
    found = sorted({".".join(map(str, version)) for version in versions.values() if version})
    raise ServerMissing(
        f"OpenSearch {VERSION} needs Java {OLDEST_JAVA} or newer, found {', '.join(found) or 'none'}; install one "
        "(Debian 13, Ubuntu 24.04: apt-get install openjdk-21-jre-headless; Debian 12 has none new enough: a Temurin "
        "package or archive of https://adoptium.net) or name its folder in OPENSEARCH_JAVA_HOME"
    )


def unprivileged_account() -> Account:
    """An account that is not root's: one's own, or for root another that this machine has. Raises ServerMissing."""
    if os.geteuid() != 0:
        return Account()
    for name in ACCOUNTS:
        try:
            entry = pwd.getpwnam(name)
            account = Account(entry.pw_uid, entry.pw_gid)
            if entry.pw_uid != 0 and account.can("-d", "/"):
                return account
        except (KeyError, PermissionError):
            continue
    raise ServerMissing(
        f"OpenSearch refuses to run as root, and there is no unprivileged account ({', '.join(ACCOUNTS)}) that root "
        "may start it as here; run the tests as an ordinary user"
    )
