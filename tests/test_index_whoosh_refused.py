"""What Whoosh cannot do with the index it is refused by name, before any thing is touched."""

import hashlib
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import pytest
from reports import line, write_lines
from whoosh import fields as whoosh_fields
from whoosh import index as whoosh_index
from whoosh import multiproc as whoosh_multiproc
from whoosh import qparser as whoosh_qparser
from whoosh import query as whoosh_query
from whoosh import writing as whoosh_writing
from whoosh.filedb import filestore as whoosh_filestore

from index import index_paths
from index.errors import ZhengsouError
from index.local.layout import Layout
from index.settings import DICTIONARY_NAME
from index.whoosh_view import WhooshRefused, analyzer
from index.whoosh_view.analyzer import VariantAnalyzer, WordAnalyzer

# Whoosh has types for a part only of what is called here.
fields: Any = whoosh_fields
filestore: Any = whoosh_filestore
multiproc: Any = whoosh_multiproc
qparser: Any = whoosh_qparser
query: Any = whoosh_query
whoosh: Any = whoosh_index
writing: Any = whoosh_writing

ROOT: Final = Path(__file__).parent.parent
README: Final = ROOT / "index" / "whoosh_view" / "README.md"


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    source = write_lines(tmp_path / "r.jsonl", line("a", ["提案办理", "满意"]), line("b", ["视察调研"]))
    index_paths([source], tmp_path / "index")
    return tmp_path / "index"


def data_of(directory: Path) -> Path:
    return Layout(directory).current()[0]


def opened(directory: Path, **options: Any) -> Any:
    return whoosh.open_dir(str(data_of(directory)), **options)


def tree(directory: Path) -> dict[str, tuple[int, int, str]]:
    """Every file and folder, with what is in it and when it was written."""
    return {
        str(path.relative_to(directory)): (
            path.stat().st_mode,
            path.stat().st_mtime_ns,
            hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else "",
        )
        for path in sorted([directory, *directory.rglob("*")])
    }


WRITERS: Final[dict[str, Callable[[Any], Any]]] = {
    "writer": lambda ix: ix.writer(),
    "writer with options": lambda ix: ix.writer(timeout=1, limitmb=32, compound=False, _lk=False),
    "writer by name": lambda ix: writing.SegmentWriter(ix=ix),
    "two processes": lambda ix: ix.writer(procs=2, multisegment=True),
    "optimize": lambda ix: ix.optimize(),
    "delete_by_term": lambda ix: ix.delete_by_term("report", "a"),
    "delete_by_query": lambda ix: ix.delete_by_query(query.Every()),
    "add_field": lambda ix: ix.add_field("more", fields.TEXT()),
    "remove_field": lambda ix: ix.remove_field("words"),
    "AsyncWriter": writing.AsyncWriter,
    "BufferedWriter": writing.BufferedWriter,
    "MpWriter": lambda ix: multiproc.MpWriter(ix, procs=2),
    "MultiSegmentWriter": multiproc.MultiSegmentWriter,
    "SerialMpWriter": lambda ix: multiproc.SerialMpWriter(ix, procs=2),
    "add_spelling": lambda ix: writing.add_spelling(ix, ["words"]),
}


@pytest.mark.parametrize("write", WRITERS.values(), ids=WRITERS)
def test_a_writer_is_refused_before_any_thing_is_touched(directory: Path, write: Callable[[Any], Any]) -> None:
    before = tree(directory)
    ways: tuple[dict[str, Any], ...] = ({}, {"readonly": True}, {"schema": fields.Schema(words=fields.TEXT())})
    for options in (*ways, {}):
        with pytest.raises(WhooshRefused, match=r"only reads this index.*nothing was changed.*zhengsou index"):
            write(opened(directory, **options))
    assert tree(directory) == before


def test_an_index_without_reports_is_refused_to_writers_too(tmp_path: Path) -> None:
    index_paths([write_lines(tmp_path / "r.jsonl", line("a", []))], tmp_path / "index")
    before = tree(tmp_path)
    with pytest.raises(WhooshRefused):
        opened(tmp_path / "index").writer()
    assert tree(tmp_path) == before
    with opened(tmp_path / "index").searcher() as searcher:
        assert (searcher.doc_count(), len(searcher.search(query.Every()))) == (0, 0)


def test_indexes_of_others_are_written_as_ever(directory: Path, tmp_path: Path) -> None:
    opened(directory)
    (tmp_path / "other").mkdir()
    other = whoosh.create_in(str(tmp_path / "other"), fields.Schema(words=fields.TEXT(WordAnalyzer())))
    with other.writer() as writer:
        writer.add_document(words="提案办理")
    other.optimize()
    with other.searcher() as searcher:
        assert len(searcher.search(query.Term("words", "提案"))) == 1


def test_the_refusal_is_one_of_this_programs_errors() -> None:
    assert issubclass(WhooshRefused, ZhengsouError)
    assert "\n" not in str(WhooshRefused("no", next_step="请"))


NO_TERMS: Final[dict[str, Callable[[Any], Any]]] = {
    "typed": lambda searcher: qparser.QueryParser("text", searcher.schema).parse("paragraph:3"),
    "typed range": lambda searcher: qparser.QueryParser("text", searcher.schema).parse("characters:[3 TO 9]"),
    "typed phrase": lambda searcher: qparser.QueryParser("text", searcher.schema).parse('heading:"一、提案"'),
    "term of a column": lambda searcher: searcher.search(query.Term("paragraph", 0)),
    "term of what is stored": lambda searcher: searcher.search(query.Term("heading", "一")),
    "term in a tree": lambda searcher: searcher.search(query.Or([query.Term("text", "提案"), query.Term("meta", "a")])),
    "typed prefix": lambda searcher: qparser.QueryParser("text", searcher.schema).parse("heading:一*"),
    "document": lambda searcher: searcher.document(tokens=2),
    "highlights": lambda searcher: searcher.search(query.Every())[0].highlights("heading"),
}


@pytest.mark.parametrize("use", NO_TERMS.values(), ids=NO_TERMS)
def test_a_field_without_terms_says_so(directory: Path, use: Callable[[Any], Any]) -> None:
    with opened(directory).searcher() as searcher, pytest.raises(WhooshRefused, match="has no terms"):
        use(searcher)


def test_one_character_is_no_bigram(directory: Path) -> None:
    with opened(directory).searcher() as searcher:
        parser = qparser.QueryParser("grams", searcher.schema)
        with pytest.raises(WhooshRefused, match=re.escape("write 提*")):
            parser.parse("提")
        assert [hit["text"] for hit in searcher.search(parser.parse("提*"))] == ["提案办理"]


def test_a_copy_in_memory_is_refused(directory: Path) -> None:
    copy = filestore.RamStorage()
    filestore.copy_storage(filestore.FileStorage(str(data_of(directory))), copy)
    with pytest.raises(WhooshRefused, match="FileStorage"):
        copy.open_index().reader()


def test_terms_that_are_made_otherwise_now_are_refused(directory: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(analyzer, "_installed", lambda: ("other 1.0", ""))
    index = opened(directory)
    with pytest.raises(WhooshRefused, match="not by other"):
        index.reader()
    with pytest.raises(WhooshRefused, match="not by other"):
        qparser.QueryParser("text", index.schema).parse("提案")


def test_positions_are_refused_where_the_text_gives_other_words(
    directory: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = query.Phrase("words", ["提案", "办理"])
    with opened(directory).searcher() as searcher:
        assert len(searcher.search(asked)) == 1
    monkeypatch.setattr(WordAnalyzer, "_places", VariantAnalyzer._places)
    with opened(directory).searcher() as searcher, pytest.raises(WhooshRefused, match="are not those"):
        searcher.search(asked)


def test_the_words_are_those_that_the_index_was_made_with(directory: Path, tmp_path: Path) -> None:
    def phrase() -> tuple[list[str], int]:
        index = opened(directory)
        words = [token.text for token in index.schema["text"].analyzer("提案办理")]
        with index.searcher() as searcher:
            return words, len(searcher.search(query.Phrase("text", words)))

    assert phrase() == (["提案", "办理"], 1)
    (tmp_path / DICTIONARY_NAME).write_text("提案办理 9999\n", "utf-8")
    assert phrase() == (["提案", "办理"], 1)
    index_paths([tmp_path / "r.jsonl"], directory)
    assert phrase() == (["提案", "办理", "提案办理"], 1)


def test_a_searcher_that_is_refreshed_sees_what_was_committed(directory: Path, tmp_path: Path) -> None:
    before = opened(directory).searcher()
    lines = line("a", ["再无此词"]), line("c", ["提案又来"]), line("b", ["视察调研"])
    index_paths([write_lines(tmp_path / "r.jsonl", *lines)], directory)
    assert not before.up_to_date()
    with before.refresh() as after:
        found = [hit["text"] for hit in after.search(query.Every(), limit=None)]
        assert sorted(found) == sorted(["再无此词", "提案又来", "视察调研"])
        assert after.refresh() is after


def test_the_rest_of_the_program_goes_to_the_view_by_one_way() -> None:
    modules = [path for layer in ("index", "search", "web") for path in (ROOT / layer).rglob("*.py")]
    others = [path for path in modules if path.parent != README.parent]
    ways = {
        str(path.relative_to(ROOT)): set(found)
        for path in others
        if (found := re.findall(r"(?:from|import) (index\.whoosh_view[\w.]*)", path.read_text("utf-8")))
    }
    assert ways == {"index/local/session.py": {"index.whoosh_view"}}


def test_the_example_in_the_readme_runs_and_touches_nothing(seed_index: Path, tmp_path: Path) -> None:
    (example,) = re.findall(r"```python\n(.*?)```", README.read_text("utf-8"), re.DOTALL)
    assert set(re.findall(r"^(?:from|import) (\w+)", example, re.MULTILINE)) == {"json", "sys", "pathlib", "whoosh"}
    assert len(example.splitlines()) <= 35
    before = tree(seed_index)
    command = [sys.executable, "-W", "error", "-c", example, str(seed_index)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"}
    ran = subprocess.run(command, check=True, capture_output=True, encoding="utf-8", cwd=tmp_path, env=environment)
    lines = ran.stdout.splitlines()
    assert lines[0] == "paragraphs: 162"
    assert any('<b class="match term0">提案</b>' in line for line in lines)
    assert lines[-1].startswith("WhooshRefused: Whoosh only reads this index")
    assert tree(seed_index) == before
