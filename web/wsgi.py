"""The site for WSGI servers, set up by environment variables: `gunicorn web.wsgi:app`.

Each variable means what the option of `zhengsou serve` means (docs/deploy.md has the table). Importing this opens no
index and starts no thread, so that a server may import it before it forks (`gunicorn --preload`) or after.
"""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from flask import Flask

_NO_BOOT: Final = 3
"""Exit status by which gunicorn knows that another worker would fail, too."""


def _application() -> Flask:
    # NumPy needs one thread here, as in web/cli.py; it reads this when it is imported.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    from index.errors import ZhengsouError
    from index.language import gettext, of_environment, speak
    from index.terminal import say

    speak(of_environment(os.environ))

    try:
        from web.serving.settings import application

        return application()
    except ZhengsouError as fault:
        say(gettext("错误：%(text)s", text=fault))
        sys.exit(_NO_BOOT)


app: Final = _application()
