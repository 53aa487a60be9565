"""The path under which the site lies, and what reverse proxies say of a request."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

from flask import Flask, request
from werkzeug.middleware.proxy_fix import ProxyFix

from index.errors import RequestError
from index.language import gettext
from web.serving.deployment import Deployment, is_base_path
from web.shown.root import site_under

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

_OUTSIDE: Final = "zhengsou.outside"
"""Key of the environment of a request for an address outside of the base path."""
_BAD_PREFIX: Final = "zhengsou.bad_prefix"
"""Key of a prefix of no good form in the environment of a request."""


class NotUnderBasePath(RequestError):
    """The site lies under another path."""

    http_status = 404


def install_prefix(app: Flask, deployment: Deployment) -> None:
    """Puts every address of the application under the base path, and believes that number of proxies.

    A request outside of the path gets 404, with the path. From X-Forwarded-For, -Proto, -Host and, without a base path,
    -Prefix the value that the outermost trusted proxy wrote is taken; without trusted proxies none is looked at.
    Call it after the checks of hosts are installed, which see what the proxies say.
    """
    app.wsgi_app = _UnderPath(app.wsgi_app, deployment.base_path)  # type: ignore[method-assign]
    app.before_request(_refuse)
    if deployment.proxies:
        n = deployment.proxies
        # The operator's own path is not for a header to change.
        prefix = 0 if deployment.base_path else n
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=n, x_proto=n, x_host=n, x_prefix=prefix)  # type: ignore[method-assign]


class _UnderPath:
    """Moves the base path from PATH_INFO to SCRIPT_NAME, as WSGI has it, and marks requests for other paths."""

    def __init__(self, application: WSGIApplication, base_path: str) -> None:
        self._application = application
        self._base_path = base_path

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        root, path = environ.get("SCRIPT_NAME", "").rstrip("/"), environ.get("PATH_INFO", "")
        if root and not is_base_path(root):
            environ[_BAD_PREFIX], root = root, ""
        environ["SCRIPT_NAME"] = root
        base = self._base_path
        if base and not root.endswith(base):
            environ["SCRIPT_NAME"] = root + base
            # A server of WSGI may have made one slash of several at the beginning.
            sent = str(environ.get("REQUEST_URI", ""))
            if not sent.startswith("//") and (path == base or path.startswith(f"{base}/")):
                environ["PATH_INFO"] = path[len(base) :]
            else:
                environ[_OUTSIDE] = path
        with site_under(environ["SCRIPT_NAME"]):
            return self._application(environ, start_response)


def _refuse() -> None:
    if _BAD_PREFIX in request.environ:
        raise RequestError(
            gettext("反向代理所说的路径不合规矩"), next_step=gettext("请检查反向代理的 X-Forwarded-Prefix")
        )
    if _OUTSIDE in request.environ:
        raise NotUnderBasePath(
            gettext("这里没有网页，本站在 %(path)s/ 之下", path=request.script_root),
            next_step=gettext("请检查地址"),
        )
