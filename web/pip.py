"""How libraries are installed into the environment that this program runs in, for remedies."""

from __future__ import annotations

import shlex
import sys

from index.language import gettext


def pip_install(*what: str) -> str:
    """A shell's command that installs into this very environment, whichever `pip` comes first on the PATH."""
    return shlex.join((sys.executable or "python3", "-m", "pip", "install", *what))


def install_from_checkout(*what: str) -> str:
    """A remedy: the program itself is installed from its sources only, since no registry has it."""
    return gettext("请在代码所在的文件夹里运行 %(command)s", command=pip_install(*what))
