"""Where an index is, as it is written, and what is told of a cluster beside its address."""

from pathlib import Path

import pytest

from index.errors import RequestError
from index.location import ClusterAddress, locate, parse_location
from index.settings import ClusterSettings, beside_index


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("opensearch+https://ann@host:9201/reports", ClusterAddress((("host", 9201),), True, "ann", "reports")),
        ("opensearch+http://host/r", ClusterAddress((("host", 9200),), False, None, "r")),
        ("OpenSearch+HTTPS://h1,h2:1/r.1_x-y", ClusterAddress((("h1", 9200), ("h2", 1)), True, None, "r.1_x-y")),
        ("opensearch+https://[::1]:9/r", ClusterAddress((("::1", 9),), True, None, "r")),
        ("opensearch+https://[fe80::1],10.1/r", ClusterAddress((("fe80::1", 9200), ("10.1", 9200)), True, None, "r")),
        ("opensearch+https://a%40b%3A@h/r", ClusterAddress((("h", 9200),), True, "a@b:", "r")),
    ],
)  # fmt: skip
def test_addresses_are_read_and_written(text: str, address: ClusterAddress) -> None:
    assert parse_location(text) == address
    assert parse_location(str(address)) == address


@pytest.mark.parametrize("text", ["var/index", "/srv/index", "opensearch", "opensearch+https:/host/x", "a:b"])
def test_anything_else_is_a_directory(text: str) -> None:
    assert parse_location(text) == Path(text)


@pytest.mark.parametrize(
    "text",
    [
        "https://host:9200/reports",
        "opensearch://host/reports",
        "opensearch+https://host:9200",
        "opensearch+https://host/",
        "opensearch+https:///reports",
        "opensearch+https://@host/reports",
        "opensearch+https://host:0/reports",
        "opensearch+https://host:65536/reports",
        "opensearch+https://host:x/reports",
        "opensearch+https://h1,,h2/reports",
        "opensearch+https://::1/reports",
        "opensearch+https://host/Reports",
        "opensearch+https://host/_reports",
        "opensearch+https://host/a/b",
        "opensearch+https://host/a?b=c",
        "opensearch+https://host/报告",
        "opensearch+https://host/" + "a" * 101,
        "opensearch+https://host/reports-000001",
        "opensearch+https://host/reports-lock",
    ],
)
def test_what_is_no_address_is_refused(text: str) -> None:
    with pytest.raises(RequestError):
        parse_location(text)


@pytest.mark.parametrize("text", ["opensearch+https://ann:secret@host/r", "opensearch+https://ann:se/cret@host/r"])
def test_a_password_in_an_address_is_refused_and_not_told(text: str) -> None:
    with pytest.raises(RequestError) as refused:
        parse_location(text)
    assert "密码" in refused.value.message
    assert "ZHENGSOU_OPENSEARCH_PASSWORD_FILE" in refused.value.next_step
    assert "cret" not in str(refused.value)


def test_a_location_may_be_said_in_several_ways() -> None:
    address = parse_location("opensearch+http://host/r")
    assert isinstance(address, ClusterAddress)
    assert locate(address) is address
    assert locate("opensearch+http://host/r") == address
    assert locate(Path("x")) == locate("x") == Path("x")


def test_house_files_of_a_cluster_lie_beside_the_default_index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert beside_index(parse_location("opensearch+http://host/r"), "words.txt") == tmp_path / "var" / "words.txt"
    assert beside_index(tmp_path / "a" / "index", "words.txt") == tmp_path / "a" / "words.txt"


def environment(monkeypatch: pytest.MonkeyPatch, **said: str) -> None:
    for name in ("PASSWORD", "PASSWORD_FILE", "CA", "SHARDS", "REPLICAS", "TIMEOUT"):
        monkeypatch.delenv(f"ZHENGSOU_OPENSEARCH_{name}", raising=False)
    for name, value in said.items():
        monkeypatch.setenv(f"ZHENGSOU_OPENSEARCH_{name}", value)


def test_settings_have_defaults(monkeypatch: pytest.MonkeyPatch) -> None:
    environment(monkeypatch)
    assert ClusterSettings.from_environment() == ClusterSettings(None, None, 1, 1, 10)


def test_settings_come_from_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "password").write_text("秘密 word\n", "utf-8")
    (tmp_path / "ca.pem").write_text("", "utf-8")
    files = {"PASSWORD_FILE": str(tmp_path / "password"), "CA": str(tmp_path / "ca.pem")}
    environment(monkeypatch, **files, SHARDS="3", REPLICAS="0", TIMEOUT="45")
    settings = ClusterSettings.from_environment()
    assert settings == ClusterSettings("秘密 word", tmp_path / "ca.pem", 3, 0, 45)
    assert "秘密" not in repr(settings)


@pytest.mark.parametrize(
    "said",
    [
        {"PASSWORD": "a", "PASSWORD_FILE": "/etc/hostname"},
        {"PASSWORD_FILE": "/no/such/file"},
        {"PASSWORD_FILE": "/dev/null"},
        {"CA": "/no/such/file"},
        {"SHARDS": "0"},
        {"SHARDS": "many"},
        {"REPLICAS": "-1"},
        {"TIMEOUT": "0"},
        {"TIMEOUT": "٣"},
    ],
)
def test_settings_that_cannot_be_meant_are_refused(said: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    environment(monkeypatch, **said)
    with pytest.raises(RequestError) as refused:
        ClusterSettings.from_environment()
    assert f"ZHENGSOU_OPENSEARCH_{next(iter(said))}" in str(refused.value)
