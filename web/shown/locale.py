"""The language that the site speaks with a reader: which it is, and its messages.

A message is written in simplified Chinese where it is used, and that is its key. Traditional Chinese is made of it by
OpenCC when it is first shown; English stands in translations/en.po, of which translations/en.mo is the compiled form.
"""

from __future__ import annotations

from functools import cache, lru_cache
from gettext import GNUTranslations
from pathlib import Path
from typing import Any, Final, Literal

from flask import Flask, g, has_request_context, request

from web.shown.script import traditional

Language = Literal["zh-Hans", "zh-Hant", "en"]
LANGUAGES: Final[dict[Language, str]] = {"zh-Hans": "简体", "zh-Hant": "繁體", "en": "English"}
"""By their BCP 47 tags, each named in itself."""
COOKIE: Final = "ui"
_CATALOGUE: Final = Path(__file__).parent.parent / "translations" / "en.mo"
_TRADITIONAL_REGIONS: Final = ("zh-hant", "zh-tw", "zh-hk", "zh-mo")


def install_locale(app: Flask) -> None:
    """Gives the application's templates `_` and `ngettext`, whose results are escaped, and the language's names."""
    app.jinja_env.add_extension("jinja2.ext.i18n")
    app.jinja_env.install_gettext_callables(_message, _counted_message, newstyle=True)  # type: ignore[attr-defined]
    app.jinja_env.globals.update(ui_language=ui_language, ui_languages=LANGUAGES)
    app.jinja_env.filters["said"] = said


def gettext(message: str, **values: Any) -> str:
    """The message in the reader's language, with `%(name)s` in it replaced by the values of those names."""
    translated = _message(message)
    return translated % values if values else translated


def ngettext(singular: str, plural: str, number: int, **values: Any) -> str:
    """The message for so many things; `%(num)s` in it is the number with its thousands set apart."""
    return _counted_message(singular, plural, number) % {"num": f"{number:,}", **values}


def N_(message: str) -> str:
    """The message itself: marks a text that is translated where it is shown."""
    return message


def said(text: str) -> str:
    """A sentence that was put together in Chinese outside the pages, as near to the reader's language as it goes."""
    return _traditional(text) if ui_language() == "zh-Hant" else text


def ui_language() -> Language:
    """The language of this request's page: the reader's choice, else Chinese in the script that the browser prefers.

    English is only ever chosen. The API and what runs outside requests speak simplified Chinese.
    """
    try:
        # A page asks some two hundred times.
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
