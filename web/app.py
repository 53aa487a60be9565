"""The Flask application: pages, API, error handlers, security headers and compression."""

from __future__ import annotations

from flask import Flask, Response, request

from index.china_time import local_day
from index.doubts import placeholder
from index.location import LocationLike
from index.script import language
from index.settings import tag_authority
from search.engine.verified import DAY
from search.export.clippings import MAX_CLIPPINGS, MAX_REMARK
from search.query import asks_question
from web.api import api
from web.asked.arguments import require_text
from web.asked.of_api import is_of_api
from web.asked.parameters import Parameters
from web.errors import register_errors
from web.pages import PAGES
from web.pages.feed import AUTHORITY
from web.pages.health import HEALTH
from web.pages.library import library_state
from web.pages.upload import upload_page
from web.serving.adding import Uploads, allow_uploads
from web.serving.bodies import refuse_bodies
from web.serving.compression import compress_answers
from web.serving.conditional import answer_conditionally
from web.serving.dear import watch_gate
from web.serving.departure import end_with_client
from web.serving.deployment import EVERYWHERE, Deployment
from web.serving.live import attach, older_than_newest
from web.serving.prefix import install_prefix
from web.serving.security import secure
from web.serving.static_files import install_static_files
from web.serving.turns import keep_turns
from web.shown import addresses, head, navigation, printed, words
from web.shown.downloads import downloads
from web.shown.icons import icon
from web.shown.locale import install_locale
from web.shown.script import in_script, marked, shown_language, shown_script, tongue, tongue_attribute
from web.shown.settings_form import settings_form
from web.shown.studies import study_links
from web.site import FOR_OTHERS, Site


def create_app(
    place: LocationLike,
    deployment: Deployment = EVERYWHERE,
    uploads: Uploads | None = None,
    *,
    verify_every: float = DAY,
    watched: bool = False,
) -> Flask:
    """The application over the index in this directory, or at this address of a cluster.

    The first request that needs the index opens it; each later generation is opened once it is committed. Without an
    index, pages answer 503 with the next step. Nothing on a page is inline, so that no indexed text can run as code.
    uploads: take files in the browser. verify_every, watched: see web/serving/live.py. Raises RequestError for a
    setting of the environment that is none.
    """
    app = Site("web")
    app.config[AUTHORITY] = tag_authority()
    app.config[FOR_OTHERS] = deployment.for_others
    app.json.ensure_ascii = False  # type: ignore[attr-defined]
    app.json.sort_keys = False  # type: ignore[attr-defined]
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    install_locale(app)
    install_static_files(app)
    app.jinja_env.filters.update(
        local_day=local_day,
        number=words.number,
        duration=words.duration,
        year=words.year_label,
        reported_year=words.reported_year,
        language=language,
        shown=in_script,
        body=words.body_label,
        short=words.short,
        placeholder=placeholder,
        marked=marked,
        shown_language=shown_language,
        tongue=tongue,
        tongue_attribute=tongue_attribute,
    )
    app.jinja_env.globals.update(
        kind_labels=words.KIND_LABELS,
        switch_labels=words.SWITCH_LABELS,
        switch_hints=words.SWITCH_HINTS,
        in_words=printed.in_words,
        today=printed.made_on,
        whole_address=printed.whole_address,
        places=navigation.places,
        view_name=navigation.view_name,
        view_path=navigation.view_path,
        search_url=addresses.search_url,
        view_url=addresses.view_url,
        hit_url=addresses.hit_url,
        clipping_name=addresses.hit_clipping,
        most_clippings=MAX_CLIPPINGS,
        longest_remark=MAX_REMARK,
        files_of=downloads,
        study_links=study_links,
        no_parameters=Parameters(),
        shown_script=shown_script,
        url_for=addresses.cached_url_for,
        has_page=addresses.has_page,
        icon=icon,
        for_engines=head.for_engines,
        older_than_newest=older_than_newest,
        script_labels=words.SCRIPT_LABELS,
        this_address=addresses.this_address,
        settings_form=settings_form,
        amount=words.amount,
        asks_question=asks_question,
    )
    for blueprint in (*PAGES, api):
        app.register_blueprint(blueprint)
    if uploads:
        allow_uploads(app, uploads)
        app.register_blueprint(upload_page)
    register_errors(app)
    secure(app, deployment.hosts, for_any=HEALTH)
    install_prefix(app, deployment)
    if deployment.auth_file:
        from web.serving.entrance import require_password

        require_password(app, deployment.auth_file)
    app.before_request(lambda: require_text(request.query_string))
    refuse_bodies(app)
    end_with_client(app)
    keep_turns(app)
    compress_answers(app)
    app.after_request(_vary_by_reader)
    answer_conditionally(app, {"reports.catalogue": library_state})
    attach(app, place, verify_every, watched=watched)
    watch_gate(app)
    return app


def _vary_by_reader(response: Response) -> Response:
    """A page's language and script depend on the reader's cookies and browser, which a cache must know.

    So does the language of what the API says, but for the cookies.
    """
    if is_of_api(request):
        response.vary.add("Accept-Language")
    elif response.mimetype == "text/html":
        response.vary.update(("Cookie", "Accept-Language"))
    return response
