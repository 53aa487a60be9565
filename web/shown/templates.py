"""Jinja environments, one for each language: what the site and the language decide is a constant once compiled.

A page has more than a hundred messages; looked up while it is rendered, they took a fifth of its time.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, MutableMapping
from functools import cached_property
from typing import Any, Final

from flask.templating import Environment
from jinja2 import Template, nodes
from jinja2.compiler import CodeGenerator, Frame
from jinja2.environment import TemplateModule
from jinja2.runtime import Context
from jinja2.visitor import NodeTransformer
from markupsafe import Markup, escape

from index.language import Language, language, speaking, translated_message
from web.shown.escaping import escaped
from web.shown.icons import icon
from web.shown.root import site_root

_MESSAGE: Final = "_"
_ADDRESS: Final = "url_for"
_PLACEHOLDER: Final = re.compile(r"%\((\w+)\)s")


class _Generator(CodeGenerator):
    """Escapes what is put out by `Templates.escaped`: Markup made of each value is only there to be joined.

    Calls the functions of the site, and those of what it is given, without asking whether they want the context.
    """

    def _output_child_pre(self, node: nodes.Expr, frame: Frame, finalize: Any) -> None:
        if frame.eval_ctx.volatile or not frame.eval_ctx.autoescape or finalize.src is not None:
            super()._output_child_pre(node, frame, finalize)
        else:
            self.write("environment.escaped(")

    def visit_Call(self, node: nodes.Call, frame: Frame, forward_caller: bool = False) -> None:
        """Called by Jinja for each call that is not a constant."""
        if forward_caller or not self._is_free_of_context(node.node):
            super().visit_Call(node, frame, forward_caller=forward_caller)
            return
        self.write("environment.called(")
        self.visit(node.node, frame)
        self.signature(node, frame)
        self.write(")")

    def _is_free_of_context(self, called: nodes.Node) -> bool:
        if isinstance(called, nodes.Name):
            function = self.environment.globals.get(called.name)
            return callable(function) and not hasattr(function, "jinja_pass_arg")
        # Macros are imported by their names, so that what has an attribute is an object of the program's.
        return isinstance(called, nodes.Getattr)


class _Template(Template):
    """A template whose macros are made once: all templates have the same globals, so no import has more of them."""

    def _get_default_module(self, ctx: Context | None = None) -> TemplateModule:  # noqa: ARG002 - as Jinja calls it
        return super()._get_default_module()


class Templates(Environment):
    """An environment that gives each template in the language of here and now."""

    code_generator_class = _Generator
    template_class = _Template
    spoken: Language = "zh-Hans"

    @property
    def constants(self) -> Mapping[str, Callable[..., Any]]:
        """Functions that templates call by name whose answers hold as long as the site does."""
        return {
            "has_page": self.app.view_functions.__contains__,
            "icon": icon,
            "ui_language": lambda: self.spoken,
        }

    @property
    def root(self) -> str:
        """What stands before every path of the site in this request: "" where it has the host to itself."""
        return site_root()

    def path(self, endpoint: str, **values: Any) -> str | None:
        """The path below `root` of an endpoint; None if this site has no such page."""
        if endpoint not in self.app.view_functions:
            return None
        self.app.inject_url_defaults(endpoint, values)
        return self.app.url_map.bind("").build(endpoint, values)

    escaped = staticmethod(escaped)

    @staticmethod
    def called(function: Callable[..., Any], *arguments: Any, **named: Any) -> Any:
        """Called by templates for what takes nothing of their context."""
        return function(*arguments, **named)

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
            translated = _Constants(self.constants, self.path).visit(source)
        return super()._generate(translated, *arguments, **options)


class _Constants(NodeTransformer):
    """Replaces calls that are written with constants by what they say as long as the site does.

    So it does messages: values are put in as before.
    """

    def __init__(self, constants: Mapping[str, Callable[..., Any]], path: Callable[..., str | None]) -> None:
        self._constants = constants
        self._path = path

    def visit_Output(self, node: nodes.Output) -> nodes.Node:
        """Called by Jinja for what a template puts out: messages and addresses become the pieces they are made of."""
        pieces: list[nodes.Expr] = []
        for each in node.nodes:
            name = _written_name(each)
            pieces += self._pieces(name, each) if isinstance(each, nodes.Call) and name else [self.visit(each)]
        node.nodes = pieces
        return node

    def _pieces(self, name: str, node: nodes.Call) -> Iterator[nodes.Expr]:
        values = {each.key: self.visit(each.value) for each in node.kwargs}
        arguments = [each.as_const() for each in node.args]
        if name == _MESSAGE and values:
            for at, part in enumerate(_PLACEHOLDER.split(translated_message(*arguments))):
                yield values[part] if at % 2 else nodes.TemplateData(str(Markup(part) % {}), lineno=node.lineno)
        elif name == _ADDRESS and (path := self._written_path(arguments, values)) is not None:
            yield nodes.EnvironmentAttribute("root", lineno=node.lineno)
            yield nodes.TemplateData(escape(path), lineno=node.lineno)
        else:
            yield self.visit(node)

    def _written_path(self, arguments: list[Any], values: Mapping[str, nodes.Node]) -> str | None:
        constants = {name: each.as_const() for name, each in values.items() if isinstance(each, nodes.Const)}
        return self._path(*arguments, **constants) if len(constants) == len(values) else None

    def visit_Call(self, node: nodes.Call) -> nodes.Node:
        """Called by Jinja for each call in a template."""
        self.generic_visit(node)
        if not (name := _written_name(node)):
            return node
        arguments = [each.as_const() for each in node.args]
        if name in self._constants and not node.kwargs:
            return nodes.Const(self._constants[name](*arguments), lineno=node.lineno)
        if name != _MESSAGE or len(arguments) != 1:
            return node
        text = Markup(translated_message(arguments[0]))
        if not node.kwargs:
            return nodes.Const(text % {}, lineno=node.lineno)
        values = [nodes.Pair(nodes.Const(each.key), each.value) for each in node.kwargs]
        return nodes.Mod(nodes.Const(text), nodes.Dict(values), lineno=node.lineno)


def _written_name(node: nodes.Node) -> str:
    """The name of what a call with constants calls, "" if it is none; arguments that are named may be anything."""
    if (
        isinstance(node, nodes.Call)
        and isinstance(node.node, nodes.Name)
        and all(isinstance(each, nodes.Const) for each in node.args)
        and node.dyn_args is None
        and node.dyn_kwargs is None
    ):
        return node.node.name
    return ""
