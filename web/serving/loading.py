"""What every process of a server needs in memory, loaded before it forks."""

from __future__ import annotations

from importlib import import_module

from flask import Flask

from index.location import ClusterAddress, LocationLike, locate
from index.script import language
from search.engine.user_words import UserWords
from search.offers.pinyin import reading


def load(app: Flask, place: LocationLike) -> None:
    """Loads templates and dictionaries before the first request and before workers fork; raises ClientMissing.

    It opens no index and starts no thread.
    """
    if isinstance(locate(place), ClusterAddress):
        import_module("search.engine.opensearch")
    for name in app.jinja_env.list_templates():
        app.jinja_env.get_template(name)
    language("协商")
    reading("协商")
    # Faults of the user dictionary and synonyms are reported when the index is opened.
    UserWords.usable(locate(place)).segmenter.words("协商")
