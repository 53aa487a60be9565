"""Adding files in the browser: only where it is allowed, by who knows the password, and over no other file."""

import os
import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from command import run
from flask.testing import FlaskClient
from reports import page
from web_client import Page, get, opened
from werkzeug.test import TestResponse

from index import index_paths
from index.store import open_store
from web.asked.upload import MAX_FILES, MAX_NAME, MAX_UPLOAD, MAX_WRONG, WINDOW, Attempts, safe_name
from web.serving.adding import Uploads

PASSWORD = "ein-密码-1"
PROSE = "一年来，我们在县委的坚强领导下，团结带领广大委员，围绕中心、服务大局，认真履行职能，各项工作取得新的成绩。"
SURE = page("广安区政协", 2023, PROSE).encode()


@pytest.fixture
def library(tmp_path: Path) -> Path:
    folder = tmp_path / "lib"
    folder.mkdir()
    (folder / "old.txt").write_bytes(page("洛江区政协", 2022, PROSE).encode())
    index_paths([folder], tmp_path / "index")
    return folder


@pytest.fixture
def client(library: Path) -> Iterator[FlaskClient]:
    place = library.parent / "index"
    with opened(place, Uploads(place, PASSWORD)) as client:
        yield client


def sent(
    client: FlaskClient, *files: tuple[str, bytes], password: str = PASSWORD, status: int = 200, **options: Any
) -> str:
    """The words of the page that answers a form with these files."""
    data = {"password": password, "file": [(BytesIO(content), name) for name, content in files]}
    response: TestResponse = client.post("/add", data=data, content_type="multipart/form-data", **options)
    assert response.status_code == status, response.text
    assert response.headers["Cache-Control"] == "no-store"
    assert password not in response.text or not password
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", response.text))


def names(folder: Path) -> list[str]:
    return sorted(each.name for each in folder.iterdir())


@pytest.mark.slow
def test_files_are_added_shown_and_found(client: FlaskClient, library: Path) -> None:
    unsure = f"某地政协工作综述\n{PROSE}".encode()
    said = sent(
        client, ("甲.txt", SURE), ("乙.txt", unsure), ("old.txt", SURE[:-3]), ("x.exe", b"x"), ("again.txt", SURE)
    )

    assert names(library) == ["old-2.txt", "old.txt", "乙.txt", "甲.txt"]
    assert "已放进：甲.txt 广安区政协2023年工作报告" in said
    assert "机构广安区政协 四川省广安市广安区" in said
    assert "不知道是哪个机构的报告；不知道报告的是哪一年。知道的话，请在服务器上运行：" in said
    assert "zhengsou meta 乙 --body 机构 --year 年度" in said
    assert "old.txt，库里叫 old-2.txt" in said
    assert "没有放：x.exe 不读这种文件（.exe）" in said
    assert "已在库中：again.txt" in said
    with opened(library.parent / "index") as later:
        assert "广安区政协" in get(later, "/reports/甲")[0]
    assert (library / "old.txt").read_bytes() == page("洛江区政协", 2022, PROSE).encode()


@pytest.mark.slow
def test_the_index_that_is_locked_for_long_is_said(library: Path) -> None:
    place = library.parent / "index"
    with opened(place, Uploads(place, PASSWORD, wait=0)) as client, open_store(place).writing(rebuild=False):
        said = sent(client, ("甲.txt", SURE))
    assert "文件已放进库里，但还没有收录：另一个索引进程正在写入" in said
    assert (library / "甲.txt").exists()


def test_a_wrong_password_changes_nothing_and_many_have_to_wait(client: FlaskClient, library: Path) -> None:
    for password in ("falsch-1", "", PASSWORD[:-1], f"{PASSWORD} ", "甲乙丙丁戊己庚辛")[:MAX_WRONG]:
        said = sent(client, ("甲.txt", SURE), password=password, status=403)
        assert "密码不对，什么都没有放" in said
        assert "请再选一次：甲.txt" in said
    # Then the form is not read at all.
    waiting = sent(client, ("甲.txt", SURE), status=429)
    assert "请过一分钟再试" in waiting
    assert "文件要再选一次。" in waiting
    assert names(library) == ["old.txt"]


def test_attempts_are_by_address_for_a_while_and_bounded() -> None:
    now = [0.0]
    attempts = Attempts(lambda: now[0])
    for _ in range(MAX_WRONG):
        assert not attempts.must_wait("a")
        attempts.wrong("a")
    assert attempts.must_wait("a")
    assert not attempts.must_wait("b")
    now[0] = WINDOW + 1
    assert not attempts.must_wait("a")
    for number in range(5000):
        attempts.wrong(str(number))
    assert len(attempts._wrong) <= 1000


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "none"},
    ],
)
def test_forms_of_other_sites_are_refused(client: FlaskClient, library: Path, headers: dict[str, str]) -> None:
    data = {"password": PASSWORD, "file": (BytesIO(SURE), "甲.txt")}
    response = client.post("/add", data=data, headers=headers)
    assert response.status_code == 403
    assert "别的网站" in response.text
    assert names(library) == ["old.txt"]


def test_too_much_is_refused_in_words(client: FlaskClient, library: Path) -> None:
    large = client.post(
        "/add",
        data=b"x",
        content_type="multipart/form-data; boundary=x",
        environ_overrides={"CONTENT_LENGTH": str(MAX_UPLOAD + 1)},
    )
    assert large.status_code == 413
    assert "太大：一次最多 50 MB" in large.text
    many = [(f"{number}.txt", SURE) for number in range(MAX_FILES + 1)]
    assert f"一次最多 {MAX_FILES} 个文件" in sent(client, *many, status=400)
    assert "没有选文件" in sent(client, status=400)
    assert names(library) == ["old.txt"]


def test_there_is_no_such_page_unless_it_is_allowed(seed_index: Path, client: FlaskClient) -> None:
    with opened(seed_index) as without:
        assert without.get("/add").status_code == 404
        assert without.post("/add").status_code == 404
        assert "serve --allow-upload" in without.get("/add").get_data(as_text=True)
        assert "--allow-upload" not in without.get("/addition").get_data(as_text=True)
        assert 'href="/add"' not in without.get("/").text
    text, form = get(client, "/add")
    assert form.link("添加") == "/add"
    fields = {each["name"]: each for tag, each in form.elements if tag == "input" and "name" in each}
    assert fields["password"]["type"] == "password"
    assert ".docx" in fields["file"]["accept"]
    assert client.put("/add").status_code == 405
    assert "50 MB" in text


@pytest.mark.parametrize(("language", "said"), [("zh-Hant", "密碼不對，什麼都沒有放"), ("en", "Wrong password")])
def test_the_page_speaks_the_readers_language(client: FlaskClient, language: str, said: str) -> None:
    client.set_cookie("ui", language)
    text = sent(client, ("甲.txt", SURE), password="falsch-1", status=403)
    assert said in text
    assert Page(client.get("/add").text).elements[0][1]["lang"] == language


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("甲.txt", "甲.txt"),
        ("臺灣 报告（2023）.html", "臺灣 报告（2023）.html"),
        ("../../etc/passwd.txt", "passwd.txt"),
        ("C:\\文件\\甲.docx", "甲.docx"),
        ("..", ""),
        ("", ""),
        ("/", ""),
        (".htaccess.txt", "htaccess.txt"),
        ("...甲.txt", "甲.txt"),
        ("甲\x00\n\u202e.txt", "甲.txt"),
        ("a<b>:c|d?.txt", "a_b__c_d_.txt"),
        ("CON.txt", "CON_.txt"),
        ("con", "con_"),
        ("console.txt", "console.txt"),
        ("lpt1.tar.txt", "lpt1_.tar.txt"),
        ("-rf.txt", "rf.txt"),
        ("e\u0301.txt", "é.txt"),
        ("a." + "b" * 300, ""),
    ],
)
def test_names_are_made_safe(given: str, expected: str) -> None:
    assert safe_name(given) == expected


def test_long_names_keep_their_suffix_and_whole_characters() -> None:
    name = safe_name("政" * 100 + ".docx")
    assert name == "政" * 65 + ".docx"
    assert len(name.encode()) <= MAX_NAME


@pytest.mark.slow
def test_hostile_names_stay_in_the_library(client: FlaskClient, library: Path) -> None:
    before = set(library.parent.iterdir())
    said = sent(client, ("../../x.txt", SURE), ("-rf.txt", SURE[:-3]), ("甲.toml", b"year = 1"), ("." * 9, SURE))

    assert names(library) == ["old.txt", "rf.txt", "x.txt"]
    assert set(library.parent.iterdir()) == before
    assert said.count("没有放：") == 2


def test_the_server_refuses_to_start_without_a_password(tmp_path: Path, seed_index: Path) -> None:
    done = run("serve", "--allow-upload", "--port", 0, index=seed_index)
    assert done.returncode == 2
    assert "ZHENGSOU_UPLOAD_PASSWORD_FILE" in done.stderr
    for content, reason in ((b"", "空的"), (b"short\n", "至少 8 个"), (b"\xff" * 9, "读不出来")):
        (tmp_path / "password").write_bytes(content)
        done = run(
            "serve", "--allow-upload", index=seed_index, ZHENGSOU_UPLOAD_PASSWORD_FILE=os.fspath(tmp_path / "password")
        )
        assert (done.returncode, reason in done.stderr) == (2, True)


def test_folders_to_watch_need_the_option(seed_index: Path) -> None:
    done = run("serve", "seeds", index=seed_index)
    assert (done.returncode, "--watch" in done.stderr) == (2, True)
    done = run("serve", "--watch", "nowhere", index=seed_index)
    assert (done.returncode, "没有这个文件夹或文件" in done.stderr) == (2, True)
