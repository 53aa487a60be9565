"""From a query's text to its tree: one grammar for the page, the command line and the API.

query  := choice
choice := all ("OR" all)*               OR is also written |
all    := near ("AND"? near)*
near   := part (("/句" | "/段" | "/篇" | "/N" | "/" ["句"] [["近"] ("左" | "右")] "N词") part)*
part   := ("NOT" | "-") part | "(" choice ")" | "范围" ":" part | field ":" value | text
text   := ("原样" | "整词") ":" (run | quoted) | run | quoted
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache
from typing import Any, Final

from index.analysis import searched_run, visible, well_formed
from index.analysis.folding import fold_for_words
from index.errors import QueryError, RequestError
from index.facets import BODY, BY_NAME, Facet
from index.language import N_, gettext
from search.query.lexer import (
    AS_WRITTEN,
    SLASHES,
    TITLE,
    WHOLE_WORD,
    WITHIN,
    Sign,
    SignKind,
    signs,
    without_question_marks,
)
from search.query.tree import (
    And,
    FacetIs,
    Near,
    Node,
    Not,
    Or,
    Phrase,
    Run,
    Scope,
    Side,
    Text,
    TitleHas,
    Word,
    WordDistance,
    leaves,
    limited_to,
)

MAX_LENGTH: Final = 2_000
"""Code points of a query: a long paragraph may be pasted whole."""
MAX_DISTANCE: Final = 9_999
"""Code points between what `/N` joins; paragraphs are shorter."""
MAX_DEPTH: Final = 32
MAX_LEAVES: Final = 128
_WRITTEN: Final = {
    AS_WRITTEN: N_("请写成 原样:提案 这样"),
    WHOLE_WORD: N_("请写成 整词:提案 这样"),
    BODY.name: N_("请写成 机构:广安 这样"),
}
"""What is advised of a field without a value, for gettext."""
_WORDS: Final = re.compile("(?P<sentence>句)?(?P<nearest>近)?(?P<side>[左右])?(?P<number>[0-9]+)[词詞]")


@lru_cache(maxsize=16)
def parse(query: str) -> Node:
    """The tree of `query`; of nothing but space, one that matches nothing.

    Any text gives a tree, or a QueryError whose `position` (code points) is where it cannot be understood. Invisible
    characters, which come along when a text is copied, are no part of the query; texts of leaves are searched texts
    (index/analysis/searched.py). Cached for the layers of one search, each of which asks for it.
    """
    query = well_formed(query)
    if len(query) > MAX_LENGTH:
        raise QueryError(
            gettext("查询太长（%(count)s 字，最多 %(most)s 字）", count=len(query), most=MAX_LENGTH),
            next_step=gettext("请只留下要找的字句"),
            position=MAX_LENGTH,
        )
    if not visible(query).text.strip():
        return Or(())
    parser = _Parser(_signs(query))
    tree = parser.choice(0)
    parser.expect_end()
    if sum(1 for _ in leaves(tree)) > MAX_LEAVES:
        raise QueryError(
            gettext("查询的词太多（最多 %(most)s 个）", most=MAX_LEAVES),
            next_step=gettext("请减少空格和运算符"),
            position=0,
        )
    return tree


def _signs(query: str) -> list[Sign]:
    """The signs of the visible query, by their positions in the query as typed."""
    seen = visible(query)
    try:
        found = without_question_marks(list(signs(seen.text)))
    except QueryError as fault:
        fault.position = None if fault.position is None else seen.place(fault.position)
        raise
    if seen.text == query:
        return found
    return [replace(each, position=seen.place(each.position), end=seen.place(each.end)) for each in found]


class _Parser:
    """Recursive descent over the signs, one sign ahead."""

    def __init__(self, found: list[Sign]) -> None:
        self._signs = iter(found)
        self._before = self._taken = Sign("end", "", -1, -1)
        self._next = next(self._signs)

    def _embedded(self, phrase: Sign) -> bool:
        """Whether running text, or another quotation, goes on before or behind the quotes without a space."""
        before, after = self._before, self._next
        return (before.kind in ("run", "phrase") and before.end == phrase.position) or (
            after.kind in ("run", "phrase") and after.position == phrase.end
        )

    def _take(self) -> Sign:
        self._before, self._taken = self._taken, self._next
        taken = self._next
        self._next = next(self._signs, taken)
        return taken

    def _at(self, *kinds: SignKind) -> bool:
        return self._next.kind in kinds

    def expect_end(self) -> None:
        if not self._at("end"):
            raise QueryError(
                gettext("多了一个右括号"), next_step=gettext("请去掉它，或补上左括号"), position=self._next.position
            )

    def choice(self, depth: int) -> Node:
        parts = [self._all(depth)]
        while self._at("or"):
            self._take()
            parts.append(self._all(depth))
        return Or(tuple(parts)) if len(parts) > 1 else parts[0]

    def _all(self, depth: int) -> Node:
        parts = [self._near(depth)]
        while not self._at("or", "close", "end"):
            if self._at("and"):
                self._take()
            parts.append(self._near(depth))
        return And(tuple(parts)) if len(parts) > 1 else parts[0]

    def _near(self, depth: int) -> Node:
        tree = self._part(depth)
        while self._at("near"):
            sign = self._take()
            tree = _join(tree, self._part(depth), sign)
        return tree

    def _part(self, depth: int) -> Node:
        if depth > MAX_DEPTH:
            raise QueryError(
                gettext("括号或否定套得太深（最多 %(most)s 层）", most=MAX_DEPTH),
                position=self._next.position,
            )
        sign = self._take()
        if sign.kind == "not":
            return Not(self._part(depth + 1))
        if sign.kind == "open":
            return self._group(sign, depth)
        if sign.kind == "field":
            return self._within(sign, depth) if sign.text == WITHIN else self._field(sign)
        if sign.kind == "phrase":
            return Phrase(searched_run(sign.text), sign.position, embedded=self._embedded(sign), end=sign.end)
        if sign.kind == "run":
            return Run(searched_run(sign.text), sign.position, sign.asks)
        raise _out_of_place(sign)

    def _group(self, opened: Sign, depth: int) -> Node:
        if self._at("close"):
            raise QueryError(
                gettext("括号里没有内容"), next_step=gettext("请在括号里写上词语，或去掉括号"), position=opened.position
            )
        tree = None if self._at("end") else self.choice(depth + 1)
        if tree is None or not self._at("close"):
            raise QueryError(
                gettext("左括号没有配对"), next_step=gettext("请补上右括号，或去掉它"), position=opened.position
            )
        self._take()
        return tree

    def _within(self, field: Sign, depth: int) -> Node:
        """What only limits where the rest is found: as something not excluded, it is neither marked nor counted."""
        if not self._at("open", "run", "phrase", "field", "not") or self._next.position != field.end:
            raise QueryError(
                gettext("冒号后面要紧跟着内容"), next_step=gettext("请写成 范围:(协商 提案) 这样"), position=field.end
            )
        return Not(Not(self._part(depth + 1)))

    def _field(self, field: Sign) -> Node:
        if not self._at("run", "phrase") or self._next.position != field.end:
            written = gettext(_WRITTEN.get(field.text, _WRITTEN[BODY.name]))
            if self._at("open") and self._next.position == field.end:
                raise QueryError(
                    gettext("冒号后面不能用括号"),
                    next_step=gettext("请逐个写，如 整词:新 OR 整词:旧"),
                    position=self._next.position,
                )
            raise QueryError(gettext("冒号后面要紧跟着内容"), next_step=written, position=field.end)
        value = self._take()
        if field.text == AS_WRITTEN:
            return Phrase(searched_run(value.text), value.position, end=value.end, alone=True)
        if field.text == WHOLE_WORD:
            return _word(value)
        if field.text == TITLE:
            return TitleHas(searched_run(value.text))
        facet = BY_NAME[field.text]
        try:
            found = [FacetIs(facet, facet.parse_field(text)) for text in _written(facet, facet.cleaned(value.text))]
            return found[0] if len(found) == 1 else Or(tuple(found))
        except RequestError as fault:
            raise QueryError(fault.message, next_step=fault.next_step, position=value.position) from None


def _written(facet: Facet, value: str) -> list[str]:
    """A field's value and, if it is a body's name in another form than the usual one, that."""
    if facet is not BODY:
        return [value]
    # Most queries name no body, and need no gazetteer.
    from index.reading.body_names import names_of

    return list(names_of(value))


def _word(value: Sign) -> Word:
    """Whole words; slashes say where they are cut, and that they are cut nowhere else."""
    # What marks a question is no part of a word.
    text = searched_run(value.text.rstrip("?？") if value.kind == "run" else value.text)
    pieces = tuple(filter(None, map(str.strip, SLASHES.split(text))))
    if not pieces:
        raise QueryError(
            gettext("斜线之间没有词"),
            next_step=gettext("请写成 整词:提案 或 整词:提案/办理 这样"),
            position=value.position,
        )
    words = tuple(map(fold_for_words, pieces)) if SLASHES.search(text) else ()
    return Word("".join(pieces), value.position, words)


def _join(left: Node, right: Node, sign: Sign) -> Node:
    scope = _scope(sign)
    chained = left if isinstance(left, Near) and left.scope == scope else None
    operands = (right,) if chained else (left, right)
    if scope == "sentence" and not all(_consists_of(part, Text | Or | And) for part in operands):
        raise _not_nearby(sign, gettext("词语、引语、OR 和空格"))
    if isinstance(scope, int) and not all(_consists_of(part, Text | Or) for part in operands):
        raise _not_nearby(sign, gettext("词语、引语和 OR"))
    if isinstance(scope, WordDistance) and not all(map(_has_places, operands)):
        raise _not_nearby(sign, gettext("词语、引语、OR 和 范围:"))
    if chained:
        return Near((*chained.parts, right), scope, chained.position)
    return Near(operands, scope, sign.position)


def _scope(sign: Sign) -> Scope:
    scopes: dict[str, Scope] = {"句": "sentence", "段": "paragraph", "篇": "report"}
    if sign.text in scopes:
        return scopes[sign.text]
    words = _WORDS.fullmatch(sign.text)
    if not words:
        return _distance(sign, sign.text)
    distance = _distance(sign, words["number"])
    if not distance:
        raise QueryError(
            gettext("词的距离从 1 起：/%(text)s", text=sign.text[:20]),
            next_step=gettext("紧挨着的写 /%(text)s", text=sign.text.replace(words["number"], "1", 1)),
            position=sign.position,
        )
    sides: dict[str | None, Side] = {"左": "left", "右": "right"}
    return WordDistance(distance, bool(words["sentence"]), sides.get(words["side"]), bool(words["nearest"]))


def _distance(sign: Sign, number: str) -> int:
    if len(number.lstrip("0")) > len(str(MAX_DISTANCE)):
        raise QueryError(
            gettext("距离太远：/%(number)s", number=sign.text[:20]),
            next_step=gettext("最远 /%(most)s；同在一篇写 /篇", most=MAX_DISTANCE),
            position=sign.position,
        )
    return int(number)


def _has_places(node: Node) -> bool:
    """Whether it is something that words are counted from."""
    return limited_to(node) is not None or _consists_of(node, Text | Or)


def _consists_of(node: Node, allowed: Any) -> bool:
    parts = node.parts if isinstance(node, And | Or | Near) else ()
    return isinstance(node, allowed) and all(_consists_of(part, allowed) for part in parts)


def _not_nearby(sign: Sign, allowed: str) -> QueryError:
    return QueryError(
        gettext("/%(text)s 两边只能是%(allowed)s", text=sign.text, allowed=allowed),
        next_step=gettext("请把其他条件用空格隔开，写到前面或后面"),
        position=sign.position,
    )


def _out_of_place(sign: Sign) -> QueryError:
    if sign.kind == "end":
        return QueryError(
            gettext("查询到这里还没有完"), next_step=gettext("请在运算符后面写上词语"), position=sign.position
        )
    if sign.kind == "close":
        return QueryError(
            gettext("多了一个右括号"), next_step=gettext("请去掉它，或补上左括号"), position=sign.position
        )
    text = f"/{sign.text}" if sign.kind == "near" else sign.text
    return QueryError(
        gettext("%(text)s 前面没有词语", text=text), next_step=gettext("请在它前后都写上词语"), position=sign.position
    )
