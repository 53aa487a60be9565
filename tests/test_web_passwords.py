"""Passwords of a site: who is let in, what stays closed, and what guessing costs."""

import os
import threading
from base64 import b64encode
from collections.abc import Iterator
from pathlib import Path

import bcrypt
import pytest
from flask.testing import FlaskClient

from index.errors import UserFileError
from web.app import create_app
from web.serving.deployment import Deployment
from web.serving.htpasswd import Busy, PasswordFile
from web.serving.live import detach

PAGES = ("/", "/?q=提案", "/reports", "/feed?q=提案", "/export/csv?q=提案", "/nothing", "/basket")
NAMED = "$2y$05$c4WoMPo3SXsafkva.HHa6uXQZWr7oboPiC2bT/r7q1BB8I2s0BRqC"
"""`myPassword`, of Apache's documentation of password formats."""


def hashed(password: str, cost: int = 4) -> str:
    return bcrypt.hashpw(password.encode(), bcrypt.gensalt(cost)).decode()


def basic(user: str, password: str) -> dict[str, str]:
    return {"Authorization": "Basic " + b64encode(f"{user}:{password}".encode()).decode()}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "users"
    path.write_text(f"# 本处的人\n\nli:{hashed('对的密码')}\nwang:{hashed('another one')}\n", "utf-8")
    return path


@pytest.fixture
def client(seed_index: Path, file: Path) -> Iterator[FlaskClient]:
    app = create_app(seed_index, Deployment.checked(auth_file=file))
    yield app.test_client()
    detach(app)


@pytest.mark.parametrize("path", PAGES)
def test_nothing_is_shown_without_a_password(client: FlaskClient, path: str) -> None:
    for given in (None, basic("li", "错的"), {"Authorization": "Basic !!"}, {"Authorization": "Bearer x"}):
        for method in ("GET", "HEAD", "POST", "OPTIONS"):
            answer = client.open(path, method=method, headers=given, environ_base={"REMOTE_ADDR": os.urandom(4).hex()})
            assert answer.status_code == 401
            assert answer.headers["WWW-Authenticate"] == 'Basic realm="zhengsou", charset="UTF-8"'
            assert 'href="/reports/' not in answer.text
            assert "ETag" not in answer.headers


def test_the_api_says_so_in_json(client: FlaskClient) -> None:
    answer = client.get("/api/search?q=提案")

    assert answer.status_code == 401
    assert "Basic" in answer.headers["WWW-Authenticate"]
    assert answer.get_json()["error"]["code"] == "unauthorized"


@pytest.mark.parametrize("path", ["/", "/api/search?q=提案", "/static/style.css"])
@pytest.mark.parametrize(("user", "password"), [("li", "对的密码"), ("wang", "another one")])
def test_who_is_in_the_file_is_let_in(client: FlaskClient, path: str, user: str, password: str) -> None:
    assert client.get(path, headers=basic(user, password)).status_code == 200


@pytest.mark.parametrize(
    ("user", "password"),
    [
        ("li", ""),
        ("", ""),
        ("li", "another one"),
        ("LI", "对的密码"),
        ("zhao", "对的密码"),
        ("li", "对的密码\0"),
        ("li", "x" * 9999),
    ],
)
def test_nobody_else_is(client: FlaskClient, user: str, password: str) -> None:
    assert client.get("/", headers=basic(user, password)).status_code == 401


def test_a_health_check_and_style_sheets_need_no_password(client: FlaskClient) -> None:
    assert client.get("/healthz").status_code in (200, 503)
    assert client.get("/healthz/x").status_code == 401
    assert client.get("/static/style.css").status_code == 200
    assert client.post("/static/style.css").status_code in (401, 405)


def test_who_is_not_let_in_is_offered_no_search(client: FlaskClient) -> None:
    refused = client.get("/")
    assert refused.status_code == 401
    assert 'name="q"' not in refused.text


def test_a_password_is_checked_by_bcrypt_once(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []
    right = bcrypt.checkpw

    def counted(password: bytes, stored: bytes) -> bool:
        asked.append(password)
        return right(password, stored)

    monkeypatch.setattr(bcrypt, "checkpw", counted)
    for _ in range(5):
        assert client.get("/api/reports", headers=basic("li", "对的密码")).status_code == 200
    assert len(asked) == 1
    # A name that nobody has is not told by the time that it takes.
    client.get("/api/reports", headers=basic("nobody", "对的密码"))
    assert len(asked) == 2


def test_guessing_is_limited_by_user_and_address(client: FlaskClient, file: Path) -> None:
    here, there = {"REMOTE_ADDR": "192.0.2.1"}, {"REMOTE_ADDR": "192.0.2.2"}
    assert client.get("/", headers=basic("li", "对的密码"), environ_base=here).status_code == 200
    for _ in range(5):
        assert client.get("/", headers=basic("li", "猜的"), environ_base=here).status_code == 401
    # After a change of the user's hash no password is remembered.
    file.write_text(f"li:{hashed('对的密码')}\nwang:{hashed('another one')}\n", "utf-8")
    refused = client.get("/api/search?q=a", headers=basic("li", "对的密码"), environ_base=here)
    assert refused.status_code == 429
    assert refused.headers["Retry-After"] == "60"
    assert refused.get_json()["error"]["code"] == "too_many_attempts"
    # Neither others in the same office are concerned, nor other addresses.
    assert client.get("/", headers=basic("wang", "another one"), environ_base=here).status_code == 200
    assert client.get("/", headers=basic("li", "对的密码"), environ_base=there).status_code == 200
    # Whoever was let in before stays in.
    for _ in range(5):
        client.get("/", headers=basic("wang", "猜的"), environ_base=here)
    assert client.get("/", headers=basic("wang", "another one"), environ_base=here).status_code == 200


def test_who_is_in_stays_in_when_another_line_of_the_file_changes(client: FlaskClient, file: Path) -> None:
    here = {"REMOTE_ADDR": "192.0.2.1"}
    for user, password in (("li", "对的密码"), ("wang", "another one")):
        assert client.get("/", headers=basic(user, password), environ_base=here).status_code == 200
        for _ in range(5):
            client.get("/", headers=basic(user, "猜的"), environ_base=here)
    mine = next(line for line in file.read_text("utf-8").splitlines() if line.startswith("li:"))
    file.write_text(f"{mine}\n# 新来的\nzhao:{hashed('x')}\nwang:{hashed('another one')}\n", "utf-8")
    assert client.get("/", headers=basic("li", "对的密码"), environ_base=here).status_code == 200
    # Whose own line is another is asked again, and who has left is out.
    assert client.get("/", headers=basic("wang", "another one"), environ_base=here).status_code == 429
    file.write_text(f"zhao:{hashed('x')}\n", "utf-8")
    assert client.get("/", headers=basic("li", "对的密码")).status_code == 401


def test_guessing_at_many_names_is_limited_by_address(client: FlaskClient) -> None:
    here = {"REMOTE_ADDR": "192.0.2.1"}
    for number in range(50):
        assert client.get("/", headers=basic(f"user{number}", "猜的"), environ_base=here).status_code == 401
    assert client.get("/", headers=basic("li", "对的密码"), environ_base=here).status_code == 429


def test_a_change_of_the_file_counts_at_once(client: FlaskClient, file: Path, caplog: pytest.LogCaptureFixture) -> None:
    assert client.get("/", headers=basic("li", "对的密码")).status_code == 200
    file.write_text(f"wang:{hashed('new')}\nli:$apr1$abc$def\n", "utf-8")
    assert client.get("/", headers=basic("li", "对的密码")).status_code == 401
    assert client.get("/", headers=basic("wang", "another one")).status_code == 401
    assert client.get("/", headers=basic("wang", "new")).status_code == 200
    assert "第 2 行的密码是Apache 的 MD5（apr1），只认 bcrypt" in caplog.text
    file.unlink()
    assert client.get("/", headers=basic("wang", "new")).status_code == 401
    assert "读不了" in caplog.text


def test_htpasswd_s_own_hashes_are_read(tmp_path: Path) -> None:
    path = tmp_path / "users"
    path.write_text(f"\ufeffmyName:{NAMED}\r\n", "utf-8")

    assert PasswordFile(path).verify("myName", "myPassword")
    assert not PasswordFile(path).verify("myName", "mypassword")


def test_of_a_long_password_bcrypt_s_part_counts(tmp_path: Path) -> None:
    path = tmp_path / "users"
    path.write_text(f"a:{hashed('x' * 72)}\n")

    assert PasswordFile(path).verify("a", "x" * 80)
    assert not PasswordFile(path).verify("a", "x" * 71)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("a:$apr1$abcdefgh$0123456789012345678901", "apr1"),
        ("a:{SHA}W6ph5Mm5Pz8GgiULbPgzG37mj9g=", "SHA-1"),
        ("a:$6$abc$def", "SHA-512-crypt"),
        ("a:$y$j9T$abc", "yescrypt"),
        ("a:rl.3StKT.4T8M", "DES-crypt"),
        ("a:password", "明文"),
        ("a:$2y$05$short", "写坏了的 bcrypt"),
        ("a:$2y$20$" + "a" * 53, "强度是 20"),
        ("a", "不是 用户名:密码 的写法"),
        (":x", "不是 用户名:密码 的写法"),
        (f"b:{NAMED}\nb:{NAMED}", "第 2 行的用户 b 前面已有一行"),
        ("", "没有用户"),
        ("# a:b", "没有用户"),
    ],
)
def test_a_file_that_is_not_good_is_refused_by_name(tmp_path: Path, line: str, said: str) -> None:
    path = tmp_path / "users"
    path.write_text(f"{line}\n")

    with pytest.raises(UserFileError) as fault:
        PasswordFile(path)

    assert said in str(fault.value)
    assert str(path) in str(fault.value)
    assert "password" not in str(fault.value).replace("htpasswd", "")


def test_what_is_no_text_file_is_refused(tmp_path: Path) -> None:
    pipe, sparse, binary = tmp_path / "pipe", tmp_path / "sparse", tmp_path / "binary"
    os.mkfifo(pipe)
    with sparse.open("wb") as file:
        file.truncate(1 << 30)
    binary.write_bytes(b"a:\xff\xfe")
    for path, said in ((pipe, "普通文件"), (sparse, "太大"), (binary, "UTF-8"), (tmp_path / "none", "读不了")):
        with pytest.raises(UserFileError, match=said):
            PasswordFile(path)


def test_few_passwords_are_checked_at_a_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "users"
    path.write_text(f"a:{hashed('x')}\n")
    passwords, begun, go = PasswordFile(path), threading.Semaphore(0), threading.Event()

    def slow(password: bytes, stored: bytes) -> bool:  # noqa: ARG001
        begun.release()
        return go.wait(20) and password == b"x"

    monkeypatch.setattr(bcrypt, "checkpw", slow)
    found: dict[str, bool] = {}
    threads = [
        threading.Thread(target=lambda given=given: found.update({given: passwords.verify("a", given)}))
        for given in "xy"
    ]
    threads.append(threading.Thread(target=lambda: found.update(again=passwords.verify("a", "x"))))
    for thread in threads[:2]:
        thread.start()
        assert begun.acquire(timeout=20)
    threads[2].start()
    with pytest.raises(Busy):
        passwords.verify("a", "z")
    go.set()
    for thread in threads:
        thread.join(20)
    assert found == {"x": True, "y": False, "again": True}
