"""The commands of studies that list: their tables on a terminal, their JSON, and their files with notes."""

import csv
import io
import json
import zipfile
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from command import run

from search.study.addresses import EVERYTHING

CALLS: dict[str, tuple[str | int, ...]] = {
    "words": ("words", "年份:2023", "--part", "新…"),
    "keyness": ("keyness", "机构:广安", "--direction", "more"),
    "new": ("new", "年份:2023", "--limit", 1000),
    "collocates": ("collocates", "协商", "--least", 3),
    "figures": ("figures", "提案"),
}


def listed(study: str, found: dict[str, Any]) -> list[dict[str, Any]]:
    if study == "new":
        return [term for name in ("new", "more", "less", "gone") for term in found[name]]
    rows: list[dict[str, Any]] = found["figures" if study == "figures" else "terms"]
    return rows


@pytest.mark.parametrize("study", CALLS)
def test_a_file_has_all_rows_of_the_answer(seed_index: Path, study: str, tmp_path: Path) -> None:
    call = CALLS[study]
    every = () if "--limit" in call else ("--limit", 100_000)
    rows = listed(study, json.loads(run(*call, *every, "--json", index=seed_index).stdout))
    done = run(*call, "--csv", index=seed_index)
    assert done.returncode == 0
    table = list(csv.DictReader(io.StringIO(done.stdout)))
    name = "sentence" if study == "figures" else "term"
    assert len(table) >= len(rows) > 0
    assert [row[name] for row in rows] == [row[name] for row in table][: len(rows)] or study == "new"
    both = {
        "keyness": f"Target: {call[1]}; Reference: all the rest", "new": f"Now: {call[1]}; Before: all the rest",
    }  # fmt: skip
    assert {row["query"] for row in table} == {both.get(study, call[1])}
    done = run(*call, "--xlsx", tmp_path / "t.xlsx", "--notes", tmp_path / "n.txt", index=seed_index)
    assert done.returncode == 0, done.stderr
    assert zipfile.ZipFile(tmp_path / "t.xlsx").testzip() is None
    assert f"/study/{study}?" in (tmp_path / "n.txt").read_text("utf-8")


@pytest.mark.parametrize("study", CALLS)
def test_a_limit_that_is_given_holds_for_a_file_too(seed_index: Path, study: str) -> None:
    call = [each for each in CALLS[study] if each not in ("--limit", 1000)]
    few = listed(study, json.loads(run(*call, "--limit", 2, "--offset", 1, "--json", index=seed_index).stdout))
    table = list(csv.DictReader(io.StringIO(run(*call, "--limit", 2, "--offset", 1, "--csv", index=seed_index).stdout)))
    assert len(table) == len(few) > 1
    name = "sentence" if study == "figures" else "term"
    assert [row[name] for row in table] == [row[name] for row in few]


def test_a_history_file_has_each_year_of_each_wording(seed_index: Path, tmp_path: Path) -> None:
    call = ("history", "协商民主", "没有人说过的话")
    terms = json.loads(run(*call, "--json", index=seed_index).stdout)["terms"]
    years = [(term["term"], year) for term in terms for year in term["years"]]
    done = run(*call, "--csv", index=seed_index)
    table = list(csv.DictReader(io.StringIO(done.stdout)))
    numbers = ("year", "occurrences", "reports", "new_bodies", "cumulative_bodies", "characters")
    assert [(row["term"], *(row[name] for name in numbers)) for row in table] == [
        (term, *(str(year[name]) for name in numbers)) for term, year in years
    ]
    assert all(row["link"].endswith(year["url"]) for row, (_, year) in zip(table, years, strict=True))
    done = run(*call, "--xlsx", tmp_path / "h.xlsx", "--notes", tmp_path / "n.txt", index=seed_index)
    assert done.returncode == 0, done.stderr
    assert zipfile.ZipFile(tmp_path / "h.xlsx").testzip() is None
    note = (tmp_path / "n.txt").read_text("utf-8")
    assert terms[0]["first"]["permalink"] in note
    assert "/study/history?" in note
    assert run("history", "没有人说过的话", "--csv", index=seed_index).returncode == 1


@pytest.mark.parametrize("study", CALLS)
def test_a_table_is_shown_on_a_terminal(seed_index: Path, study: str) -> None:
    done = run(*CALLS[study], index=seed_index)
    assert (done.returncode, done.stderr) == (0, "")
    assert len(done.stdout.splitlines()) > 3


@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    [
        (("words", "没有这样的词句"), 1, "没有这样的词"),
        (("words", "--offset", 100_000), 0, "--offset"),
        (("words", "年份:二〇"), 2, "年份"),
        (("words", "--n", 6), 2, "--n"),
        (("words", "--with", "verbs"), 2, "stopwords"),
        (("keyness",), 2, "目标"),
        (("keyness", "提案", "--target", "协商"), 2, "目标"),
        (("keyness", "提案", "--against", "("), 2, "（"),
        (("new", "没有这样的词句"), 1, "目标范围里没有词"),
        (("new", "年份:2023", "--since", "年份:1800"), 1, "参照范围里没有词"),
        (("keyness", "年份:2023", "--against", "年份:1800"), 1, "参照范围里没有词"),
        (("collocates", "没有这样的词句"), 1, "没有这样的词"),
        (("collocates", "协商", "--window", 21), 2, "--window"),
    ],
    ids=str,
)
def test_what_cannot_be_is_told(seed_index: Path, arguments: tuple[str | int, ...], status: int, said: str) -> None:
    done = run(*arguments, index=seed_index)
    assert (done.returncode, said in done.stdout + done.stderr) == (status, True), done.stdout + done.stderr


@pytest.mark.parametrize(
    ("call", "pairs"),
    [
        (("words", "年份:2023", "--n", 2, "--with", "places"), {"n": "2"}),
        (("words", "--terms", "--sort", "count"), {"terms": "1", "sort": "count"}),
        (
            ("keyness", "机构:广安", "--against", "机构:綦江", "--least", 5, "--direction", "more", "--n", 2),
            {"against": "机构:綦江", "least": "5", "direction": "more", "n": "2"},
        ),
        (
            ("new", "机构:广安", "--since", "", "--least", 3, "--without", "places"),
            {"since": EVERYTHING, "least": "3", "without": "places"},
        ),
        (
            ("collocates", "协商", "--window", 3, "--across", "--measure", "mi"),
            {"window": "3", "across": "1", "measure": "mi"},
        ),
        (
            ("figures", "提案", "--unit", "件", "--least", 2.5, "--in-sentence", "--by", "body_year"),
            {"unit": "件", "least": "2.5", "in_sentence": "1", "by": "body_year"},
        ),
    ],
    ids=lambda value: value[0] if isinstance(value, tuple) else "",
)
def test_a_note_leads_to_the_page_with_the_same_options(
    seed_index: Path, tmp_path: Path, call: tuple[str | int, ...], pairs: dict[str, str]
) -> None:
    note = tmp_path / "n.txt"
    done = run(*call, "--csv", tmp_path / "t.csv", "--notes", note, index=seed_index)
    assert done.returncode == 0, done.stderr
    [address] = [
        line.split("：", 1)[1] for line in note.read_text("utf-8").splitlines() if f"/study/{call[0]}?" in line
    ]
    asked = parse_qs(urlsplit(address).query, keep_blank_values=True)
    query = [str(call[1])] if not str(call[1]).startswith("--") else [""]
    assert asked == {"q": query} | {name: [value] for name, value in pairs.items()}
