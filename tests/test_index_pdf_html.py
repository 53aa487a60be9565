"""HTML that programs made from PDFs: rows become paragraphs, heads and page numbers go, nothing else does."""

from __future__ import annotations

from itertools import count
from textwrap import wrap

import pytest

from index.reading.html import read_html

WIDTH = 30
FIRST = (
    "2023年，在中共南平市委领导下，市政协常委会高举中国特色社会主义伟大旗帜，坚持团结和民主两大主题，围绕中心、"
    "服务大局，认真履行政治协商、民主监督、参政议政职能，各项工作取得了新的成效，为全市发展作出了贡献。"
)
SECOND = (
    "一年来，共组织专题调研12次，视察8次，召开协商会议15次，形成调研报告36份，报送社情民意信息218条，许多意见"
    "建议得到市委、市政府采纳，转化为推动高质量发展的具体举措，受到各界群众好评。"
)
THIRD = (
    "以习近平新时代中国特色社会主义思想为指导，深入贯彻中央和省委、市委政协工作会议精神，聚焦绿色发展、乡村振兴、民生"
    "改善等课题深入协商议政，广泛凝聚共识，为谱写新篇章作出新的更大贡献。"
)
HEAD = "南平市政协十三届三次会议文件"
TITLE = "政协南平市委员会常务委员会工作报告"


def broken(text: str) -> list[tuple[bool, str]]:
    """A paragraph's rows, and whether each is indented."""
    first, *others = wrap("。。" + text, WIDTH)
    return [(True, first[2:]), *((False, row) for row in others)]


ROWS = [(True, "一、2023年工作回顾"), *broken(FIRST), *broken(SECOND), (True, "二、2024年工作打算"), *broken(THIRD)]
PARAGRAPHS = ["一、2023年工作回顾", FIRST, SECOND, "二、2024年工作打算", THIRD]
PAGES = [ROWS[:4], ROWS[4:8], ROWS[8:]]


def texts(html: str) -> list[str]:
    lines, _ = read_html(html.encode())
    return [line.text for line in lines]


def exported() -> str:
    """As pdf2htmlEX writes: places in classes."""
    pages = []
    for number, rows in enumerate(PAGES, 1):
        divs = [f'<div class="t m0 x1 y0">{HEAD}</div>']
        divs += [f'<div class="t m0 {"x2" if indented else "x1"} y9">{text}</div>' for indented, text in rows]
        divs.append(f'<div class="t m0 x3 y99">— {number} —</div>')
        pages.append(
            f'<div id="pf{number}" class="pf" data-page-no="{number}"><div class="pc">{"".join(divs)}</div></div>'
        )
    style = "<style>.t{position:absolute}.x1{left:90px}.x2{left:122px}.x3{left:300px}</style>"
    return f"<html><head>{style}</head><body><div id=page-container>{''.join(pages)}</div></body></html>"


def viewed() -> str:
    """As a browser's viewer writes: runs of a row in spans."""
    pages = []
    for number, rows in enumerate(PAGES, 1):
        spans = []
        for at, (indented, text) in enumerate([(False, HEAD), *rows, (True, f"第{number}页")]):
            for left, run in ((122 if indented else 90, text[:5]), (220, text[5:])):
                spans.append(f'<span role="presentation" style="left:{left}px; top: {20 * at}.5px">{run}</span>')
        pages.append(
            f'<div class="page" data-page-number="{number}"><div class="textLayer">{"".join(spans)}</div></div>'
        )
    return f"<html><body>{''.join(pages)}</body></html>"


def unstyled() -> str:
    """As pdf2htmlEX writes, saved without its style sheet."""
    return exported().partition("</style>")[2]


def in_runs() -> str:
    """As sites of documents show them: runs of a row in paragraphs of their own."""
    pages = []
    for number, rows in enumerate(PAGES, 1):
        runs = ""
        for at, (indented, text) in enumerate([(False, HEAD), *rows]):
            left = 122 if indented else 90
            for start in range(0, len(text), 7):
                wide = sum(8 if each.isascii() else 16 for each in text[:start])
                style = f"top:{20 * at}px;left:{left + wide}px"
                runs += f'<p class="layer" style="{style}">{text[start : start + 7]}</p>'
        pages.append(f'<div id="pageNo-{number}">{runs}</div>')
    return f"<html><body>{''.join(pages)}</body></html>"


def ruled() -> str:
    """As pdftohtml writes: rows with breaks, pages with rules."""
    pages = []
    for number, rows in enumerate(PAGES, 1):
        written = "".join(f"{'&#160;' * 4 if indented else ''}{text}<br/>\n" for indented, text in rows)
        pages.append(f"<a name={number}></a>{HEAD}<br/>\n{written}- {number} -<br/>\n<hr/>\n")
    return f"<html><body>{''.join(pages)}<h1>Document Outline</h1><ul><li><a href='#1'>目录</a></li></ul></body></html>"


@pytest.mark.parametrize("page", [exported, viewed, unstyled, in_runs, ruled])
def test_rows_become_paragraphs(page: object) -> None:
    assert callable(page)
    assert texts(page()) == PARAGRAPHS


def test_blocks_of_rows() -> None:
    """pdftohtml -c: a paragraph's rows in one place, parted by breaks; it goes on under a page's end."""
    first, second = broken(FIRST), broken(SECOND)

    tops = count(100, 100)

    def block(left: int, rows: list[tuple[bool, str]]) -> str:
        style = f"position:absolute;top:{next(tops)}px;left:{left}px"
        return f'<p style="{style}">{"<br/>".join(text for _, text in rows)}</p>'

    one = block(200, [(True, HEAD)]) + block(136, [(False, "各位委员：")])
    one += block(200, first) + block(200, second[:2])
    two = block(200, [(True, HEAD)]) + block(136, second[2:])
    two += block(200, [(True, "二、打算")]) + block(200, first) + block(200, first)
    html = f"<body><p>来源：南平日报</p><div id=page1-div>{one}</div><div id=page2-div>{two}</div></body>"
    assert texts(html) == ["来源：南平日报", "各位委员：", FIRST, SECOND, "二、打算", FIRST, FIRST]


def test_the_largest_rows_are_the_title() -> None:
    style = "<style><!-- .t{font-size:1px} .a{font-size:29px} .b{font-size:16px} --></style>"
    rows = "".join(f'<p class="t b" style="left:{120 if i else 90}px">{text}</p>' for i, text in ROWS)
    html = f'{style}<body><div id=page1-div><p class="t a" style="left:150px">{TITLE}</p>{rows}</div></body>'
    lines, _ = read_html(html.encode())
    assert [line.text for line in lines if line.title] == [TITLE]


def test_the_day_of_the_file_is_not_told() -> None:
    head = '<head><meta name="generator" content="pdftohtml 0.36"/><meta name="date" content="2024-01-30"/></head>'
    page = ruled().replace("<body>", f"{head}<body>", 1)
    assert read_html(page.encode())[1].date == ""


def test_a_sentence_on_every_page_stays() -> None:
    """Only heads go: a row that ends a sentence is of the text wherever it stands."""
    page = exported().replace(HEAD, "请予审议。")
    assert "".join(texts(page)).count("请予审议。") == 3


def test_placed_boxes_of_other_pages_stay() -> None:
    """A page whose menu stands at places of its own is read as it is."""
    menu = "".join(f'<div style="position:absolute;left:{at}px">栏目{at}</div>' for at in range(10))
    html = f"<body><h1>{TITLE}</h1>{menu}<p>{FIRST}</p><p>{SECOND}</p></body>"
    assert [text for text in texts(html) if len(text) > 5] == [TITLE, FIRST, SECOND]


def test_placed_paragraphs_are_not_joined() -> None:
    """Whole paragraphs at places of their own."""
    rows = [FIRST, SECOND, "提案立案226件，全部办复。", "接待来访12批。"] * 3
    html = f"<body>{''.join(f'<div style=left:90px>{row}</div>' for row in rows)}</body>"
    assert texts(html) == rows


def test_rows_without_pages_need_places() -> None:
    """Styles with a left, of blocks that stand where the text puts them."""
    blocks = "".join(f"<h2 style=left:0>{at}、标题</h2><div style=left:0>{FIRST}</div>" for at in range(9))
    lines, _ = read_html(f"<body>{blocks}".encode())
    assert [line.kind for line in lines].count("heading") == 9
    placed, _ = read_html(f"<body>{blocks}".replace("left:0", "position:absolute;left:90px").encode())
    assert [line.text for line in placed] == [line.text for line in lines]


def test_boxes_of_a_layout_stay() -> None:
    """Layers with an article in one of them."""
    layers = "".join(f'<div style="position:absolute;left:{at}px">栏目</div>' for at in range(10))
    article = "".join(f"<p>{text}</p>" for text in PARAGRAPHS)
    html = f'<body>{layers}<div style="position:absolute;left:200px"><h1>{TITLE}</h1>{article}</div>'
    assert [text for text in texts(html) if text != "栏目"] == [TITLE, *PARAGRAPHS]


def test_text_of_a_page_outside_its_rows_is_not_lost() -> None:
    page = exported().replace('<div class="pc">', f'<div class="pc"><p>{THIRD}注。</p>', 1)
    assert f"{THIRD}注。" in texts(page)


def test_a_figure_over_a_break_is_one() -> None:
    rows = [
        (True, "一、工作"),
        (True, "全市政协系统开展调研视察协商监督等履职活动，参加委员达12"),
        (False, "36人次，提出建议。"),
    ]
    written = "".join(f"{'&#160;' * 4 * indented}{text}<br/>" for indented, text in rows + ROWS)
    assert "参加委员达1236人次，提出建议。" in "".join(texts(f"<body>{written}</body>"))


def test_two_rules_are_no_pages() -> None:
    """Anchors of chapters in an article."""
    html = f"<body><h1>{TITLE}</h1><a name=1></a><p>{FIRST}</p><hr><a name=2></a><p>{SECOND}</p><p>完</p></body>"
    assert texts(html) == [TITLE, FIRST, SECOND, "完"]
