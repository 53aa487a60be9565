"""The project's own rules: imports, docstrings, small files, locks that agree, guides that name real files."""

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from graphlib import CycleError, TopologicalSorter
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
# A package may import itself and what stands before it.
LAYERS = ("index", "search", "web")
LOCKS = ("requirements.lock", "requirements-opensearch.lock", "requirements-dev.lock", "requirements-build.lock")
MAX_LINES = 400
GUIDES = [*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")]
MODULES = sorted(path for layer in LAYERS for path in (ROOT / layer).rglob("*.py"))
NAMES = [str(path.relative_to(ROOT)) for path in MODULES]


def imported_packages(source: str) -> set[str]:
    """The top-level packages that a module names in imports of any kind, at any depth; not those of relative ones."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Import(names=names):
                found.update(alias.name for alias in names)
            case ast.ImportFrom(module=str(module), level=0):
                found.add(module)
            case ast.Call(
                func=ast.Attribute(attr="import_module") | ast.Name(id="import_module" | "__import__"),
                args=[ast.Constant(value=str(module)), *_],
            ):
                found.add(module)
    return {name.partition(".")[0] for name in found}


def forbidden_imports(layer: str, source: str) -> set[str]:
    """The layers above `layer` that this source imports."""
    return imported_packages(source) & set(LAYERS[LAYERS.index(layer) + 1 :])


def module_name(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imported_modules(source: str, known: Mapping[str, Path]) -> set[str]:
    """Those of the known modules that a source imports, wherever it does.

    In functions and for types alone as well, and by name, as tables of what is loaded late do: `module:function`.
    """
    found: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Import(names=names):
                found.update(alias.name for alias in names)
            case ast.ImportFrom(module=str(module), names=names, level=0):
                inner = {f"{module}.{alias.name}" for alias in names}
                found |= inner & known.keys() or {module}
            case ast.Constant(value=str(text)) if "." in text:
                found.add(text.partition(":")[0])
    return found & known.keys()


def circle(graph: Mapping[str, set[str]]) -> list[str]:
    """A way from a module back to itself, each importing the next; empty when there is none."""
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        return [str(module) for module in reversed(error.args[1])]
    return []


def only_shows_names(statement: ast.stmt) -> bool:
    """Whether a statement has a place in an `__init__`: docstring, import, `__all__`, or names resolved lazily."""
    match statement:
        case ast.Expr(value=ast.Constant(value=str())) | ast.Import() | ast.ImportFrom():
            return True
        case ast.Assign(targets=[ast.Name(id=name)]) | ast.AnnAssign(target=ast.Name(id=name)):
            return name.startswith("_")
        case ast.If(test=ast.Name(id="TYPE_CHECKING"), body=body, orelse=[]):
            return all(isinstance(inner, ast.Import | ast.ImportFrom) for inner in body)
        case ast.FunctionDef(name=name):
            return name in {"__getattr__", "__dir__"}
    return False


@pytest.mark.parametrize("path", MODULES, ids=NAMES)
def test_imports_run_from_web_to_search_to_index(path: Path) -> None:
    layer = path.relative_to(ROOT).parts[0]

    assert forbidden_imports(layer, path.read_text("utf-8")) == set()


@pytest.mark.parametrize(("folder", "unwanted"), [("web/pages", "index.cli"), ("web/api", "web.pages")])
def test_what_is_shared_stands_where_both_sides_import_it_from(folder: str, unwanted: str) -> None:
    pattern = re.compile(rf"^\s*(?:from|import) {re.escape(unwanted)}\b", re.MULTILINE)
    assert [path.name for path in (ROOT / folder).glob("*.py") if pattern.search(path.read_text("utf-8"))] == []


@pytest.mark.parametrize(
    ("layer", "source", "expected"),
    [
        ("index", "def f():\n    from search.query import parse", {"search"}),
        ("index", "import web", {"web"}),
        ("search", "import importlib\nimportlib.import_module('web.app')", {"web"}),
        ("search", "from index.report import Report", set()),
        ("search", "from . import web", set()),
        ("web", "import search, index", set()),
    ],
)
def test_an_import_against_the_direction_is_seen(layer: str, source: str, expected: set[str]) -> None:
    assert forbidden_imports(layer, source) == expected


def test_no_imports_go_round_in_a_circle() -> None:
    known = {module_name(path): path for path in MODULES}
    graph = {name: imported_modules(path.read_text("utf-8"), known) - {name} for name, path in known.items()}

    assert " -> ".join(circle(graph)) == ""


@pytest.mark.parametrize(
    "source",
    [
        "from index.b import read",
        "from index import b",
        "import index.b",
        "def f():\n    from index.b import read",
        "if TYPE_CHECKING:\n    from index.b import read",
        'READERS = {".txt": "index.b:read"}',
    ],
)
def test_a_circle_of_imports_is_seen(source: str) -> None:
    sources = {"index": "", "index.a": source, "index.b": "from index.c import x", "index.c": "import index.a"}
    known = dict.fromkeys(sources, ROOT)
    graph = {name: imported_modules(each, known) for name, each in sources.items()}

    assert circle(graph) in (
        ["index.a", "index.b", "index.c", "index.a"],
        ["index.b", "index.c", "index.a", "index.b"],
        ["index.c", "index.a", "index.b", "index.c"],
    )
    assert circle({**graph, "index.c": set()}) == []


@pytest.mark.parametrize(("package", "absent"), [("index", ("search", "web", "flask")), ("search", ("web", "flask"))])
def test_importing_a_layer_loads_none_above_it(package: str, absent: tuple[str, ...]) -> None:
    program = f"import sys, {package}; print(*sorted(set(sys.modules) & {set(absent)!r}))"

    loaded = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True)

    assert loaded.stdout.split() == []


@pytest.mark.parametrize("path", MODULES, ids=NAMES)
def test_every_module_says_what_it_is_for(path: Path) -> None:
    docstring = ast.get_docstring(ast.parse(path.read_text("utf-8")))

    assert docstring
    assert docstring.strip()


@pytest.mark.parametrize("path", [p for p in MODULES if p.name == "__init__.py"], ids=lambda p: p.parent.name)
def test_a_package_only_shows_its_public_names(path: Path) -> None:
    others = [node for node in ast.parse(path.read_text("utf-8")).body if not only_shows_names(node)]

    assert [ast.unparse(node) for node in others] == []


@pytest.mark.parametrize("statement", ["limit = 3", "def parse(): ...", "class Parser: ...", "print(1)"])
def test_work_done_in_a_package_init_is_seen(statement: str) -> None:
    assert not only_shows_names(ast.parse(statement).body[0])


def test_files_are_short() -> None:
    paths = [*MODULES, *(ROOT / "tests").rglob("*.py"), *(ROOT / "benchmarks").rglob("*.py")]
    lengths = {str(path.relative_to(ROOT)): len(path.read_text("utf-8").splitlines()) for path in paths}

    assert {name: length for name, length in lengths.items() if length >= MAX_LINES} == {}


@pytest.mark.parametrize("path", MODULES, ids=NAMES)
def test_what_is_imported_is_declared(path: Path) -> None:
    declared = declared_by()
    # Whoever imports these has loaded index/opensearch/client.py before, which says what is missing.
    if path.is_relative_to(ROOT / "index" / "opensearch"):
        declared |= declared_by("opensearch")
    # So has whoever imports these loaded web/assistant/cli.py. The SDK declares pydantic itself.
    if path.is_relative_to(ROOT / "web" / "assistant"):
        declared |= {*declared_by("mcp"), "pydantic"}
    owners = distributions()
    imported = imported_packages(path.read_text("utf-8")) - {*LAYERS, *sys.stdlib_module_names}

    # jinja2, werkzeug and markupsafe are Flask's own face: Flask pins and documents them. _typeshed is types alone.
    missing = {name for name in imported if not declared & {normalised(owner) for owner in owners.get(name, [])}}
    assert missing - {"jinja2", "werkzeug", "markupsafe", "_typeshed"} == set()


@cache
def distributions() -> Mapping[str, list[str]]:
    """Of every package that is installed, which distributions bring it."""
    return packages_distributions()


def declared_by(extra: str | None = None) -> set[str]:
    """The distributions that the project needs, or that an extra adds to them."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    lines = project["optional-dependencies"][extra] if extra else project["dependencies"]
    names = [normalised(re.split(r"[<>=!~; \[]", line)[0]) for line in lines]
    assert len(names) == len(set(names))
    return set(names)


def normalised(distribution: str) -> str:
    return re.sub(r"[-_.]+", "-", distribution).lower()


def locked(name: str) -> Iterator[tuple[str, str, int]]:
    """Package, version and number of hashes of each entry of a lock file."""
    text = (ROOT / name).read_text("utf-8").replace("\\\n", " ")
    for line in text.splitlines():
        if line and not line.startswith("#"):
            package, _, rest = line.partition("==")
            yield package, rest.split()[0], line.count("--hash=sha256:")


def test_locks_pin_every_package_with_a_hash() -> None:
    for name in LOCKS:
        entries = list(locked(name))
        assert entries
        assert [package for package, version, hashes in entries if not (version and hashes)] == []
        assert "://" not in (ROOT / name).read_text("utf-8")


def test_locks_agree_with_each_other_and_with_the_project() -> None:
    runtime, cluster, development, build = (
        {package: version for package, version, _ in locked(name)} for name in LOCKS
    )
    pyproject = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))

    assert runtime.items() <= cluster.items() <= development.items()
    assert build.items() <= development.items()
    assert declared_by() <= runtime.keys()
    assert declared_by("opensearch") <= cluster.keys() - runtime.keys()
    assert pyproject["build-system"]["requires"] == [f"hatchling=={build['hatchling']}"]


@pytest.mark.parametrize("guide", ["ARCHITECTURE.md", "CONTRIBUTING.md"])
def test_a_guide_names_only_files_that_exist(guide: str) -> None:
    text = (ROOT / guide).read_text("utf-8")
    named = set(re.findall(r"`((?:index|search|web|tests|benchmarks|docs)/[\w./-]*)`", text))

    assert named
    assert {name for name in named if not (ROOT / name).exists()} == set()


@pytest.mark.parametrize("guide", sorted(str(path.relative_to(ROOT)) for path in GUIDES))
def test_a_guide_links_only_to_files_that_exist(guide: str) -> None:
    links = set(re.findall(r"\]\(([^):#]+)\)", (ROOT / guide).read_text("utf-8")))

    assert {link for link in links if not ((ROOT / guide).parent / link).exists()} == set()


@pytest.mark.parametrize("guide", sorted(path.name for path in (ROOT / "docs").glob("*.zh.md")))
def test_guides_in_both_languages_have_the_same_parts(guide: str) -> None:
    chinese, english = (ROOT / "docs" / name for name in (guide, guide.replace(".zh.md", ".md")))
    assert shape(chinese.read_text("utf-8")) == shape(english.read_text("utf-8"))


def shape(text: str) -> list[str]:
    """Headings, rows of tables, blocks of code and links of a guide, without their words."""
    text = text.replace(".zh.md", ".md")
    return re.findall(r"^(?:#+ |\| *`[^`]+`|\|(?= )|```)|\]\((?!(?:deploy|opensearch)\.md)[^)]+\)", text, re.MULTILINE)
