"""The application as environment variables set it up, for WSGI servers."""

from __future__ import annotations

import os
from typing import Final

from flask import Flask

from index.errors import RequestError
from index.location import locate
from index.settings import DEFAULT_INDEX, INDEX_VARIABLE, upload_password
from web.app import create_app
from web.serving.adding import Uploads
from web.serving.deployment import Deployment
from web.serving.loading import load

UPLOAD_VARIABLE: Final = "ZHENGSOU_ALLOW_UPLOAD"


def application() -> Flask:
    """The site on the index of ZHENGSOU_INDEX, deployed as the environment says, its dictionaries loaded.

    Raises RequestError for a setting that is none, UserFileError for a file of passwords that is not good, and
    ClientMissing if the index is on a cluster and its client is not installed.
    """
    place = locate(os.environ.get(INDEX_VARIABLE) or DEFAULT_INDEX)
    app = create_app(place, Deployment.from_environment(), Uploads(place, upload_password()) if _allows() else None)
    load(app, place)
    return app


def _allows() -> bool:
    value = os.environ.get(UPLOAD_VARIABLE, "")
    if value not in ("", "0", "1"):
        raise RequestError(f"{UPLOAD_VARIABLE} 不对：{value[:20]}", next_step="请给 0 或 1")
    return value == "1"
