"""The language of messages: chosen for the process or for one request, and their translation.

A message's key is its text in simplified Chinese, written where it is used. OpenCC converts it to traditional Chinese
on first use; its English is in a catalogue, written in `en.po` and compiled to `en.mo`: this package's own, and those
that others add.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar, Token
from functools import cache, lru_cache
from gettext import GNUTranslations
from pathlib import Path
from typing import Any, Final, Literal

Language = Literal["zh-Hans", "zh-Hant", "en"]
VARIABLE: Final = "ZHENGSOU_LANG"
_LOCALE: Final = ("LC_ALL", "LC_MESSAGES", "LANG")
"""POSIX: the first that is set and not empty decides the language of messages."""
_TRADITIONAL_REGIONS: Final = ("zh-hant", "zh-tw", "zh-hk", "zh-mo")
_CATALOGUES: Final = [Path(__file__).parent / "translations" / "en.mo"]
_process: list[Language] = ["zh-Hans"]
_to_traditional: list[Callable[[str], str]] = []
_request: ContextVar[Language | None] = ContextVar("language", default=None)


def language() -> Language:
    """The language that messages are in here and now: the request's, or else the process's."""
    return _request.get() or _process[0]


def speak(language: Language) -> None:
    """From here on, messages outside of requests are in this language."""
    _process[0] = language


def begin(language: Language) -> Token[Language | None]:
    """From here on, messages of this thread are in this language, until `end`."""
    return _request.set(language)


def end(begun: Token[Language | None]) -> None:
    """Ends what `begin` began, in the same thread."""
    _request.reset(begun)


@contextmanager
def speaking(language: Language) -> Iterator[None]:
    """Messages inside are in this language."""
    begun = begin(language)
    try:
        yield
    finally:
        end(begun)


def of_environment(environment: Mapping[str, str]) -> Language:
    """The language that the environment asks for: by ZHENGSOU_LANG, else by the locale; Chinese where neither tells."""
    chosen = environment.get(VARIABLE, "")
    return of_tag(chosen) or of_tag(next(filter(None, map(environment.get, _LOCALE)), "")) or "zh-Hans"


def of_tag(tag: str) -> Language | None:
    """The language of a tag of BCP 47 or a POSIX locale, as en, zh_TW.UTF-8, zh-Hant-HK; None for any other."""
    plain = tag.lower().replace("_", "-")
    name = plain.partition(".")[0].partition("@")[0].partition("-")[0]
    if name == "zh":
        return "zh-Hant" if plain.startswith(_TRADITIONAL_REGIONS) else "zh-Hans"
    return "en" if name == "en" else None


class Message(str):
    """A message in one language that can be said in another: an error that is kept is read by more than one reader."""

    __slots__ = ("key", "values")
    key: str
    values: dict[str, Any]


def gettext(message: str, **values: Any) -> str:
    """The message in the language of here and now; `%(name)s` is replaced by the value of that name."""
    if not values:
        return _plain(language(), message)
    return _message(translated_message(message) % values, message, values)


@lru_cache(maxsize=4096)
def _plain(spoken: Language, message: str) -> Message:  # noqa: ARG001 - what the translation depends on
    return _message(translated_message(message), message, {})


def _message(text: str, key: str, values: dict[str, Any]) -> Message:
    said = Message(text)
    said.key, said.values = key, values
    return said


def again(text: str) -> str:
    """What `gettext` said once, in the language of here and now; any other text as it is."""
    if not isinstance(text, Message):
        return text
    values = {name: again(value) if isinstance(value, str) else value for name, value in text.values.items()}
    return gettext(text.key, **values)


def ngettext(singular: str, plural: str, number: int, **values: Any) -> str:
    """The plural form for `number`; `%(num)s` is the number with thousands separators."""
    return counted_message(singular, plural, number) % {"num": f"{number:,}", **values}


def listed(words: Iterable[str]) -> str:
    """The words as a list, with the sign that this language has between them."""
    return gettext("、").join(words)


def logged(message: str) -> str:
    """The message, marked with N_, in the language of the process, in which the log is, whoever asks."""
    with as_logged():
        return translated_message(message)


@contextmanager
def as_logged() -> Iterator[None]:
    """Messages inside are in the language of the process, in which the log is."""
    with speaking(_process[0]):
        yield


def N_(message: str) -> str:
    """The message itself, marked for translation where it is shown."""
    return message


def translated_message(message: str) -> str:
    """The message with its placeholders, in the language of here and now."""
    spoken = language()
    if spoken == "zh-Hans":
        return message
    return _english().gettext(message) if spoken == "en" else _traditional(message)


def counted_message(singular: str, plural: str, number: int) -> str:
    """The plural form for `number` with its placeholders, in the language of here and now."""
    if language() == "en":
        return _english().ngettext(singular, plural, number)
    return translated_message(singular)


def add_catalogue(path: Path) -> None:
    """From here on, messages that no catalogue before this one has are looked up in it (a compiled `.mo`)."""
    if path not in _CATALOGUES:
        _CATALOGUES.append(path)
        _english.cache_clear()
        _plain.cache_clear()


def convert_by(to_traditional: Callable[[str], str]) -> None:
    """From here on, simplified messages become traditional by this function; before, they stay simplified."""
    _to_traditional[:] = [to_traditional]
    _traditional.cache_clear()
    _plain.cache_clear()


@cache
def _english() -> GNUTranslations:
    first: GNUTranslations | None = None
    for path in _CATALOGUES:
        with path.open("rb") as compiled:
            catalogue = GNUTranslations(compiled)
        if first is None:
            first = catalogue
        else:
            first.add_fallback(catalogue)
    assert first is not None
    return first


@lru_cache(maxsize=4096)
def _traditional(text: str) -> str:
    return _to_traditional[0](text) if _to_traditional else text
