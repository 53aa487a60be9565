"""Web archives and Markdown: read as the pages that they are."""

from email.message import EmailMessage
from pathlib import Path

import pytest

from index.errors import ReadError
from index.reading import read_reports
from index.report import Report

PROSE = "一年来，共收到提案一百二十件，立案一百一十件，办复率达百分之百。"
ADDRESS = "https://www.gaq.gov.cn/zx/2024/0125/c12.html"
PAGE = f"""<!DOCTYPE html><html><head><meta charset="gb2312"><title>广安区政协2023年工作综述</title></head>
<body><h1>广安区政协2023年工作综述</h1><p>{PROSE[:12]}
   {PROSE[12:]}</p></body></html>"""


def one(path: Path) -> Report:
    [report] = read_reports(path)
    assert isinstance(report, Report)
    return report


def archive(charset: str, encoding: str, *, header: str = "Snapshot-Content-Location") -> bytes:
    message = EmailMessage()
    message["From"] = "<Saved by Blink>"
    message[header] = ADDRESS
    message.set_content("no page", subtype="css")
    message.add_related(PAGE.encode(charset), "text", "html", cte=encoding, params={"charset": charset})
    return bytes(message)


@pytest.mark.parametrize("charset", ["utf-8", "gb18030"])
@pytest.mark.parametrize("encoding", ["quoted-printable", "base64", "8bit"])
def test_an_archive_is_the_page_in_it(charset: str, encoding: str, tmp_path: Path) -> None:
    for name in ("a.mhtml", "a.MHT"):
        path = tmp_path / name
        path.write_bytes(archive(charset, encoding))
        report = one(path)
        assert (report.title, report.body, report.url) == ("广安区政协2023年工作综述", "广安区政协", ADDRESS)
        assert [each.text for each in report.paragraphs] == [report.title, PROSE]


@pytest.mark.parametrize("content", [b"", b"nothing of the kind", b"Content-Type: text/plain\n\nabc"])
def test_an_archive_without_a_page_is_named(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "a.mhtml"
    path.write_bytes(content)
    with pytest.raises(ReadError, match=r"网页归档里没有网页|文件是空的"):
        list(read_reports(path))


def test_markdown_is_the_page_that_it_makes(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    text = f"""---
title: 别的
---
# 广安区政协2023年工作综述

来源：广安日报

## 一、工作回顾

{PROSE[:7]}**{PROSE[7:9]}**{PROSE[9:12]}
[{PROSE[12:]}](https://a.cn/1)

- 第一条
- 第二条

| 年份 | 提案 |
|---|---|
| 2022 | 98 |
"""
    path.write_text(text, "utf-8")
    report = one(path)
    assert (report.title, report.source) == ("广安区政协2023年工作综述", "广安日报")
    assert [(each.kind, each.text) for each in report.paragraphs] == [
        ("heading", "广安区政协2023年工作综述"),
        ("heading", "一、工作回顾"),
        ("text", PROSE),
        ("item", "第一条"),
        ("item", "第二条"),
        ("text", "年份 | 提案"),
        ("text", "2022 | 98"),
    ]


def test_an_archive_that_lacks_its_end_is_named(tmp_path: Path) -> None:
    whole = archive("utf-8", "8bit")
    (tmp_path / "cut.mhtml").write_bytes(whole[: whole.rindex(b"--", 0, len(whole) - 4) - 40])
    with pytest.raises(ReadError, match="不完整"):
        one(tmp_path / "cut.mhtml")


def test_rules_and_notes_of_markdown_are_no_front_matter(tmp_path: Path) -> None:
    (tmp_path / "r.md").write_text(
        "---\n\n# 余姚市政协2023年工作报告\n\n一年来，共收到提案三百件，办复率百分之百。\n\n---\n\n"
        "各专门委员会开展调研二十次，成效明显。[^1]\n\n[^1]: 脚注里的句子也是报告的内容。\n"
        "[名词]: 有事来协商，是基层协商的平台。\n"
        "\n[site]: https://a.example/x\n",
        encoding="utf-8",
    )
    text = "\n".join(each.text for each in one(tmp_path / "r.md").paragraphs)
    for sentence in ("共收到提案三百件", "开展调研二十次", "脚注里的句子也是", "有事来协商"):
        assert sentence in text
    assert "a.example" not in text
    front = "---\ntitle: 某某\ntags:\n  - a\n---\n\n# 余姚市政协2023年工作报告\n\n一年来，成效明显。\n"
    (tmp_path / "r.md").write_text(front, encoding="utf-8")
    assert "title" not in "".join(each.text for each in one(tmp_path / "r.md").paragraphs)
