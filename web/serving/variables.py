"""Environment variables that set what options of `zhengsou serve` do, beside those of web/serving/deployment.py."""

from __future__ import annotations

import logging
import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Final

from index.errors import RequestError
from index.language import gettext
from index.variables import read_from, unknown_variables

if TYPE_CHECKING:
    from web.serving.access_log import AccessLog

HOST_VARIABLE: Final = "ZHENGSOU_LISTEN_HOST"
PORT_VARIABLE: Final = "ZHENGSOU_LISTEN_PORT"
"""Not ZHENGSOU_PORT: Kubernetes sets that to an address, for a service of this name."""
WORKERS_VARIABLE: Final = "ZHENGSOU_WORKERS"
VERIFY_VARIABLE: Final = "ZHENGSOU_VERIFY"
DEFAULT_VERIFY: Final = 24.0
"""Hours."""
MOST_VERIFY: Final = 8760
METRICS_FROM_VARIABLE: Final = "ZHENGSOU_METRICS_FROM"
ACCESS_LOG_VARIABLE: Final = "ZHENGSOU_ACCESS_LOG"
ACCESS_LOG_FORMAT_VARIABLE: Final = "ZHENGSOU_ACCESS_LOG_FORMAT"
ACCESS_LOG_QUERIES_VARIABLE: Final = "ZHENGSOU_ACCESS_LOG_QUERIES"
UPLOAD_VARIABLE: Final = "ZHENGSOU_ALLOW_UPLOAD"

_log: Final = logging.getLogger(__name__)


def warn_of_unknown_variables() -> None:
    """Log in one line which variables of the environment are settings of nothing."""
    if unknown := unknown_variables():
        _log.warning(gettext("环境变量：%s"), gettext("；").join(unknown))


def switch(name: str, default: bool, environment: Mapping[str, str] = os.environ) -> bool:
    """A variable that is 0 or 1; raises RequestError for anything else."""
    value = environment.get(name, "")
    if value not in ("", "0", "1"):
        raise RequestError(
            gettext("%(name)s 不对：%(value)s", name=name, value=value[:20]), next_step=gettext("请给 0 或 1")
        )
    return value == "1" if value else default


def verify_hours(environment: Mapping[str, str] = os.environ) -> float:
    """Hours between two verifications of the index, 0 for none; raises RequestError for what is no number of hours."""
    value = environment.get(VERIFY_VARIABLE) or str(DEFAULT_VERIFY)
    try:
        hours = float(value)
    except ValueError:
        hours = -1.0
    if not 0 <= hours <= MOST_VERIFY:
        raise RequestError(
            gettext("%(variable)s 不对：%(value)s", variable=VERIFY_VARIABLE, value=value[:20]),
            next_step=gettext("请给 0 到 %(most)s 的小时数", most=MOST_VERIFY),
        )
    return hours


def access_log(environment: Mapping[str, str] = os.environ) -> AccessLog | None:
    """The access log that is set; None without one. Raises RequestError for a setting that is none, and CannotLog."""
    from web.serving.access_log import FORMS, AccessLog

    form = environment.get(ACCESS_LOG_FORMAT_VARIABLE) or FORMS[0]
    queries = switch(ACCESS_LOG_QUERIES_VARIABLE, True, environment)
    path = environment.get(ACCESS_LOG_VARIABLE)
    for known in FORMS:
        if form == known:
            with read_from(ACCESS_LOG_VARIABLE):
                return AccessLog(None if path == "-" else Path(path), known, queries=queries) if path else None
    raise RequestError(
        gettext(
            "%(variable)s 不对：%(form)s",
            variable=ACCESS_LOG_FORMAT_VARIABLE,
            form=form[:20],
        ),
        next_step=gettext("请给 %(known)s", known=" ".join(FORMS)),
    )
