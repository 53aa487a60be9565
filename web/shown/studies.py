"""The studies that the site has: what each is called, what it shows, and where it is."""

from __future__ import annotations

from typing import Final, NamedTuple

from flask import request

from index.language import N_, gettext, translated_message
from web.asked.parameters import Parameters
from web.shown.addresses import endpoint_path, pages, query_string
from web.shown.root import site_root

STUDY: Final = "study.study"
"""Endpoint of the page that lists them."""


class Study(NamedTuple):
    """endpoint: its page's. label, said: for gettext. of_query: whether a query is what it studies."""

    endpoint: str
    label: str
    said: str
    of_query: bool


STUDIES: Final = (
    Study("study.words", N_("词表"), N_("一个范围里哪些词、哪些词组最多，在多少份报告里，散布得匀不匀。"), False),
    Study("study.keyness", N_("关键词"), N_("一个范围比另一个范围多说了、少说了哪些词。"), True),
    Study("study.new", N_("新提法"), N_("今年有哪些以前没有说过的话，多说、少说了什么，什么不再说了。"), True),
    Study("study.collocates", N_("搭配"), N_("一个词旁边常有哪些词，比碰巧多多少。"), True),
    Study("study.history", N_("来历"), N_("一句话谁先说的，怎样传开，后来还说不说。"), True),
    Study("study.places", N_("分布"), N_("一个词在每份报告的哪里：开头、中间还是结尾，集中还是分散。"), True),
    Study("study.figures", N_("数字"), N_("每个数字数的是什么，多少，什么单位，按机构和年份列成表。"), True),
    Study(
        "study.changes",
        N_("逐年比对"),
        N_("同一个机构两年的报告：没有变的、换了说法的、新的和不再说的句子。"),
        False,
    ),
    Study("study.trace", N_("溯源"), N_("一份底稿的哪些话别处原样有过：最早在哪里，有几次，是谁的。"), False),
    Study("study.matrix", N_("词表对照"), N_("一批词在各年、各机构、各地各有多少，列成一张表。"), False),
)
"""In the order in which they are listed."""


def label_of(name: str) -> str:
    """What the study is called whose page has this name, in words of the reader."""
    return gettext(next(each.label for each in STUDIES if each.endpoint == f"study.{name}"))


def study_of_page() -> Study:
    """The study whose page is asked for; a draft that is sent is traced at the same address."""
    path = endpoint_path(request.endpoint or "")
    return next(each for each in STUDIES if endpoint_path(each.endpoint) == path)


class StudyLink(NamedTuple):
    """A study that this site has, with its address for a search."""

    label: str
    said: str
    address: str
    current: bool


def study_links(searched: Parameters | None, *, of_query: bool = False) -> list[StudyLink]:
    """The studies, each for the search that is on; of_query: only those that a query leads to."""
    carried = query_string([pair for pair in searched.search_pairs() if pair[1]]) if searched else ""
    here = site_root() + request.path
    shown = [each for each in STUDIES if each.of_query or not of_query]
    there = pages()
    paths = [endpoint_path(each.endpoint) if each.endpoint in there else "" for each in shown]
    return [
        StudyLink(
            translated_message(each.label),
            translated_message(each.said),
            path + ("?" + carried if carried else ""),
            path == here,
        )
        for each, path in zip(shown, paths, strict=True)
        if path
    ]
