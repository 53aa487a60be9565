"""Names that a site answers for: one that no request can have is refused at the start, with the right form."""

from pathlib import Path

import pytest
from command import run

from index.errors import RequestError
from web.app import create_app
from web.serving.deployment import TRUSTED_HOSTS_VARIABLE, Deployment
from web.serving.live import detach


@pytest.mark.parametrize(
    ("given", "right"),
    [
        ("https://cppcc.example", "cppcc.example"),
        ("https://cppcc.example:8443/search?q=1", "cppcc.example"),
        ("HTTP://li@cppcc.example/", "cppcc.example"),
        ("//cppcc.example", "cppcc.example"),
        ("cppcc.example:8443", "cppcc.example"),
        ("cppcc.example/search", "cppcc.example"),
        ("cppcc.example/", "cppcc.example"),
        ("https://政协.中国/", "政协.中国"),
        ("*.example", ".example"),
        ("https://*.example:8443", ".example"),
        ("..example", ".example"),
        ("*", ""),
        (".", ""),
        ("*cppcc.example", ""),
        ("a.*.example", ""),
        ("a..example", ""),
        (".[::1]", ""),
        ("a" * 64 + ".example", ""),
        ("xn--a", ""),
        ("<b>.example", ""),
        ("::1", "[::1]"),
        ("[::1]:8000", "[::1]"),
        ("http://[2001:db8::1]/", "[2001:db8::1]"),
        ("[::zz]", ""),
        ("a.example,,b.example", ""),
        ("a.example,", ""),
        (",", ""),
    ],
)
def test_a_name_that_no_request_has_is_refused_with_the_right_form(given: str, right: str) -> None:
    with pytest.raises(RequestError) as raised:
        Deployment.checked(hosts=(given,))
    said = str(raised.value)
    assert said.isprintable()
    assert right in raised.value.next_step
    assert Deployment.checked(hosts=(right or "cppcc.example",)).hosts
    with pytest.raises(RequestError):
        Deployment.from_environment({TRUSTED_HOSTS_VARIABLE: f"localhost, {given}"})


def test_serve_does_not_start_with_it(seed_index: Path) -> None:
    for argument in ("https://cppcc.example", "cppcc.example:8443", "*.example", "", " "):
        done = run("serve", "--trusted-host", argument, index=seed_index)
        assert (done.returncode, done.stderr.count("\n"), done.stdout) == (2, 1, ""), argument
    done = run("serve", index=seed_index, ZHENGSOU_TRUSTED_HOSTS="a.example, https://cppcc.example")
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert "cppcc.example" in done.stderr


@pytest.mark.parametrize(
    ("given", "hosts"),
    [
        ((), ()),
        (("A.example", "b.example."), ("a.example", "b.example")),
        (("a.example,",), None),
        (("a.example, .b.example  c",), ("a.example", ".b.example", "c")),
        (("a.example,", ".b.example"), ("a.example", ".b.example")),
        (("[::1]", "127.0.0.1", "localhost", "[2001:DB8:0::1]"), ("[::1]", "127.0.0.1", "localhost", "[2001:db8::1]")),
        (("政协.中国",), ("xn--ykr503b.xn--fiqs8s",)),
        ((".政协.中国",), (".xn--ykr503b.xn--fiqs8s",)),
        (("XN--YKR503B.xn--fiqs8s",), ("xn--ykr503b.xn--fiqs8s",)),
    ],
)
def test_a_good_name_is_taken_as_requests_have_it(given: tuple[str, ...], hosts: tuple[str, ...] | None) -> None:
    if hosts is None:
        with pytest.raises(RequestError):
            Deployment.checked(hosts=given)
    else:
        assert Deployment.checked(hosts=given).hosts == hosts


def test_no_name_is_a_site_for_any() -> None:
    assert Deployment.from_environment({TRUSTED_HOSTS_VARIABLE: ""}).hosts == ()
    assert Deployment.from_environment({TRUSTED_HOSTS_VARIABLE: "  "}).hosts == ()


def test_a_site_answers_for_the_names_that_it_was_given(seed_index: Path) -> None:
    app = create_app(seed_index, Deployment.checked(hosts=("政协.中国, [::1], .b.example",)))
    try:
        for host, status in {
            "xn--ykr503b.xn--fiqs8s": 200,
            "XN--YKR503B.xn--fiqs8s:8443": 200,
            "[::1]:8000": 200,
            "b.example": 200,
            "a.b.example": 200,
            "ab.example": 400,
            "[::2]": 400,
        }.items():
            assert app.test_client().get("/help", headers={"Host": host}).status_code == status, host
    finally:
        detach(app)
