"""Words are jieba's, with house words and without, whichever package segments; and so are the tags of what it knows."""

import re
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from segmenting import Package

from index.analysis import Segmenter, fold, fold_width_case, segment, segmenter_name, words
from index.analysis.folding import fold_for_words
from index.analysis.segmentation import jieba_tokens
from index.analysis.tagging import tag_words

pytestmark = pytest.mark.usefixtures("package")

report_text = st.text(
    st.sampled_from("政協协会議會议提案办辦理棗枣強强縣县着著里裡２０２3年-._%+#&·/ :,，。（）“”aBZ1"), max_size=40
)
HOUSE = (
    "小微协商",
    "一委一品 1000 n",
    "有事来商量",
    "渠江",
    "covid-19",
    "1+3",
    "ab_c",
    "ab",
    "c-2.5",
    "3.0版",
    "提案 1",
)


@pytest.fixture(scope="module")
def dictionary(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("house") / "dictionary.txt"
    path.write_text("\n".join(HOUSE), "utf-8")
    return path


@pytest.fixture(scope="module")
def segmenter(dictionary: Path, package: Package) -> Segmenter:
    assert segmenter_name().startswith(f"{package} ")
    return Segmenter(dictionary)


def terms(segmenter: Segmenter, text: str) -> list[str]:
    return [word for word, _, _ in segmenter.words(text)]


def alphanumeric(tokens: list[tuple[str, int, int]]) -> list[tuple[str, int, int]]:
    return sorted({token for token in tokens if any(map(str.isalnum, token[0]))})


@given(report_text)
def test_words_are_cut_as_jieba_cuts_them(text: str) -> None:
    folded = fold_width_case(text)
    # In a row of one character there is nothing to choose by, and the two choose differently.
    assume(not re.search(r"(.)\1\1", folded))
    assert alphanumeric(segment(folded)) == alphanumeric(jieba_tokens(folded))


def test_the_seeds_are_cut_as_jieba_cuts_them(seeds: Path) -> None:
    for path in sorted(seeds.glob("*.txt")):
        for line in path.read_text("utf-8").splitlines():
            assert alphanumeric(segment(line)) == alphanumeric(jieba_tokens(line))


def test_a_word_that_the_dictionary_has_is_tagged_as_there(seeds: Path) -> None:
    import jieba.posseg

    jieba.posseg.dt.initialize()
    known = jieba.posseg.dt.word_tag_tab
    for path in sorted(seeds.glob("*.txt")):
        for text in map(fold_for_words, path.read_text("utf-8").splitlines()):
            tagged = tag_words(text)
            assert "".join(word for word, _ in tagged) == text
            assert [(word, tag) for word, tag in tagged if known.get(word, tag) != tag] == []
            words_alone = [word for word, _ in tagged if not word.isascii()]
            assert words_alone == [word for word in jieba.lcut(text) if not word.isascii()]


@given(report_text)
def test_a_word_is_the_folding_of_what_stands_there(text: str) -> None:
    for word, start, end in words(text):
        assert fold(word) == word
        assert len(word) == end - start


def test_traditional_text_has_the_words_of_its_simplified_twin() -> None:
    assert words("政協權利和提案辦理") == words("政协权利和提案办理")
    assert "权利" in [word for word, _, _ in words("權利")]


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("开展小微协商活动", "小微协商"),
        ("開展小微協商活動", "小微协商"),
        ("打造“一委一品”品牌", "一委一品"),
        ("防COVID-19疫情", "covid-19"),
    ],
)
def test_a_house_word_is_one_term(text: str, word: str, segmenter: Segmenter) -> None:
    assert word in terms(segmenter, text)
    assert word not in [found for found, _, _ in words(text)]


def test_a_traditional_entry_serves_both_scripts(tmp_path: Path) -> None:
    path = tmp_path / "dictionary.txt"
    path.write_text("小微協商", "utf-8")
    assert "小微协商" in terms(Segmenter(path), "開展小微協商")
    assert "小微协商" in terms(Segmenter(path), "开展小微协商")


def test_other_segmenters_do_not_know_the_word(segmenter: Segmenter) -> None:
    assert "小微协商" in terms(segmenter, "小微协商")
    assert "小微协商" not in terms(Segmenter(), "小微协商")
    assert Segmenter().words("小微协商") == words("小微协商")


def test_house_words_segment_the_seeds_as_jieba_does(seeds: Path, dictionary: Path, segmenter: Segmenter) -> None:
    import jieba

    reference = jieba.Tokenizer()
    with dictionary.open("rb") as file:
        reference.load_userdict(file)
    changed = 0
    for path in sorted(seeds.glob("*.txt")):
        for text in path.read_text("utf-8").splitlines():
            tokens = alphanumeric(segmenter.segment(text))
            assert tokens == alphanumeric(list(reference.tokenize(text, mode="search")))
            changed += tokens != alphanumeric(jieba_tokens(text))
    assert changed


# None stands twice in a text: jieba and rjieba break a tie of their Markov model, as in 协协协协协, differently.
PIECES = [*"政协年工abc2503+-_.% ，", *(each.split()[0] for each in HOUSE)]


@given(pieces=st.lists(st.sampled_from(PIECES), max_size=8, unique=True))
def test_house_words_segment_any_text_as_jieba_does(segmenter: Segmenter, pieces: list[str]) -> None:
    text = "".join(pieces)
    assert alphanumeric(segmenter.segment(text)) == alphanumeric(jieba_tokens(text, segmenter.user_dictionary))
