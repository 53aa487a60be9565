"""Explanation of a parsed query in words."""

from __future__ import annotations

from search.query.tree import And, Near, Node, Not, Or, Phrase, Run, Scope, TitleHas


def explain(node: Node) -> str:
    """The tree in words, as conditions that a paragraph must meet."""
    return _explain(node, outermost=True)


def _explain(node: Node, *, outermost: bool = False) -> str:
    if isinstance(node, And | Or | Near):
        joined = _join(node)
        return joined if outermost else f"（{joined}）"
    if isinstance(node, Not):
        return f"不（{_explain(node.part, outermost=True)}）"
    if isinstance(node, Phrase):
        return f"原样含“{node.text}”"
    if isinstance(node, Run):
        return f"含“{node.text}”"
    if isinstance(node, TitleHas):
        return f"报告标题含“{node.text}”"
    return node.facet.explain(node.choice)


def _join(node: And | Or | Near) -> str:
    parts = [_explain(part) for part in node.parts]
    if isinstance(node, Near):
        return f"{'、'.join(parts)} {_scope(node.scope)}"
    return (" 并且 " if isinstance(node, And) else " 或者 ").join(parts) or "什么也不找"


def _scope(scope: Scope) -> str:
    if isinstance(scope, int):
        return f"相距不过 {scope} 字"
    return {"sentence": "同在一句", "paragraph": "同在一段", "report": "同在一篇"}[scope]
