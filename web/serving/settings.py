"""The application as environment variables set it up, for WSGI servers."""

from __future__ import annotations

import logging
import os
from dataclasses import replace
from typing import Final

from flask import Flask

from index.language import gettext
from index.location import locate
from index.settings import DEFAULT_INDEX, INDEX_VARIABLE, upload_password
from index.variables import read_from
from web.app import create_app
from web.serving.adding import Uploads
from web.serving.deployment import Deployment
from web.serving.loading import load
from web.serving.observing import Observation, Observer
from web.serving.variables import (
    METRICS_FROM_VARIABLE,
    UPLOAD_VARIABLE,
    access_log,
    switch,
    verify_hours,
    warn_of_unknown_variables,
)

_log: Final = logging.getLogger(__name__)


def application() -> Flask:
    """The site on the index of ZHENGSOU_INDEX, deployed as the environment says, its dictionaries loaded.

    Raises RequestError for a setting that is none, UserFileError for a file of passwords that is not good, CannotLog
    for an access log that cannot be opened, and ClientMissing if the index is on a cluster and its client is not
    installed. Without `/metrics`: numbers of processes that another server forks cannot be summed here.
    """
    with read_from(INDEX_VARIABLE):
        place = locate(os.environ.get(INDEX_VARIABLE) or DEFAULT_INDEX)
    uploads = Uploads(place, upload_password()) if switch(UPLOAD_VARIABLE, False) else None
    verify_every = verify_hours() * 3600
    log = access_log()
    warn_of_unknown_variables()
    if os.environ.get(METRICS_FROM_VARIABLE):
        _log.warning(gettext("%s 在这里不起作用：只有 zhengsou serve 有 /metrics"), METRICS_FROM_VARIABLE)
    deployment = replace(Deployment.from_environment(), for_others=True)
    app = create_app(place, deployment, uploads, verify_every=verify_every)
    if log:
        Observer(app, Observation(log), 1)
    load(app, place)
    return app
