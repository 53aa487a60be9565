"""Completion: words, bodies and titles of the index by prefix in either script and by pinyin."""

import json
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from command import run
from hypothesis import given
from hypothesis import strategies as st
from reports import line, write_lines

from index import index_paths
from index.analysis import fold
from index.errors import CorruptIndex
from index.local.snapshot import Snapshot
from index.store import open_store
from search import Searcher, SearchRequest, open_searcher
from search.offers.completion import Completer, Completion
from search.offers.pinyin import Typed, reading


@pytest.fixture(scope="module")
def searcher(seed_index: Path) -> Iterator[Searcher]:
    with open_searcher(seed_index) as opened:
        yield opened


@pytest.fixture(scope="module")
def completer(searcher: Searcher) -> Completer:
    return Completer(searcher)


def texts(found: tuple[Completion, ...]) -> list[str]:
    return [each.text for each in found]


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("提案", "提案"),
        ("政協", "政协"),
        ("tian", "提案"),
        ("TiAn", "提案"),
        ("ti'an", "提案"),
        ("ti an", "提案"),
        ("tí'àn", "提案"),
        ("zhengxie", "政协"),
        ("zheng xie", "政协"),
        ("zhengx", "政协"),
        ("zx", "政协"),
        ("lvzhi", "履职"),
        ("lüzhi", "履职"),
        ("diaoyan", "调研"),
        ("广", "广安区政协"),
        ("廣安區", "广安区政协"),
        ("guanganquzhengxie", "广安区政协"),
        ("2022gong", "2022工作回眸"),
        ("提案 ban", "提案 办理"),
        ("提案 辦", "提案 办理"),
        ("提案 zheng xie", "提案 政协"),
        ("(提案 OR tian", "(提案 OR 提案"),
        ("“zhengx", "“政协"),
        ("-tian", "-提案"),
        ("机构:guang", "机构:广安区政协"),
        ("整词:banl", "整词:办理"),
        ("委员 word:民主/监", "委员 word:民主/监督"),
        ("机构：咸", "机构：咸阳市政协"),
        ("标题:2022", "标题:2022工作回眸"),
        ("覆", "覆盖"),
    ],
)
def test_what_comes_first(typed: str, first: str, completer: Completer) -> None:
    assert texts(completer.complete(typed))[0] == first


@pytest.mark.parametrize(
    ("typed", "absent"),
    [
        ("ti'an", "天地"),
        ("tian", "提"),
        ("机构:广", "机构:广泛"),
        ("整词:广", "整词:广安区政协"),
        ("标题:广", "标题:广安"),
        ("zhengxie", "争先"),
        ("提", "方案"),
    ],
)
def test_what_does_not_complete(typed: str, absent: str, completer: Completer) -> None:
    assert absent not in texts(completer.complete(typed, limit=1000))


@pytest.mark.parametrize("typed", ["", "  ", "提案 ", "宇宙飞船", "qqqq", "机构:提案", "“”", "\0", "tia'n", "提" * 300])
def test_nothing_to_complete(typed: str, completer: Completer) -> None:
    assert completer.complete(typed) == ()


def test_kinds_and_counts(completer: Completer, searcher: Searcher) -> None:
    found = {each.kind: each for each in reversed(completer.complete("广安", limit=50))}
    assert found["body"].text == "广安区政协"
    body = SearchRequest("NOT 无此词", body=("广安区政协",))
    assert found["body"].count == searcher.search(body).total
    assert found["word"].text == "广安"
    (title,) = (each for each in completer.complete("2022") if each.kind == "title")
    assert title.count == len(searcher.report("001_c6ad43cc68ff08b6").paragraphs)


def test_the_most_frequent_first_and_bodies_on_a_tie(tmp_path: Path) -> None:
    words = ["提升", "提案 提升", "提案 提升 提高", "某"]
    index_paths([write_lines(tmp_path / "r.jsonl", line("a", words, body="提"), line("b", ["x"]))], tmp_path / "i")
    with open_searcher(tmp_path / "i") as searcher:
        found = Completer(searcher).complete("提")
    assert [(each.text, each.kind, each.count) for each in found] == [
        ("提", "body", 4),
        ("提升", "word", 3),
        ("提案", "word", 2),
        ("提高", "word", 1),
    ]


def test_what_was_deleted_is_neither_offered_nor_counted(tmp_path: Path) -> None:
    source = tmp_path / "r.jsonl"
    write_lines(source, line("a", ["提案 视察"]), *(line(f"b{number}", ["提案 调研"]) for number in range(20)))
    index_paths([source], tmp_path / "i")
    write_lines(source, *(line(f"b{number}", ["提案 调研"]) for number in range(20)))
    index_paths([source], tmp_path / "i")
    with open_searcher(tmp_path / "i") as searcher:
        completer = Completer(searcher)
        assert [(each.text, each.count) for each in completer.complete("tian")] == [("提案", 20)]
        assert completer.complete("视") == ()


@given(
    typed=st.text(max_size=30) | st.text(alphabet="提案政协tianzhexülv'“\"（( -:机构", max_size=12),
    limit=st.integers(1, 30),
)
def test_any_text_may_be_typed(completer: Completer, typed: str, limit: int) -> None:
    found = completer.complete(typed, limit)
    assert len(found) <= limit
    assert len(set(texts(found))) == len(found)
    assert all(each.count > 0 for each in found)


@given(place=st.integers(0, 10_000), size=st.integers(1, 4))
def test_every_word_is_completed_from_its_beginning_and_its_reading(
    searcher: Searcher, completer: Completer, place: int, size: int
) -> None:
    words = [word for word in searcher.vocabulary.words if len(word) > 1]
    word = words[place % len(words)]
    ways = [word[:size]]
    if not word.isascii() and any(len(syllable) > 1 for syllable in reading(word)):
        ways += ["".join(reading(word)), "'".join(reading(word)), " ".join(reading(word))]
    for typed in ways:
        assert word in {fold(text) for text in texts(completer.complete(typed, limit=5000))}, typed


def test_a_word_that_is_offered_is_found(completer: Completer, searcher: Searcher) -> None:
    for letter in "abcdefghjklmnopqrstwxyz":
        for each in completer.complete(letter, limit=30):
            if each.kind == "word":
                assert searcher.search(SearchRequest(f"“{each.text}”", limit=0)).total >= each.count


def test_many_threads_get_the_same_from_a_cold_searcher(seed_index: Path, completer: Completer) -> None:
    answers = []
    with open_searcher(seed_index) as cold:
        threads = [threading.Thread(target=lambda: answers.append(Completer(cold).complete("tian"))) for _ in range(6)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert answers == [completer.complete("tian")] * 6


def test_typed_letters() -> None:
    assert Typed.parse("Xi'An") == Typed("xian", frozenset([2]))
    assert Typed.parse("lǘ") == Typed("lv")
    for text in ("", "'", "123", "提案", "a" * 100, "ab-c"):
        assert Typed.parse(text) is None
    assert reading(fold("西安市重慶")) == ("xi", "an", "shi", "chong", "qing")


def test_the_vocabulary_is_that_of_the_postings(seed_index: Path) -> None:
    snapshot = Snapshot.open(seed_index)
    assert list(snapshot.vocabulary.words) == snapshot.terms("words")
    for word in ("政协", "提案", "2022"):
        assert snapshot.vocabulary.frequency(word) == len(snapshot.postings("words", word).documents)
    assert snapshot.vocabulary.frequency("宇宙飞船") == 0
    snapshot.close()


def test_the_vocabulary_grows_with_the_index_and_is_of_all_segments(tmp_path: Path) -> None:
    first, second = write_lines(tmp_path / "1.jsonl", line("a", ["提案"] * 30)), tmp_path / "2.jsonl"
    index_paths([first], tmp_path / "i")
    write_lines(second, line("b", ["提案调研"]))
    index_paths([second], tmp_path / "i")
    snapshot = Snapshot.open(tmp_path / "i")
    assert (snapshot.vocabulary.frequency("提案"), snapshot.vocabulary.frequency("调研")) == (31, 1)
    snapshot.close()


def test_a_broken_vocabulary_is_said_so(tmp_path: Path) -> None:
    index_paths([write_lines(tmp_path / "r.jsonl", line("a", ["提案"]))], tmp_path / "i")
    (path,) = (tmp_path / "i").rglob("*.zs")
    path.write_bytes(path.read_bytes().replace("提案\n".encode(), b"\xff\xfe\xff\xfe\xff\xfe\n"))
    assert list(open_store(tmp_path / "i").check())
    with pytest.raises(CorruptIndex, match="--rebuild"), open_searcher(tmp_path / "i") as searcher:
        Completer(searcher).complete("提")


def test_the_command(seed_index: Path, tmp_path: Path, completer: Completer) -> None:
    plain = run("complete", "tian", index=seed_index)
    assert (plain.returncode, plain.stdout.splitlines()[0]) == (0, "提案\t词\t13")
    answer = json.loads(run("complete", "提案 ban", "--limit", "2", "--json", index=seed_index).stdout)
    assert answer == {
        "query": "提案 ban",
        "completions": [each.to_dict() for each in completer.complete("提案 ban", limit=2)],
    }
    nothing = run("complete", "宇宙飞船", index=seed_index)
    assert (nothing.returncode, nothing.stdout, nothing.stderr) == (1, "", "")
    assert run("complete", "提", "--limit", "0", index=seed_index).returncode == 2
    assert run("complete", "提", index=tmp_path / "none").returncode == 3
    assert "例：zhengsou complete" in run("complete", "--help", index=seed_index).stdout
