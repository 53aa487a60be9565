"""`zhengsou meta`: what is known of a report and by whose word, and what a user says of it, in its sidecar."""

import json
import tomllib
import zipfile
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import pytest
from command import run
from reports import line, page, write_lines

from index import index_paths
from index.library.sidecars import tell
from index.store import open_store

PROSE = "一年来，我们在县委的坚强领导下，团结带领广大委员，围绕中心、服务大局，认真履行职能，各项工作取得新的成绩。"


@pytest.fixture
def library(tmp_path: Path) -> Path:
    """A folder with an indexed library of three reports, one of them sure."""
    folder = tmp_path / "lib"
    folder.mkdir()
    (folder / "甲.txt").write_text(f"某地政协工作综述\n{PROSE}", "utf-8")
    (folder / "鼓楼.txt").write_text(f"鼓楼区政协2023年工作报告\n{PROSE}", "utf-8")
    (folder / "sure.txt").write_text(page("广安区政协", 2023, PROSE), "utf-8")
    index_paths([folder], tmp_path / "var/index")
    return folder


def meta(library: Path, *arguments: str, status: int = 0) -> str:
    """What the command prints, on both streams."""
    done = run("meta", *arguments, cwd=library.parent)
    assert done.returncode == status, done.stderr
    return done.stdout + done.stderr


def sidecar(library: Path, name: str) -> dict[str, object]:
    return tomllib.loads((library / f"{name}.toml").read_text("utf-8"))


def stored(library: Path, report: str) -> tuple[str, int | None]:
    """Body and year of a report in the index."""
    (found,) = open_store(library.parent / "var/index").reports([report])
    return found.report.body, found.report.year


def test_what_is_said_is_written_shown_and_indexed(library: Path) -> None:
    said = meta(library, "甲", "--body", "广安区政协", "--year", "2022", "--date", "2023-1-9", "--title", '“甲”\\"')

    assert "机构：未识别机构 → 广安区政协" in said
    assert "年度：不详 → 2022" in said
    assert "日期：不详 → 2023-01-09" in said
    assert "索引已更新" in said
    assert "知道的话" not in said
    assert sidecar(library, "甲") == {"body": "广安区政协", "year": 2022, "date": "2023-1-9", "title": '“甲”\\"'}
    assert stored(library, "甲") == ("广安区政协", 2022)


def test_what_is_known_and_by_whose_word(library: Path) -> None:
    before = meta(library, "sure")
    assert "机构：广安区政协（文件里读到的）" in before
    assert "标题：广安区政协2023年工作报告（文件里读到的）" in before
    assert "原文网址：不详\n" in before
    meta(library, "sure", "--body", "洛江区政协")
    after = meta(library, "sure")
    assert "机构：洛江区政协（另外说明的）" in after
    assert "地方：福建省泉州市洛江区（按机构的名称）" in after
    found = json.loads(meta(library, "sure", "--json"))
    assert (found["by"]["body"], found["by"]["year"], found["body"]) == ("sidecar", "page", "洛江区政协")


def test_a_body_may_be_named_in_any_form(library: Path) -> None:
    meta(library, "甲", "--body", "浙江省人民政府")
    assert sidecar(library, "甲") == {"body": "浙江省政府"}
    meta(library, "甲", "--body", "福建 省人民\u200b政府")
    assert sidecar(library, "甲") == {"body": "福建省政府"}
    meta(library, "甲", "--body", "某某商会")
    assert sidecar(library, "甲") == {"body": "某某商会"}


def test_nothing_is_written_without_anything_said(library: Path) -> None:
    meta(library, "甲")
    assert not (library / "甲.toml").exists()


def test_a_place_is_chosen_by_its_code_among_those_named(library: Path) -> None:
    asked = meta(library, "鼓楼")
    assert "320106 江苏省南京市鼓楼区" in asked
    assert "知道的话：zhengsou meta 鼓楼 --code 区划代码" in asked

    assert "→ 江苏省南京市鼓楼区" in meta(library, "鼓楼", "--code", "320106")
    assert "可能是" not in meta(library, "鼓楼")
    assert "→ 福建省福州市鼓楼区" in meta(library, "鼓楼", "--province", "福建省")
    assert sidecar(library, "鼓楼") == {"region": {"province": "福建省"}}
    meta(library, "鼓楼", "--province", "")
    assert not (library / "鼓楼.toml").exists()
    assert "可能是" in meta(library, "鼓楼")


def test_where_one_body_lies_is_not_said_of_another(library: Path) -> None:
    meta(library, "鼓楼", "--code", "320106")
    assert "江苏省南京市鼓楼区 → 重庆市綦江区" in meta(library, "鼓楼", "--body", "政协綦江县委员会")
    assert sidecar(library, "鼓楼") == {"body": "綦江县政协"}


def test_an_empty_value_takes_a_key_away_and_the_others_stay(library: Path) -> None:
    meta(library, "sure", "--year", "2020", "--body", "洛江区政协")
    assert "年度：2020 → 2023" in meta(library, "sure", "--year", "")
    assert sidecar(library, "sure") == {"body": "洛江区政协"}
    meta(library, "sure", "--body", "")
    assert not (library / "sure.toml").exists()
    assert stored(library, "sure") == ("广安区政协", 2023)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ('# 手写的\nyear = 2019 # 旧的\nsource = "某报"\n', '# 手写的\nyear = 2020\nsource = "某报"\n'),
        (
            'source = "某报"\n\n[region]\ncode = "320106"\n',
            'source = "某报"\n\nyear = 2020\n[region]\ncode = "320106"\n',
        ),
        ('"year" = 2019\r\nsource = "某报"', 'year = 2020\nsource = "某报"\n'),
        (
            '# 头\nsource = """\nyear = 2\n甲"""\nyear = 2019\ndate = 2020-01-05\n',
            '# 头\nsource = "year = 2\\n甲"\nyear = 2020\ndate = 2020-01-05\n',
        ),
    ],
)
def test_what_else_a_sidecar_has_stays(library: Path, written: str, expected: str) -> None:
    (library / "sure.toml").write_text(written, "utf-8")
    before = tomllib.loads(written)

    meta(library, "sure", "--year", "2020")

    assert (library / "sure.toml").read_text("utf-8") == expected
    assert sidecar(library, "sure") == before | {"year": 2020}


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        (("--year", "20x3"), "year 应当是 1000 到 9999 的整数"),
        (("--year", "99999999999999999999"), "year 应当是"),
        (("--date", "2023-02-30"), "date 应当是 YYYY-MM-DD"),
        (("--organ", "商会"), "organ 应当是 政协"),
        (("--code", "999999"), "没有这个区划代码"),
        (("--url", "javascript:x"), "url 应当是 http"),
        (("--body", "甲" * 201), "body 有 201 字"),
        (("--title", "\udcff"), "不是 UTF-8 文字"),
        (("--title", "甲" * 10_000), "title 有 10,000 字"),
    ],
)
def test_bad_values_are_refused_before_anything_is_written(
    library: Path, options: tuple[str, ...], reason: str
) -> None:
    (library / "sure.toml").write_text('source = "某报"', "utf-8")

    assert reason in meta(library, "sure", "--source", "新", *options, status=2)
    assert (library / "sure.toml").read_text("utf-8") == 'source = "某报"'


def test_a_broken_sidecar_is_named_and_left(library: Path) -> None:
    (library / "sure.toml").write_text("year = ", "utf-8")
    assert "sure.toml 不是合法的 TOML" in meta(library, "sure", "--year", "2020", status=1)
    assert (library / "sure.toml").read_text("utf-8") == "year = "


def test_reports_without_a_file_of_their_own_are_refused_with_the_next_step(tmp_path: Path, library: Path) -> None:
    write_lines(library / "lines.jsonl", line("a-line", [PROSE]))
    with zipfile.ZipFile(library / "包.zip", "w") as archive:
        archive.writestr("内.txt", page("广安区政协", 2023, PROSE))
    index_paths([library], tmp_path / "var/index")

    assert "它是 lines.jsonl 里的一行。请改那一行" in meta(library, "a-line", "--year", "2020", status=2)
    assert "它在压缩包 包.zip 里。请解开压缩包" in meta(library, "包/内", "--year", "2020", status=2)
    assert "索引里没有这份报告：无。编号在" in meta(library, "无", status=2)
    assert "索引里没有这份报告：a-lime。相近的有 a-line；编号在" in meta(library, "a-lime", status=2)


def test_a_file_that_is_gone_is_named(library: Path) -> None:
    (library / "sure.txt").unlink()
    assert "文件不存在" in meta(library, "sure", "--year", "2020", status=1)
    assert not (library / "sure.toml").exists()


def test_a_page_is_found_by_its_path_and_by_ids_with_folders(tmp_path: Path, library: Path) -> None:
    (library / "2023").mkdir()
    (library / "2023/sure.txt").write_text(page("洛江区政协", 2022, PROSE), "utf-8")
    index_paths([library], tmp_path / "var/index")

    meta(library, "2023/sure", "--year", "2020")
    meta(library, "lib/sure.txt", "--year", "2019")

    assert sidecar(library / "2023", "sure") == {"year": 2020}
    assert sidecar(library, "sure") == {"year": 2019}
    assert stored(library, "2023/sure") == ("洛江区政协", 2020)
    assert stored(library, "sure") == ("广安区政协", 2019)


def test_the_index_can_be_left_alone(library: Path) -> None:
    meta(library, "甲", "--year", "2022", "--no-index")
    assert stored(library, "甲")[1] is None
    (library / "new.txt").write_text(page("綦江区政协", 2022, PROSE), "utf-8")
    assert "还没有收录" in meta(library, "lib/new.txt", "--year", "2020")


def test_a_linked_sidecar_is_written_where_it_is(tmp_path: Path, library: Path) -> None:
    (tmp_path / "own.toml").write_text("year = 2019", "utf-8")
    (library / "sure.toml").symlink_to(tmp_path / "own.toml")

    meta(library, "sure", "--year", "2020")

    assert (library / "sure.toml").is_symlink()
    assert (tmp_path / "own.toml").read_text("utf-8") == "year = 2020\n"


def test_what_several_say_at_once_is_all_written(library: Path) -> None:
    said = {"year": 2021, "title": "甲乙丙", "date": date(2022, 1, 1), "source": "某报", "site": "某网"}
    path = library / "lib" / "sure.txt" if (library / "lib").is_dir() else next(library.rglob("*.txt"))
    with ThreadPoolExecutor(5) as pool:
        list(pool.map(lambda item: tell(path, dict([item])), said.items()))
    written = tomllib.loads(path.with_suffix(".toml").read_text("utf-8"))
    assert said.items() <= written.items()
