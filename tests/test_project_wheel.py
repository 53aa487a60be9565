"""The built wheel carries all that it needs, and works where there is no checkout."""

import os
import re
import socket
import subprocess
import sys
import sysconfig
import tarfile
import time
import urllib.error
import urllib.request
import zipfile
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest

ROOT = Path(__file__).parent.parent
PACKAGES = ("index", "search", "web")
PAGE = "政协测试区委员会工作报告\n2024-01-05 来源：测试网\n\n过去一年，我们认真办理提案，围绕中心工作建言资政。\n"

pytestmark = pytest.mark.slow


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the sdist, and the wheel that was built from that sdist and not from the checkout."""
    folder = tmp_path_factory.mktemp("built")
    run([sys.executable, "-m", "build", "--no-isolation", "--outdir", str(folder), str(ROOT)], folder)
    return folder


@pytest.fixture(scope="session")
def installed(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The bin folder of a new environment with the wheel; the dependencies come from the environment of the tests."""
    environment = tmp_path_factory.mktemp("installed") / "venv"
    run([sys.executable, "-m", "venv", "--without-pip", str(environment)], built)
    python = environment / "bin" / "python"
    (wheel,) = built.glob("*.whl")
    pip = [sys.executable, "-m", "pip", "--python", str(python), "--disable-pip-version-check"]
    run([*pip, "install", "--quiet", "--no-deps", "--no-index", str(wheel)], built)
    # A path in a .pth file is searched, but .pth files in it are not read: the editable checkout stays out of sight.
    (site_packages,) = environment.glob("lib/python*/site-packages")
    (site_packages / "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n", "utf-8")
    return environment / "bin"


def outside_environment() -> dict[str, str]:
    return {k: v for k, v in os.environ.items() if k != "PYTHONPATH" and not k.startswith("ZHENGSOU_")}


def run(command: list[str], folder: Path) -> str:
    """Standard output of a command that must succeed, run in `folder`."""
    done = subprocess.run(
        command, cwd=folder, env=outside_environment(), capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def fetch(url: str) -> str:
    with urllib.request.urlopen(url, timeout=10) as response:
        return str(response.read().decode("utf-8"))


def test_the_wheel_carries_the_packages_and_the_manual_pages_and_nothing_else(built: Path) -> None:
    (wheel,) = built.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        carried = {name for name in archive.namelist() if ".dist-info/" not in name and ".data/" not in name}
        beside = {
            name.partition(".data/data/")[2]: archive.read(name) for name in archive.namelist() if ".data/" in name
        }
    wanted = {
        path.relative_to(ROOT).as_posix()
        for package in PACKAGES
        for path in (ROOT / package).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }

    assert carried == wanted
    assert beside == {
        "share/man/man1/zhengsou.1": (ROOT / "docs/man/zhengsou.1").read_bytes(),
        "share/man/zh_CN/man1/zhengsou.1": (ROOT / "docs/man/zhengsou.zh_CN.1").read_bytes(),
    }


def test_the_sdist_carries_seeds_and_tests(built: Path) -> None:
    (sdist,) = built.glob("*.tar.gz")
    with tarfile.open(sdist) as archive:
        carried = {name.partition("/")[2] for name in archive.getnames()}

    assert {f"seeds/{path.name}" for path in (ROOT / "seeds").iterdir()} <= carried
    assert {"pyproject.toml", "LICENSE", "Makefile", "requirements.lock", "tests/conftest.py"} <= carried
    assert not {name for name in carried if name.startswith((".venv", "var/", ".git/"))}


def test_the_installed_packages_are_not_the_checkout(installed: Path, tmp_path: Path) -> None:
    program = "import index, search, web; print(index.__file__, search.__file__, web.__file__)"

    for path in run([str(installed / "python"), "-c", program], tmp_path).split():
        assert Path(path).is_relative_to(installed.parent)


def test_help_names_the_commands(installed: Path, tmp_path: Path) -> None:
    text = run([str(installed / "zhengsou"), "--help"], tmp_path)

    for command in ("index", "search", "status", "check", "serve"):
        assert re.search(rf"^\s+{command}\b", text, re.MULTILINE), command


@pytest.fixture(scope="session")
def indexed(installed: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder, far from the checkout, in which one page was indexed."""
    folder = tmp_path_factory.mktemp("reader")
    (folder / "page.txt").write_text(PAGE, "utf-8")
    run([str(installed / "zhengsou"), "index", "page.txt", "--index", "own-index"], folder)
    return folder


def test_a_page_is_indexed_and_found(installed: Path, indexed: Path) -> None:
    command = [str(installed / "zhengsou"), "search", "--index", "own-index"]

    assert "认真【办理提案】" in run([*command, "办理提案"], indexed)
    absent = subprocess.run([*command, "大熊猫"], cwd=indexed, env=outside_environment(), timeout=60, check=False)
    assert absent.returncode == 1


@pytest.fixture
def served(installed: Path, indexed: Path) -> Iterator[str]:
    """The address of a running `zhengsou serve`."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [str(installed / "zhengsou"), "serve", "--index", "own-index", "--port", str(port)]
    with subprocess.Popen(command, cwd=indexed, env=outside_environment(), stdout=subprocess.DEVNULL) as server:
        address = f"http://127.0.0.1:{port}"
        try:
            wait_for(address, server)
            yield address
        finally:
            server.terminate()


def wait_for(address: str, server: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + 20
    while not answers(address):
        assert server.poll() is None, f"serve ended with {server.returncode}"
        assert time.monotonic() < deadline, f"{address} did not answer"
        time.sleep(0.05)


def answers(address: str) -> bool:
    try:
        fetch(address)
    except urllib.error.HTTPError:
        raise
    except urllib.error.URLError:
        return False
    return True


def test_the_installed_server_shows_pages_with_their_styles(served: str) -> None:
    start = fetch(served + "/")
    found = fetch(f"{served}/?q={quote('提案')}")
    styles = re.findall(r'<link[^>]+href="(/static/[^"]+\.css[^"]*)"', start)

    assert "<form" in start
    assert "<mark>提案</mark>" in found
    assert styles
    assert all(fetch(served + style).strip() for style in styles)
