"""Made prose of work reports: as many different paragraphs as a test needs, and a page that holds them."""

import html
import random
from functools import cache

import opencc

WHO = ("全体委员", "各民主党派", "界别召集人", "专门委员会", "机关干部", "基层政协", "特约研究员", "提案人", "联络组")
DOES = ("围绕", "聚焦", "紧扣", "对照", "结合", "立足", "着眼", "针对")
WHAT = (
    *("老旧小区改造", "乡村产业振兴", "营商环境优化", "养老服务体系", "河道综合治理", "职业教育发展", "文化遗产保护"),
    *("食品安全监管", "公共交通建设", "数字经济培育", "医疗资源下沉", "农业机械推广", "古镇旅游开发", "垃圾分类处置"),
)
HOW = ("开展调研", "组织视察", "举行协商", "提出建议", "形成报告", "跟踪督办", "召开座谈会", "走访企业", "撰写信息")
NUMBERS = "一二三四五六七八九"


@cache
def paragraphs(seed: int, count: int) -> tuple[str, ...]:
    """Different paragraphs of some seventy characters; the same for the same seed, a longer list begins alike."""
    choose = random.Random(seed).choice
    return tuple(_paragraph(choose) for _ in range(count))


def _paragraph(choose) -> str:  # type: ignore[no-untyped-def] # a bound generic method
    return "".join(
        f"{choose(WHO)}{choose(DOES)}{choose(WHAT)}{choose(HOW)}{choose(NUMBERS)}十{choose(NUMBERS)}次，"
        f"得到{choose(WHO)}充分肯定，推动{choose(WHAT)}取得实效。"
        for _ in range(2)
    )


def page(body: str, year: int | None, texts: tuple[str, ...], *, title: str = "", head: str = "", end: str = "") -> str:
    """A saved page. head, end: HTML before and behind the text; body "" and year None are not told."""
    title = title or f"{body}{year or ''}{'年' if year else ''}工作综述"
    inner = "".join(f"<p>{html.escape(each)}</p>" for each in texts)
    return f"<html><head><title>{title}</title></head><body>{head}<h1>{title}</h1>{inner}{end}</body></html>"


@cache
def _converter() -> opencc.OpenCC:
    return opencc.OpenCC("s2t")


def traditional(text: str) -> str:
    """The text in the other script."""
    return str(_converter().convert(text))
