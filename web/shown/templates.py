"""Jinja environments, one for each language: a message that is written in a template is a constant when it is compiled.

A page has more than a hundred messages; looked up while it is rendered, they took a fifth of its time.
"""

from __future__ import annotations

from collections.abc import MutableMapping
from functools import cached_property
from typing import Any, Final

from flask.templating import Environment
from jinja2 import Template, nodes
from jinja2.visitor import NodeTransformer
from markupsafe import Markup

from index.language import Language, language, speaking, translated_message

_MESSAGE: Final = "_"


class Templates(Environment):
    """An environment that gives each template in the language of here and now."""

    spoken: Language = "zh-Hans"

    @cached_property
    def _others(self) -> dict[Language, Templates]:
        """Environments of the other languages, which share filters, globals and loader with this one."""
        found: dict[Language, Templates] = {"zh-Hant": self.overlay(), "en": self.overlay()}
        for spoken, other in found.items():
            other.spoken = spoken
        return found

    def get_or_select_template(self, *arguments: Any, **options: Any) -> Template:
        """Called by Flask for each page; templates that a template names are of its own language."""
        own = self if self.overlayed else self._others.get(language(), self)
        return super(Templates, own).get_or_select_template(*arguments, **options)

    def get_template(self, *arguments: Any, **options: Any) -> Template:
        """Called by Flask for a macro, and by Jinja for what a template names."""
        own = self if self.overlayed else self._others.get(language(), self)
        return super(Templates, own).get_template(*arguments, **options)

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """Called by Jinja for each template that is loaded, which is after all globals were set.

        One dictionary: every import of a macro compares the names in it with those of the page.
        """
        return {**self.globals, **(d or {})}

    def _generate(self, source: nodes.Template, *arguments: Any, **options: Any) -> str:
        with speaking(self.spoken):
            translated = _Translation().visit(source)
        return super()._generate(translated, *arguments, **options)


class _Translation(NodeTransformer):
    """Replaces calls of `_` with a text that is written there by the translated text, values put in as before."""

    def visit_Call(self, node: nodes.Call) -> nodes.Node:
        """Called by Jinja for each call in a template."""
        self.generic_visit(node)
        if not _is_written_message(node):
            return node
        text = translated_message(node.args[0].as_const())
        values = [nodes.Pair(nodes.Const(each.key), each.value) for each in node.kwargs]
        if not values:
            return nodes.Const(Markup(text) % {}).set_lineno(node.lineno)
        return nodes.Mod(nodes.Const(Markup(text)), nodes.Dict(values)).set_lineno(node.lineno)


def _is_written_message(node: nodes.Call) -> bool:
    return (
        isinstance(node.node, nodes.Name)
        and node.node.name == _MESSAGE
        and len(node.args) == 1
        and isinstance(node.args[0], nodes.Const)
        and node.dyn_args is None
        and node.dyn_kwargs is None
    )
