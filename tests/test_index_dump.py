"""Dumps of text browsers: numbers of links, pictures and buttons go; brackets of the report stay."""

from __future__ import annotations

from index.reading.text import read_text

HEAD = """   #[1]alternate [2]辛集发布 RSS

   (BUTTON) 导航切换

   [3]首页 [4]要闻 [5]政务

                  政协某市委员会常务委员会工作报告

   [INLINE] [share_weixin.png] [qr(1).JPG]
"""
BODY = """
   我受常务委员会委托，向大会报告工作，请予审议。

   提出[6]《关于治理内涝的提案》，全部办复[18]。

   搜索 ____________________ [7]提交
"""
LYNX = "\n".join(
    ["References", "", "   Visible links", *(f"   {at}. https://www.x.example/{at}.html" for at in range(1, 8))]
)
W3M = "\n".join(["References:", "", *(f"[{at}] /x/{at}.html" for at in range(1, 8))])
READ = [
    "导航切换",
    "首页 要闻 政务",
    "政协某市委员会常务委员会工作报告",
    "我受常务委员会委托，向大会报告工作，请予审议。",
    "提出《关于治理内涝的提案》，全部办复[18]。",
    "搜索  提交",
]


def texts(dump: str) -> list[str]:
    return [line.text.strip() for line in read_text(dump.encode())[0]]


def test_marks_of_links_and_pictures() -> None:
    """A number that no reference has is one of the report."""
    assert texts(f"{HEAD}{BODY}\n{LYNX}") == texts(f"{HEAD}{BODY}\n{W3M}") == READ


def test_notes_of_a_report_are_no_references() -> None:
    """Notes under a report, with numbers in its text, and a list of documents."""
    notes = "References\n\n[1] 海上检察：指专门办案组织。\n[2] 员额：指编制。\n[3] 五个一：指五项工作。"
    assert texts(f"办结案件[1]120件。\n\n{notes}")[0] == "办结案件[1]120件。"
    assert len(texts(f"办结案件[1]120件。\n\n{notes}")) == 5


def test_a_text_without_references_stays() -> None:
    assert texts(f"{HEAD}{BODY}")[0] == "#[1]alternate [2]辛集发布 RSS"


def test_links_as_markdown_writes_them() -> None:
    """As html2text writes a page into a text file."""
    dump = """[首页](http://x.example/) | [要闻](http://x.example/n) | [政务](/z)

![](http://x.example/logo.png)

# 政协某市委员会常务委员会工作报告

来源：[某市新闻网](http://x.example/a_(1).html)

**一、工作回顾**

一年来，提出[提案](#a)12件**全部**办复[1](注)。
"""
    assert texts(dump) == [
        "首页 | 要闻 | 政务",
        "政协某市委员会常务委员会工作报告",
        "来源：某市新闻网",
        "一、工作回顾",
        "一年来，提出提案12件全部办复[1](注)。",
    ]


def test_stars_and_brackets_of_a_text_stay() -> None:
    text = "一年来，办复[提案](12件)。\n**重点**提案3件，见[附件](略)。\n# 1号提案"
    assert texts(text) == text.split("\n")


def test_frames_of_a_table() -> None:
    """A table's frame is none of the text's rows, whose width tells where paragraphs were broken."""
    frame = ["┌──────────┬" + "─" * 40 + "┐", "│2018-02-02│来源：某县人民法院│", "└──────────┴" + "─" * 40 + "┘"]
    prose = "　　审结刑事案件107件，判处罪犯131人。对盗窃耕牛、碰瓷敲诈等侵害群众利\n益的犯罪从严处理。"
    rows = texts("\n".join(["某县人民法院工作报告", *frame, *[prose] * 3]))
    assert rows[1] == "2018-02-02 | 来源：某县人民法院"
    assert rows[2:] == ["审结刑事案件107件，判处罪犯131人。对盗窃耕牛、碰瓷敲诈等侵害群众利益的犯罪从严处理。"] * 3
