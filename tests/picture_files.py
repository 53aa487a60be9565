"""Pictures that are taken away, as tests read them."""

from collections.abc import Mapping, Sequence
from xml.etree import ElementTree

from flask.testing import FlaskClient

SVG = "{http://www.w3.org/2000/svg}"
Query = Mapping[str, str | Sequence[str]]


def drawn(client: FlaskClient, address: str, query: Query | None = None) -> ElementTree.Element:
    """The picture at this address, which must be one."""
    response = client.get(address, query_string=query)
    assert response.status_code == 200
    assert response.mimetype == "image/svg+xml"
    return ElementTree.fromstring(response.data)


def texts(root: ElementTree.Element, tag: str = "text") -> list[str]:
    """Its texts; tag: `title` for its title and those of its marks, `desc` for its notes."""
    return [each.text or "" for each in root.iter(SVG + tag)]


def marks(root: ElementTree.Element) -> list[str]:
    """What its marks say of themselves."""
    return texts(root, "title")[1:]


def assert_stands_by_itself(root: ElementTree.Element) -> None:
    """Nothing is loaded, linked or run, there is no inline style, and every text lies on the sheet."""
    elements = list(root.iter())
    assert {each.tag.removeprefix(SVG) for each in elements} <= {
        "svg", "title", "desc", "g", "rect", "text", "path", "circle"
    }  # fmt: skip
    names = {name for each in elements for name in each.attrib}
    assert not {name for name in names if name.startswith("on") or name in ("style", "class", "href")}
    assert "url(" not in "".join(value for each in elements for value in each.attrib.values())
    assert root.get("font-family")
    _, _, width, height = map(float, root.attrib["viewBox"].split())
    assert (width, height) == (float(root.attrib["width"]), float(root.attrib["height"]))
    for each in root.iter(SVG + "text"):
        assert 0 < float(each.attrib.get("y", 1)) < height
        assert 0 <= float(each.attrib.get("x", 0)) < width
