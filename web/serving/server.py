"""The server of `zhengsou serve`: one process, or several workers that share a socket."""

from __future__ import annotations

import gc
import logging
import os
import threading
from collections.abc import Callable
from dataclasses import replace
from ipaddress import ip_address
from typing import Final

from flask import Flask

from index.errors import RequestError, ZhengsouError
from index.language import gettext
from index.location import LocationLike
from search.engine.verified import DAY
from web.app import create_app
from web.serving.adding import Uploads
from web.serving.announced import announced
from web.serving.bodies import largest_body
from web.serving.concurrency import limited
from web.serving.deployment import EVERYWHERE, Deployment
from web.serving.draining import take_no_more
from web.serving.hangup import Hangup
from web.serving.listening import Connections, Server
from web.serving.live import detach, look_now, open_now
from web.serving.loading import load
from web.serving.observing import UNOBSERVED, Observation, Observer
from web.serving.security import LOOPBACK
from web.serving.sockets import ServerError, is_loopback, listen
from web.serving.watching import Watching
from web.serving.workers import Renewing, supervise

MOST_WORKERS: Final = 64
COLLECT_AFTER: Final = 10_000
"""Objects made, less those freed, between two garbage collections: Python's 700 are reached many times in a page."""

_log: Final = logging.getLogger(__name__)


def serve(
    place: LocationLike,
    host: str,
    port: int,
    workers: int = 1,
    deployment: Deployment = EVERYWHERE,
    *,
    watching: Watching | None = None,
    uploads: Uploads | None = None,
    verify_every: float = DAY,
    observation: Observation = UNOBSERVED,
) -> None:
    """Serves the index in this directory, or at this address of a cluster, until SIGINT or SIGTERM, then returns.

    The address is printed to standard output once connections are accepted and the index is open. port: 0 for any free
    one. workers: processes, 1 to MOST_WORKERS. deployment: without host names, those of LOOPBACK are answered for if it
    listens on one of them and not for a proxy. watching: a process that starts once the server answers, and ends with
    it. uploads: take files in the browser. verify_every: see web/serving/live.py; each worker does it by itself.
    observation: what is noted of requests. SIGHUP opens logs, index and files of users anew (web/serving/hangup.py).
    Raises ServerError if it cannot listen there, WorkersFailed if workers keep ending at their start, RequestError for
    a port or a number of workers out of bounds, ClientMissing if the index is on a cluster and its client is not
    installed.
    """
    if not 0 <= port <= 65535:
        raise RequestError(gettext("没有这个端口：%(port)s", port=port), next_step=gettext("请给 0 到 65535 的整数"))
    if not 1 <= workers <= MOST_WORKERS:
        raise RequestError(
            gettext("工作进程数不对：%(workers)s", workers=workers),
            next_step=gettext("请给 1 到 %(most)s 的整数", most=MOST_WORKERS),
        )
    forks = hasattr(os, "fork")
    if workers > 1 and not forks:
        raise ServerError(gettext("这个系统上只能有一个工作进程"), next_step=gettext("请去掉 --workers"))
    deployment = _with_hosts(deployment, host)
    app = create_app(place, deployment, uploads, verify_every=verify_every, watched=watching is not None)
    listening = listen(host, port)
    if deployment.auth_file and not is_loopback(host) and not deployment.proxies:
        _log.warning(
            gettext("密码会不加密地传来；请放在有 TLS 的反向代理后面，只在 127.0.0.1 上监听，加上 --trusted-proxy 1")
        )
    observer = Observer(app, observation, workers)
    connections = Connections(workers)
    hangup = Hangup()

    def work(worker: int, ready: Callable[[], None]) -> None:
        server = Server(
            limited(app, place), listening, connections, worker, largest_body(app, deployment.base_path), observer
        )
        hangup.handle(lambda: _open_anew(app, observer), server.stop)
        observer.begin(worker)
        _open(app)
        ready()
        try:
            server.run(alone=not forks)
        finally:
            _close(server, app, observer)

    def end_listening() -> None:
        take_no_more(listening)
        listening.close()

    def say_ready() -> None:
        print(
            gettext("政搜已启动：%(address)s （按 Ctrl-C 停止）", address=announced(host, listening, deployment)),
            flush=True,
        )
        if watching and not forks:
            watching.start_with_thread()
        elif watching:
            watching.start()

    load(app, place)
    try:
        if not forks:
            work(0, say_ready)
        else:
            # One worker, too, is replaced if it ends: a file that is cut short while it is read ends it by SIGBUS.
            _settle_garbage()
            with listening:
                renewing = Renewing(hangup, observer.reopen)
                supervise(workers, work, say_ready, watching, renewing, when_ending=end_listening)
    finally:
        if watching:
            watching.stop()


def _settle_garbage() -> None:
    """Workers share loaded objects' memory until one writes to it, as garbage collection does."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(COLLECT_AFTER)


def _close(server: Server, app: Flask, observer: Observer) -> None:
    server.close()
    detach(app)
    observer.close()


def _open_anew(app: Flask, observer: Observer) -> None:
    """In a thread: opening an index takes a while, in which the thread that is told of signals serves connections."""
    observer.reopen()

    def look() -> None:
        try:
            look_now(app)
        except ZhengsouError as fault:
            _log.warning("%s", fault)

    threading.Thread(target=look, name="SIGHUP", daemon=True).start()


def _open(app: Flask) -> None:
    try:
        open_now(app)
    except ZhengsouError as fault:
        # The index may be built, or its cluster return, while the server runs; until then, pages give the next step.
        _log.warning("%s", fault)


def _with_hosts(deployment: Deployment, host: str) -> Deployment:
    """A site that only this machine reaches, by no proxy, answers for its names alone unless others are given."""
    if deployment.proxies or not is_loopback(host):
        return replace(deployment, for_others=True)
    if deployment.hosts:
        return deployment
    own = f"[{ip_address(host)}]" if ":" in host else host
    return replace(deployment, hosts=tuple(dict.fromkeys((*LOOPBACK, own))))
