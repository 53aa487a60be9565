"""Front matter of Markdown: keys with values at the very start of a file, between two rules."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from typing import Any, Final

from index.reading.cleaning.script import simplified
from index.reading.metadata import PageHints
from index.reading.original import labelled_address

_YAML = re.compile(r"\A---[ \t]*\n(?P<block>(?:.*\n)*?)(?P<end>---|\.\.\.)[ \t]*(?:\n|\Z)")
_TOML = re.compile(r"\A\+\+\+[ \t]*\n(?P<block>(?:.*\n)*?)\+\+\+[ \t]*(?:\n|\Z)")
_LONGEST_BLOCK: Final = 10_000
"""Code points. tomllib takes quadratic time in the parts of a key."""
_LONGEST_VALUE: Final = 200
_KEYS: Final[dict[str, tuple[str, ...]]] = {
    "title": ("title", "标题", "题目", "题名"),
    "date": ("date", "published", "pubdate", "日期", "时间", "发布日期", "发布时间", "发表日期", "发表时间"),
    "source": ("source", "来源", "出处", "稿源", "信息来源", "文章来源", "发布机构", "发布单位"),
    "body": ("body", "机构", "单位"),
    "year": ("year", "年度", "年份"),
    "site": ("site", "网站", "站点"),
    "url": ("url", "link", "original", "网址", "链接", "原文", "原文链接", "原文网址", "原文地址"),
}
"""The keys of each of the hints, in simplified script."""
_USED: Final = {key: name for name, keys in _KEYS.items() for key in keys}
_UNUSED: Final = frozenset(
    (
        *(
            "作者",
            "记者",
            "通讯员",
            "编辑",
            "责任编辑",
            "标签",
            "分类",
            "类别",
            "栏目",
            "关键词",
            "关键字",
            "摘要",
            "描述",
        ),
        *("简介", "封面", "版本", "语言", "状态", "编号", "文号", "别名"),
        *("创建时间", "创建日期", "修改时间", "修改日期", "更新时间", "更新日期"),
    )
)
_ENTRY = re.compile(r"(?P<key>[^\W\d][\w .-]{0,30}?)[ \t]*(?P<sign>[:：])(?P<value>.*)")
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*")
_BLOCK_SCALAR = re.compile(r"[|>][-+0-9]{0,2}")
_COMMENT = re.compile(r"(?:^|\s)#.*$")
_QUOTED = re.compile(r"([\"'])(?P<text>.*)\1")
_LATIN_BREAK = re.compile(r"(?<=[0-9A-Za-z])\n(?=[0-9A-Za-z])")


def without_front_matter(text: str) -> tuple[str, PageHints]:
    """The text (line ends: \\n) behind its front matter, and what that tells.

    Front matter has keys with values (YAML, or TOML between `+++`), their lists and comments, and nothing else; at
    least one key is a name in Latin letters or one of those that are known. Lines with other keys are kept as text, and
    everything is where a line is none of these.
    """
    if found := _TOML.match(text):
        told = _toml(found["block"])
        return (text, PageHints()) if told is None else (text[found.end() :], _hints(told))
    found = _YAML.match(text)
    if found is None:
        return text, PageHints()
    entries = _entries(found["block"])
    names = [key for key, _ in entries or () if _is_name(key)]
    if entries is None or not names:
        # A rule under text makes a heading of it in Markdown, but here it is the end of what two rules enclose.
        return f"{text[: found.start('end')]}\n{text[found.start('end') :]}", PageHints()
    kept = "\n\n".join(f"{key}：{value}" for key, value in entries if not _is_name(key))
    return f"{kept}\n\n{text[found.end() :]}", _hints({key: value for key, value in entries if _is_name(key)})


def _entries(block: str) -> list[tuple[str, str]] | None:
    """Keys and values of YAML as far as front matter has it; None if a line is no part of such."""
    found: list[tuple[str, list[str]]] = []
    for line in block.splitlines():
        entry = _ENTRY.fullmatch(line)
        if not line.strip() or line.startswith("#"):
            continue
        if found and (line[0] in " \t" or line.startswith("- ")):
            found[-1][1].append(line.strip())
        elif entry and (entry["sign"] == "：" or entry["value"][:1] in ("", " ", "\t") or _is_name(entry["key"], "")):
            found.append((entry["key"], [entry["value"].strip()]))
        else:
            return None
    return [(key, _value(lines)) for key, lines in found]


def _is_name(key: str, latin: str = _NAME.pattern) -> bool:
    """Whether a key is one that is known, or any in Latin letters."""
    plain = simplified(key.strip())
    return plain.lower() in _USED or plain in _UNUSED or re.fullmatch(latin, plain) is not None


def _value(lines: list[str]) -> str:
    """The value in the lines behind a key; "" of a list, whose items begin with a dash."""
    first, *more = lines
    if more and (first == "" or _BLOCK_SCALAR.fullmatch(first)):
        first = "" if any(line.startswith("- ") for line in more) else "\n".join(more)
    quoted = _QUOTED.fullmatch(first)
    text = quoted["text"] if quoted else _COMMENT.sub("", first)
    return _LATIN_BREAK.sub(" ", text).replace("\n", "").strip()


def _toml(block: str) -> dict[str, str] | None:
    """The values at the top of a TOML document; None for what is none, or has no value."""
    if len(block) > _LONGEST_BLOCK:
        return None
    try:
        values = tomllib.loads(block)
    except (ValueError, RecursionError):
        return None
    return {key: str(value) for key, value in values.items() if not isinstance(value, list | Mapping)} or None


def _hints(told: Mapping[str, str]) -> PageHints:
    """What the keys that are known tell; the first of several that mean the same."""
    values: dict[str, Any] = {}
    for name, value in _named(told):
        values.setdefault(name, value)
    if "url" in values:
        values["url"] = labelled_address([f"原文链接：{values['url']}"])
    return PageHints(**values)


def _named(told: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    for key, value in told.items():
        name = _USED.get(simplified(key.strip()).lower())
        if name and value and len(value) <= (_LONGEST_BLOCK if name == "url" else _LONGEST_VALUE):
            yield name, value
