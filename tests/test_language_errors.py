"""No error is worded in Chinese alone: whatever is Chinese in one goes through the catalogue."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from index import errors

ROOT = Path(__file__).parent.parent
HAN = re.compile("[\u3400-\u9fff]")
TRANSLATING = {"gettext", "ngettext", "N_"}
EXAMPLE = re.compile(r"/[a-z]+[/.\w?{}]*[=q].*")
"""An address with a query, which is Chinese in every language."""


def error_names() -> set[str]:
    """The classes of errors, wherever they stand, and what makes them."""
    named = {name for name, each in vars(errors).items() if isinstance(each, type) and issubclass(each, Exception)}
    trees = [ast.parse(path.read_text("utf-8")) for path in sources()]
    while True:
        more = {
            node.name
            for tree in trees
            for node in ast.walk(tree)
            if isinstance(node, ast.ClassDef) and named & {getattr(base, "id", "") for base in node.bases}
        }
        if more <= named:
            return named | {"Invalid", "bad_line", "Failure", "Skipped", "Problem"}
        named |= more


def sources() -> Iterator[Path]:
    for package in ("index", "search", "web"):
        yield from sorted((ROOT / package).rglob("*.py"))


def untranslated(node: ast.AST) -> Iterator[str]:
    """Chinese literals under a node that no call translates."""
    if isinstance(node, ast.Call) and getattr(node.func, "id", "") in TRANSLATING:
        return
    text = node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""
    if HAN.search(text) and not EXAMPLE.fullmatch(text):
        yield text
    for child in ast.iter_child_nodes(node):
        yield from untranslated(child)


def test_no_error_is_in_chinese_alone() -> None:
    names = error_names()
    assert {"ZhengsouError", "QueryError", "TurnsTaken", "AddingFailed"} <= names
    found = [
        f"{path.relative_to(ROOT)}:{node.lineno} {text}"
        for path in sources()
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") in names
        for text in untranslated(node)
    ]
    assert found == []


def test_what_it_looks_for_is_found() -> None:
    raised = ast.parse('raise RequestError(f"没有 {name}", next_step=gettext("请再试"))')
    assert list(untranslated(raised)) == ["没有 "]
