"""Explanation of a parsed query in words."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Final

from index.analysis import fold
from index.analysis.segmentation import Token
from index.language import N_, gettext, listed
from search.query.parser import parse
from search.query.tree import (
    And,
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
    is_question,
    leaves,
    limited_to,
)

_SCOPES: Final = {"sentence": N_("同在一句"), "paragraph": N_("同在一段"), "report": N_("同在一篇")}
_SIDES: Final[dict[Side, str]] = {"left": N_("前者在左"), "right": N_("前者在右")}
_NEAREST_SIDES: Final[dict[Side, str]] = {
    "left": N_("前者在左，只看最近的后者"),
    "right": N_("前者在右，只看最近的后者"),
}
MOST_EXPLAINED: Final = 12
"""Words of runs that are named."""

Words = Callable[[str], Sequence[Token]]
"""The segmenter's words of a text."""


def explain(
    node: Node,
    words: Words | None = None,
    *,
    split_words: bool = False,
    relaxed: bool = False,
    exact_script: bool = False,
) -> str:
    """The tree in words, as conditions that a paragraph must meet, and what of it is counted.

    words: the segmenter's; without it, only the conditions are said. split_words: the words of a run are counted where
    they stand apart. relaxed: the query is (search/matching/relaxation.py), so that what is listed need not meet them.
    exact_script: of the query's own script, of which whole words are none.
    """
    said = _explain(node, outermost=True)
    if exact_script and any(isinstance(leaf, Word) for leaf in leaves(node)):
        said = gettext("%(said)s（整词不分繁简）", said=said)
    if relaxed and (also := _also(node)):
        said = gettext("%(said)s，也找 %(words)s", said=said, words=also)
    if relaxed:
        why = gettext("没有一段原样含有这个问句") if is_question(node) else gettext("没有这样的段落")
        if split_words:
            return gettext("%(said)s；%(why)s，列出的含有其中一些词，分开的词也计处数", said=said, why=why)
        return gettext("%(said)s；%(why)s，列出的含有其中一些词，处数只计原样的", said=said, why=why)
    if words is None:
        return said
    apart = list(dict.fromkeys(word for run in _runs(node) for word in _apart(run.text, words)))
    if not apart:
        return said
    named = gettext("”“").join(apart[:MOST_EXPLAINED])
    named = gettext("“%(words)s”等", words=named) if len(apart) > MOST_EXPLAINED else f"“{named}”"
    if split_words:
        return gettext("%(said)s；分开含有%(words)s的段落也计处数", said=said, words=named)
    return gettext("%(said)s；分开含有%(words)s的段落也列出，但不计处数", said=said, words=named)


def asks_question(query: str) -> bool:
    """Whether the query is running text that ends with a question mark; raises QueryError."""
    return is_question(parse(query))


def why_relaxed(query: str) -> str:
    """Why an answer to this query is relaxed; raises QueryError."""
    return gettext("没有一段原样含有这个问句") if asks_question(query) else gettext("没有一段同时含有全部词语")


def _also(node: Node) -> str:
    """The synonyms noted at the tree's runs (search/query/synonyms.py) that it does not name already."""
    said = {leaf.text for leaf in leaves(node) if isinstance(leaf, Phrase)}
    noted = dict.fromkeys(word for leaf in leaves(node) if isinstance(leaf, Run) for word in leaf.also)
    also = [word for word in noted if word not in said]
    return " ".join(also[:MOST_EXPLAINED]) + (" …" if len(also) > MOST_EXPLAINED else "")


def _runs(node: Node) -> Iterator[Run]:
    """The unquoted runs that are not negated and whose words may stand apart."""
    if isinstance(node, Run):
        yield node
    elif isinstance(node, And | Or) or (isinstance(node, Near) and not isinstance(node.scope, int | WordDistance)):
        for part in node.parts:
            yield from _runs(part)


def _apart(text: str, words: Words) -> list[str]:
    """The words of a run as typed, if there are several; without those inside a longer one."""
    every = sorted({(start, -end) for _, start, end in words(text)})
    found: list[str] = []
    reach = 0
    for start, end in every:
        if -end > reach:
            found.append(text[start:-end])
            reach = -end
    return found if len(found) > 1 or (found and fold(found[0]) != fold(text)) else []


def _explain(node: Node, *, outermost: bool = False) -> str:
    if isinstance(node, And | Or | Near):
        joined = _join(node)
        return joined if outermost else gettext("（%(condition)s）", condition=joined)
    if isinstance(node, Not):
        return _explain_not(node)
    if isinstance(node, Text):
        return _explain_text(node)
    if isinstance(node, TitleHas):
        return gettext("报告标题含“%(text)s”", text=node.text)
    return node.facet.explain(node.choice)


def _explain_text(leaf: Text) -> str:
    if isinstance(leaf, Phrase):
        return gettext("原样含“%(text)s”", text=leaf.text)
    if isinstance(leaf, Word):
        if len(leaf.words) == 1:
            return gettext("含不再切开的整词“%(text)s”", text=leaf.text)
        return gettext("含整词“%(text)s”", text="/".join(leaf.words) or leaf.text)
    return gettext("含“%(text)s”", text=leaf.text)


def _explain_not(node: Not) -> str:
    if (limit := limited_to(node)) is not None:
        return gettext("限于（%(condition)s）的段落", condition=_explain(limit, outermost=True))
    return gettext("不（%(condition)s）", condition=_explain(node.part, outermost=True))


def _join(node: And | Or | Near) -> str:
    if isinstance(node, Near) and isinstance(node.scope, WordDistance):
        return f"{listed(list(map(_explain_beside, node.parts)))} {_word_scope(node.scope)}"
    parts = [_explain(part) for part in node.parts]
    if isinstance(node, Near):
        return f"{listed(parts)} {_scope(node.scope)}"
    return (gettext(" 并且 ") if isinstance(node, And) else gettext(" 或者 ")).join(parts) or gettext("什么也不找")


def _explain_beside(node: Node) -> str:
    if (limit := limited_to(node)) is not None:
        return gettext("（%(condition)s）的各处", condition=_explain(limit, outermost=True))
    return _explain(node)


def _word_scope(scope: WordDistance) -> str:
    said = gettext("相距不过 %(number)s 个词", number=scope.words)
    if scope.sentence:
        said = gettext("同在一句，%(said)s", said=said)
    if scope.side is None:
        return said
    sides = _NEAREST_SIDES if scope.nearest else _SIDES
    return gettext("%(said)s，%(side)s", said=said, side=gettext(sides[scope.side]))


def _scope(scope: Scope) -> str:
    if scope == 0:
        return gettext("紧挨着，先后不论")
    if isinstance(scope, int):
        return gettext("相距不过 %(number)s 字", number=scope)
    assert isinstance(scope, str)
    return gettext(_SCOPES[scope])
