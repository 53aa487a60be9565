"""PDF files that tests make: rows of text at given places, heads, feet, and pictures over whole pages."""

from collections.abc import Sequence
from typing import Final

STRETCHED: Final = 6
"""Characters by which a row that is stretched may differ from the widest."""


def printed(
    pages: list[list[str]],
    feet: Sequence[str] = (),
    heads: Sequence[str] = (),
    pictures: Sequence[str] = (),
    widest: int = 0,
    mark: str = "",
) -> bytes:
    """A PDF of these rows, in a font that every reader has to know.

    feet, heads: of each page, in its margins. pictures: of each page, all over it: two hexadecimal digits, or "".
    widest: the width, in characters, to which rows of about as many are stretched. mark: a watermark over each page.
    """
    streams = []
    for at, rows in enumerate(pages):
        placed = [
            *((800, head) for head in heads[at : at + 1]),
            *((700 - 18 * row, text) for row, text in enumerate(rows)),
        ]
        placed += [(40, foot) for foot in feet[at : at + 1]]
        shown = "".join(_row(row, height, widest) for height, row in placed if row)
        if any(pictures[at : at + 1]):
            picture = f"BI /W 1 /H 1 /CS /G /BPC 8 /F /AHx ID {pictures[at]}> EI"
            shown = f"q 595 0 0 842 0 0 cm {picture} Q {shown}"
        if mark:
            shown += f"BT /F1 60 Tf .87 .5 -.5 .87 150 560 Tm {_shown(mark)} ET "
        streams.append(shown)
    return _document(streams)


def drawn(pages: Sequence[Sequence[tuple[float, float, str]]], *, vertical: bool = False, small: str = "") -> bytes:
    """A PDF of texts at these places: points from the left and the lower edge of a page; in order, 12 points high.

    small: a text that is 8 points high.
    """

    def shown(page: Sequence[tuple[float, float, str]]) -> str:
        return "".join(
            f"BT /F1 {8 if text == small else 12} Tf 1 0 0 1 {left} {above} Tm {_shown(text)} ET "
            for left, above, text in page
        )

    return _document([shown(page) for page in pages], "HV"[vertical])


def _document(streams: Sequence[str], direction: str = "H") -> bytes:
    objects = [
        "<</Type/Catalog/Pages 2 0 R>>",
        f"<</Type/Pages/Count {len(streams)}/Kids[{' '.join(f'{6 + 2 * at} 0 R' for at in range(len(streams)))}]>>",
        f"<</Type/Font/Subtype/Type0/BaseFont/STSong-Light/Encoding/UniGB-UCS2-{direction}/DescendantFonts[4 0 R]>>",
        "<</Type/Font/Subtype/CIDFontType0/BaseFont/STSong-Light/DW 1000"
        "/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)/Supplement 2>>>>",
    ]
    for at, shown in enumerate(streams):
        objects.append(f"<</Length {len(shown)}>>stream\n{shown}\nendstream")
        objects.append(
            f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents {5 + 2 * at} 0 R"
            "/Resources<</Font<</F1 3 0 R>>>>>>"
        )
    body = "".join(f"{number} 0 obj\n{each}\nendobj\n" for number, each in enumerate(objects, 1))
    return f"%PDF-1.4\n{body}trailer<</Size {len(objects) + 1}/Root 1 0 R>>\n%%EOF".encode()


def _row(row: str, height: int, widest: int) -> str:
    scale = 100 * widest / len(row) if widest and abs(len(row) - widest) < STRETCHED else 100
    return f"BT /F1 12 Tf {scale:.2f} Tz 72 {height} Td {_shown(row)} ET "


def _shown(text: str) -> str:
    return f"<{text.encode('utf-16-be').hex()}> Tj"
