"""The lists of synonyms that ship: what they say, which way, and that a user's file has the last word."""

from pathlib import Path

import pytest

from index.errors import UserFileError
from search.engine.user_words import UserWords
from search.query.regional_words import render
from search.query.shipped_synonyms import FIELD, LAY, LISTS, REGIONAL, ShippedList
from search.query.synonyms import Synonyms


def beside(tmp_path: Path, own: str = "") -> Synonyms:
    """The synonyms of an index beside which a user wrote `own`."""
    (tmp_path / "synonyms.txt").write_text(own, "utf-8")
    return Synonyms.beside(tmp_path / "index")


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("人民政协", "政协"),
        ("人民政協", "政协"),
        ("政协", "政治协商会议"),
        ("常务委员会", "常委会"),
        ("人大", "人民代表大会"),
        ("老公", "配偶"),
        ("房东", "出租人"),
        ("欠钱", "欠款"),
        ("离职", "解除劳动合同"),
        ("軟體", "软件"),
        ("滑鼠", "鼠标"),
        ("網路", "网络"),
    ],
)
def test_a_word_finds_what_means_the_same(typed: str, found: str, tmp_path: Path) -> None:
    assert found in beside(tmp_path).others(typed)


@pytest.mark.parametrize(
    ("typed", "not_found"),
    [
        # The lists of lay and regional words go one way.
        ("配偶", "老公"),
        ("出租人", "房东"),
        ("软件", "软体"),
        # Every 委员会 has 委员 in it.
        ("政协委员", "委员"),
        # Words of Taiwan that are others on the mainland: procedure, material, archive, support, project.
        ("程式", "程序"),
        ("资料", "数据"),
        ("档案", "文件"),
        ("支援", "支持"),
        ("专案", "项目"),
        ("登出", "注销"),
        # A short form that stands in other words: 提高院校.
        ("高级人民法院", "高院"),
    ],
)
def test_what_would_bring_wrong_hits_is_not_found(typed: str, not_found: str, tmp_path: Path) -> None:
    assert not_found not in beside(tmp_path).others(typed)


def test_the_list_of_regional_words_is_what_the_tables_of_opencc_give() -> None:
    assert REGIONAL.path.read_text("utf-8") == render()


@pytest.mark.parametrize("shipped", LISTS, ids=lambda each: each.name)
def test_no_word_finds_what_has_it_within_or_comes_twice(shipped: ShippedList) -> None:
    seen: set[str] = set()
    for group in shipped.groups:
        for word in group.words:
            # A search for the one word is a search for the other already.
            assert len(group.words) > 1 or not any(word in found for found in group.found), group
        if group.found:
            assert seen.isdisjoint(group.words), group
            seen |= set(group.words)
    assert len(shipped.groups) > 100


def test_a_users_line_takes_a_word_out_of_the_lists_that_ship(tmp_path: Path) -> None:
    everything = beside(tmp_path)
    less = beside(tmp_path, "-人民政協\n－老公  # 不要\n提案 = 议案\n")
    assert "人民政协" not in less.others("政协")
    assert "政治协商会议" in less.others("政协")
    assert less.others("人民政协") == less.others("老公") == ()
    assert less.others("提案") == ("议案",)
    assert (len(everything.own), len(less.own)) == (0, 1)
    assert everything.shipped == sum(len(each.groups) for each in (FIELD, LAY, REGIONAL))
    # 政协 keeps its group, and 老公 had one of its own.
    assert everything.shipped - less.shipped == 1


def test_a_word_that_does_not_ship_cannot_be_taken_out(tmp_path: Path) -> None:
    with pytest.raises(UserFileError, match=r"synonyms\.txt 第 2 行要去掉的词自带的词表里没有：-人民正协") as told:
        beside(tmp_path, "-人民政协\n-人民正协\n")
    assert "人民政协" in told.value.next_step
    with pytest.raises(UserFileError, match="请删去这一行"):
        beside(tmp_path, "-囍囍\n")


def test_what_a_user_only_takes_out_is_told(tmp_path: Path) -> None:
    assert beside(tmp_path, "-人民政协\n").said().endswith("组，synonyms.txt 里不用其中 1 个词")
    assert beside(tmp_path, "-人民政协\n提案 = 议案\n").said().endswith("另有 synonyms.txt 里的 1 组")
    assert beside(tmp_path, "").said().endswith("没有自己的 synonyms.txt")


def test_a_users_file_that_is_broken_leaves_those_that_ship(tmp_path: Path) -> None:
    (tmp_path / "synonyms.txt").write_text("房东 =\n", "utf-8")
    words = UserWords.usable(tmp_path / "index")
    assert words.faults
    assert words.synonyms.others("房东") == ("出租人",)


def test_a_users_words_come_first(tmp_path: Path) -> None:
    assert beside(tmp_path, "房东 = 业主\n").others("房东") == ("业主", "出租人")
