"""The interface's language: what a request asks for, and its use in templates."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from flask import Flask, Request, g, request

from index.language import (
    Language,
    add_catalogue,
    again,
    begin,
    convert_by,
    counted_message,
    end,
    language,
    of_tag,
    translated_message,
)
from index.script import traditional
from web.asked.of_api import is_of_api

LANGUAGES: Final[dict[Language, str]] = {"zh-Hans": "简体", "zh-Hant": "繁體", "en": "English"}
"""Each language's own name, by BCP 47 tag."""
COOKIE: Final = "ui"
OF_A_FILE: Final = "lang"
"""Parameter by which a page asks for a file of the API in its own language."""
_CATALOGUE: Final = Path(__file__).parent.parent / "translations" / "en.mo"
_BEGUN: Final = "zhengsou.language"

add_catalogue(_CATALOGUE)
convert_by(traditional)


def install_locale(app: Flask) -> None:
    """Each request is answered in its language; `_` and `ngettext` in templates escape what they say."""
    app.jinja_env.add_extension("jinja2.ext.i18n")
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]
        translated_message, counted_message, newstyle=True
    )
    app.jinja_env.globals.update(ui_language=language, ui_languages=LANGUAGES)
    app.jinja_env.filters["again"] = again
    app.teardown_request(_end)


def speak_as_asked() -> None:
    """Begins the language of this request, before any check can answer it."""
    setattr(g, _BEGUN, begin(language_of(request)))


def language_of(asked: Request) -> Language:
    """The language of a request's answer.

    Of a page the one that the reader's cookie says, else Chinese in the script that the browser prefers: English is
    only chosen, never guessed. Of the API and of feeds, whose readers have no cookie, the one that `Accept-Language`
    prefers, simplified Chinese where it has none; but of the API first the one that the address names, as links of
    pages to files do.
    """
    preferred = [known for each, quality in asked.accept_languages if quality and (known := of_tag(each))]
    if is_of_api(asked):
        named = asked.args.get(OF_A_FILE, "")
        if named in LANGUAGES:
            return named
        return next(iter(preferred), "zh-Hans")
    chosen = asked.cookies.get(COOKIE, "")
    if chosen in LANGUAGES:
        return chosen
    if asked.path == "/feed":
        return next(iter(preferred), "zh-Hans")
    return next((each for each in preferred if each != "en"), "zh-Hans")


def _end(_: BaseException | None) -> None:
    if begun := g.pop(_BEGUN, None):
        end(begun)
