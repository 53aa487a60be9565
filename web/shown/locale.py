"""Interface language: its choice per request, and the translation of messages.

A message's key is its text in simplified Chinese, written where it is used. OpenCC converts it to traditional Chinese
on first use; its English is in translations/en.po, compiled to translations/en.mo.
"""

from __future__ import annotations

from functools import cache, lru_cache
from gettext import GNUTranslations
from pathlib import Path
from typing import Any, Final, Literal

from flask import Flask, g, has_request_context, request

from search.script import traditional

Language = Literal["zh-Hans", "zh-Hant", "en"]
LANGUAGES: Final[dict[Language, str]] = {"zh-Hans": "简体", "zh-Hant": "繁體", "en": "English"}
"""Each language's own name, by BCP 47 tag."""
COOKIE: Final = "ui"
_CATALOGUE: Final = Path(__file__).parent.parent / "translations" / "en.mo"
_TRADITIONAL_REGIONS: Final = ("zh-hant", "zh-tw", "zh-hk", "zh-mo")


def install_locale(app: Flask) -> None:
    """Installs `_` and `ngettext` (escaping their results), the filter `said` and the languages' names in templates."""
    app.jinja_env.add_extension("jinja2.ext.i18n")
    app.jinja_env.install_gettext_callables(_message, _counted_message, newstyle=True)  # type: ignore[attr-defined]
    app.jinja_env.globals.update(ui_language=ui_language, ui_languages=LANGUAGES)
    app.jinja_env.filters["said"] = said


def gettext(message: str, **values: Any) -> str:
    """The message in the reader's language; `%(name)s` is replaced by the value of that name."""
    translated = _message(message)
    return translated % values if values else translated


def ngettext(singular: str, plural: str, number: int, **values: Any) -> str:
    """The plural form for `number` in the reader's language; `%(num)s` is the number with thousands separators."""
    return _counted_message(singular, plural, number) % {"num": f"{number:,}", **values}


def N_(message: str) -> str:
    """The message itself, marked for translation where it is shown."""
    return message


def said(text: str) -> str:
    """A Chinese sentence composed outside the pages, in the reader's script; not translated into English."""
    return _traditional(text) if ui_language() == "zh-Hant" else text


def ui_language() -> Language:
    """Interface language of this request: the reader's cookie, else Chinese in the script that the browser prefers.

    English by cookie only. Simplified Chinese for the API and outside requests.
    """
    try:
        # Cached per request: a page asks some 200 times.
        known: Language = g.ui_language
    except (AttributeError, RuntimeError):
        if not has_request_context():
            return "zh-Hans"
        known = "zh-Hans" if request.path.startswith("/api/") else _chosen() or _preferred()
        g.ui_language = known
    return known


def _chosen() -> Language | None:
    chosen = request.cookies.get(COOKIE, "")
    return chosen if chosen in LANGUAGES else None


def _preferred() -> Language:
    chinese = next((each.lower() for each in request.accept_languages.values() if each.lower().startswith("zh")), "")
    return "zh-Hant" if chinese.startswith(_TRADITIONAL_REGIONS) else "zh-Hans"


def _message(message: str) -> str:
    language = ui_language()
    if language == "zh-Hans":
        return message
    return _english().gettext(message) if language == "en" else _traditional(message)


def _counted_message(singular: str, plural: str, number: int) -> str:
    if ui_language() == "en":
        return _english().ngettext(singular, plural, number)
    return _message(singular)


@cache
def _english() -> GNUTranslations:
    with _CATALOGUE.open("rb") as catalogue:
        return GNUTranslations(catalogue)


@lru_cache(maxsize=4096)
def _traditional(text: str) -> str:
    return traditional(text)
