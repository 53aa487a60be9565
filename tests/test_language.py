"""The language of messages: what the environment asks for, and that each catalogue has all that its code says."""

import ast
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po
from spoken_commands import said_in_help

from index.errors import CorruptIndex, TooSlow
from index.language import Language, convert_by, gettext, language, of_environment, of_tag, speaking
from index.script import traditional
from index.variables import KNOWN

convert_by(traditional)

ROOT = Path(__file__).parent.parent
KEYWORDS = {"gettext": None, "N_": None, "ngettext": (1, 2)}


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({}, "zh-Hans"),
        ({"LANG": "C.UTF-8"}, "zh-Hans"),
        ({"LANG": "de_DE.UTF-8"}, "zh-Hans"),
        ({"LANG": "en_US.UTF-8"}, "en"),
        ({"LANG": "zh_TW.UTF-8"}, "zh-Hant"),
        ({"LANG": "zh_CN.GBK"}, "zh-Hans"),
        ({"LANG": "en_US.UTF-8", "LC_MESSAGES": "zh_CN.UTF-8"}, "zh-Hans"),
        ({"LANG": "zh_CN.UTF-8", "LC_ALL": "en_GB@euro"}, "en"),
        ({"LANG": "en_US.UTF-8", "LC_ALL": ""}, "en"),
        ({"LANG": "en_US.UTF-8", "ZHENGSOU_LANG": "zh"}, "zh-Hans"),
        ({"LANG": "zh_CN.UTF-8", "ZHENGSOU_LANG": "en"}, "en"),
        ({"LANG": "en_US.UTF-8", "ZHENGSOU_LANG": "zh-Hant"}, "zh-Hant"),
        ({"LANG": "en_US.UTF-8", "ZHENGSOU_LANG": "?"}, "en"),
    ],
)
def test_the_environment_chooses(environment: dict[str, str], expected: str) -> None:
    assert of_environment(environment) == expected


@pytest.mark.parametrize("tag", ["", "english", "enx", "C", "POSIX", "zhuang", "-en", "\0"])
def test_other_tags_are_no_language(tag: str) -> None:
    assert of_tag(tag) is None


@pytest.mark.parametrize(
    ("spoken", "message"),
    [
        ("zh-Hans", "查询太费时间（超过 10 秒）。请减少单个的字和 OR，或加上机构、年份缩小范围"),
        ("zh-Hant", "查詢太費時間（超過 10 秒）。請減少單個的字和 OR，或加上機構、年份縮小範圍"),
        (
            "en",
            "The query takes too long (more than 10 seconds). Use fewer single characters and ORs, or narrow it by"
            " bodies or years",
        ),
    ],
)
def test_an_error_is_in_the_language_of_where_it_is_raised(spoken: Language, message: str) -> None:
    with speaking(spoken):
        assert str(TooSlow(10)) == message
    assert language() == "zh-Hans"


def test_what_is_put_into_a_message_stays_as_it_is() -> None:
    with speaking("zh-Hant"):
        assert (
            gettext("索引已损坏：文件 %(name)s 的内容与写入时不同", name="后台")
            == "索引已損壞：文件 后台 的內容與寫入時不同"
        )
        assert "文件 后台 的內容" in str(CorruptIndex.in_file("后台"))


def test_the_variable_is_one_that_the_program_knows() -> None:
    assert "ZHENGSOU_LANG" in KNOWN


def messages() -> set[str]:
    """All that is said in the code, and in the help of its commands."""
    found = said_in_help("index", "search")
    for package in ("index", "search"):
        for _, _, text, _, _ in extract_from_dir(str(ROOT / package), [("**.py", "python")], keywords=KEYWORDS):
            found.add(text if isinstance(text, str) else text[0])
    return found


def translated(path: str) -> dict[str, tuple[str, ...]]:
    """What the written catalogue has, by the (singular) message."""
    catalogue = read_po(BytesIO((ROOT / path).read_bytes()), locale="en")
    return dict(_entries(catalogue))


def _entries(catalogue: object) -> Iterator[tuple[str, tuple[str, ...]]]:
    for each in catalogue:  # type: ignore[attr-defined]
        if each.id:
            strings = (each.string,) if isinstance(each.string, str) else tuple(each.string or ())
            yield each.id if isinstance(each.id, str) else each.id[0], strings


def test_every_message_of_index_and_search_has_english_and_none_is_left_over() -> None:
    has = {key for key, strings in translated("index/translations/en.po").items() if all(strings)}
    of_pages = set(translated("web/translations/en.po"))
    assert messages() - has - of_pages == set()
    assert has - messages() == set()


def test_the_compiled_catalogue_is_what_the_written_one_says() -> None:
    """After a change: `.venv/bin/pybabel compile -i index/translations/en.po -o index/translations/en.mo -l en`."""
    compiled = read_mo(BytesIO((ROOT / "index/translations/en.mo").read_bytes()))
    assert dict(_entries(compiled)) == translated("index/translations/en.po")


def test_messages_are_no_f_strings() -> None:
    """A message that is put together before it is looked up has no translation."""
    for package in ("index", "search", "web"):
        for path in sorted((ROOT / package).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                if isinstance(node, ast.Call) and getattr(node.func, "id", "") in KEYWORDS and node.args:
                    assert not isinstance(node.args[0], ast.JoinedStr), f"{path}:{node.lineno}"
