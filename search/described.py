"""Answers as JSON, and the JSON Schema of that: both follow from the dataclasses that answers are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from types import NoneType, UnionType
from typing import Any, ClassVar, Final, Literal, Union, get_args, get_origin, get_type_hints

Schema = dict[str, Any]

REFERENCE: Final = "#/components/schemas/"
_PLAIN: Final[Mapping[object, Schema]] = {
    str: {"type": "string"},
    int: {"type": "integer", "minimum": 0},
    float: {"type": "number"},
    bool: {"type": "boolean"},
}
_ADDRESSES: Final = frozenset(("url", "permalink", "target_url", "reference_url"))
"""Names of the fields that hold an address on the site."""
_NO_BOUNDS: Final = {"minimum"}
_DETAILS: Final[dict[type[Described], dict[str, Detail]]] = {}


@dataclass(frozen=True, slots=True)
class Detail:
    """What JSON and its schema say of an attribute beyond its type.

    description: in words. digits: decimals that are kept. optional: left out while it is empty. schema: more of it.
    attribute: where the value is, if not under the name that JSON gives it.
    """

    description: str = ""
    digits: int | None = None
    optional: bool = False
    schema: Mapping[str, Any] = field(default_factory=dict, hash=False)
    attribute: str = ""


_NOTHING: Final = Detail()


class Described:
    """A dataclass that is a part of an answer; its JSON has its fields, and what COMPUTED names.

    A field's Detail stands in its type: `score: Annotated[float, Detail(digits=4)]`.
    """

    __slots__ = ()

    COMPUTED: ClassVar[Mapping[str, Detail]] = {}
    """Properties that JSON has too."""
    HIDDEN: ClassVar[frozenset[str]] = frozenset()
    """Fields that JSON does not have."""
    FIRST: ClassVar[tuple[str, ...]] = ()
    """What JSON has first, in this order."""
    SCHEMA: ClassVar[str] = ""
    """The name of the schema, where it is not the class's."""

    def to_dict(self) -> dict[str, Any]:
        """The JSON of it."""
        found = {}
        for name, detail in _details(type(self)).items():
            value = getattr(self, detail.attribute or name)
            if value or not detail.optional:
                found[name] = _plain(value, detail.digits)
        return found

    @classmethod
    def json_schema(cls) -> Schema:
        """The schema of its JSON."""
        details = _details(cls)
        types = get_type_hints(cls) | {
            name: _returned(cls, each.attribute or name) for name, each in cls.COMPUTED.items()
        }
        properties = {}
        for name, detail in details.items():
            described = {"description": detail.description} if detail.description else {}
            properties[name] = schema_of(types[name]) | dict(detail.schema) | described
        return object_schema(properties, [name for name, detail in details.items() if not detail.optional])


def object_schema(properties: Mapping[str, Schema], required: Iterable[str]) -> Schema:
    """An object with these properties. Later versions may have more, so that no reader must refuse others."""
    return {"type": "object", "properties": dict(properties), "required": list(required)}


def schema_of(kind: Any) -> Schema:
    """The schema of a type: plain ones, literals, tuples, optional ones, and references to what is Described."""
    origin, arguments = get_origin(kind), get_args(kind)
    if kind in _PLAIN:
        return dict(_PLAIN[kind])
    if origin is Literal:
        return {"type": "string", "enum": list(arguments)}
    if origin in (Union, UnionType):
        return _any_schema(arguments)
    if origin is tuple or (isinstance(kind, type) and issubclass(kind, tuple)):
        return _tuple_schema(kind, arguments)
    assert issubclass(kind, Described), kind
    return {"$ref": REFERENCE + schema_name(kind)}


def _tuple_schema(kind: Any, arguments: tuple[Any, ...]) -> Schema:
    if arguments and arguments[-1] is Ellipsis:
        return {"type": "array", "items": schema_of(arguments[0])}
    items = list(map(schema_of, arguments or get_type_hints(kind).values()))
    length = {"minItems": len(items), "maxItems": len(items)}
    if all(each == items[0] for each in items):
        return {"type": "array", "items": items[0], **length}
    return {"type": "array", "prefixItems": items, "items": {"anyOf": items}, **length}


def _any_schema(kinds: tuple[Any, ...]) -> Schema:
    parts = [{"type": "null"} if kind is NoneType else schema_of(kind) for kind in kinds]
    if all(set(part) <= {"type"} | _NO_BOUNDS for part in parts):
        return {"type": [part["type"] for part in parts]}
    return {"anyOf": parts}


def schema_name(kind: type[Described]) -> str:
    """The name under which a schema stands among the components."""
    return kind.SCHEMA or kind.__name__


def schemas(kinds: Iterable[type[Described]]) -> dict[str, Schema]:
    """The schemas of these, and of all that they refer to, by name."""
    found: dict[str, Schema] = {}
    waiting = list(kinds)
    while waiting:
        kind = waiting.pop()
        if schema_name(kind) not in found:
            found[schema_name(kind)] = kind.json_schema()
            types = get_type_hints(kind)
            waiting += [part for name in _details(kind) if name in types for part in _described_in(types[name])]
    return found


def _described_in(kind: Any) -> list[type[Described]]:
    if isinstance(kind, type) and issubclass(kind, Described):
        return [kind]
    return [part for argument in get_args(kind) for part in _described_in(argument)]


def _details(kind: type[Described]) -> dict[str, Detail]:
    if kind not in _DETAILS:
        _DETAILS[kind] = _read_details(kind)
    return _DETAILS[kind]


def _read_details(kind: Any) -> dict[str, Detail]:
    types = get_type_hints(kind, include_extras=True)
    names = [each.name for each in fields(kind) if each.name not in kind.HIDDEN]
    details = {name: _detail(types[name]) for name in names} | dict(kind.COMPUTED)
    return {name: details[name] for name in kind.FIRST} | details


def _detail(kind: Any) -> Detail:
    return next((each for each in getattr(kind, "__metadata__", ()) if isinstance(each, Detail)), _NOTHING)


def _returned(kind: type[Described], name: str) -> Any:
    return get_type_hints(getattr(kind, name).fget)["return"]


def _plain(value: Any, digits: int | None) -> Any:
    if isinstance(value, Described):
        return value.to_dict()
    if isinstance(value, tuple):
        return [_plain(each, digits) for each in value]
    return round(value, digits) if isinstance(value, float) and digits is not None else value


def put_before(answer: Any, root: str) -> None:
    """Puts what a site's addresses begin with before each of an answer's JSON, which is changed."""
    if isinstance(answer, list | tuple):
        for each in answer:
            put_before(each, root)
    elif isinstance(answer, dict):
        for name, inner in answer.items():
            if isinstance(inner, str):
                if name in _ADDRESSES and inner.startswith("/"):
                    answer[name] = root + inner
            else:
                put_before(inner, root)
