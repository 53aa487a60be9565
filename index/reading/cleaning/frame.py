"""Line patterns of a report's frame: its title's label, its closing words, its notes, and what stands between them."""

from __future__ import annotations

import re

from index.reading.cleaning import shapes
from index.reading.cleaning.shapes import row_of

_LONGEST_LINE = 60
_CLOSING = re.compile(
    r"^谢谢(?:大家|各位.{0,8})?[！!。]?$|^.{16,}(?:奋斗|贡献|篇章|局面|胜利|辉煌|前进|答卷|成就|明天|未来|成绩|成果|人民|汇报)[！!]$"
)
_NOTES = re.compile(r"附\s?[件表录注:：]|名词解释|注释|说明|用语解释|^注\s?[:：]|指标")
_PAGES = (
    r"首\s?页|[上下前后]一?页|[尾末]\s?页|第?\s?\d{1,3}\s?页?|共\s?\d{1,3}\s?页|\d{1,3}\s?/\s?\d{1,3}"
    r"|全文|余下全文|显示全文"
)
_UNFOLDING = (
    r"(?:点击|单击)?(?:展开|查看|阅读|显示|加载)(?:阅读|查看)?(?:剩余|余下|全部|更多|完整)?(?:全文|内容|正文)\W*"
    r"(?:[(（].{1,12})?"
)
_UNFOLDS = re.compile(rf"{_UNFOLDING}|(?:展开|余下|剩余|更多)(?:全文|内容|正文)?\W*")
_FURNITURE = re.compile(
    "|".join(
        (
            rf"^(?=.*(?:[上下前后]一?页|[尾末]\s?页|共\s?\d)){row_of(_PAGES)[1:]}",
            r"^[(（\[【]?\s?第\s?\d{1,3}\s?页\s?[，,/／]?\s?共\s?\d{1,3}\s?页\s?[)）\]】]?$|^[(（\[【]\s?第?\s?\d{1,3}\s?[/／]\s?\d{1,3}\s?页?\s?[)）\]】]$"
            r"|^跳(?:至|转到?|到)第?\s?\d{0,3}\s?页.{0,4}$|^(?:本文|全文|文章)\s?共\s?\d{1,3}\s?页"
            r"|^(?:(?i:advertisements?|sponsored|report this ad)\s?)+$|^本文导航\s?[:：]?$|^第\s?\d{1,2}\s?页\s?[:：]",
            r"^[\[【(（]?\s?(?:此|本|该)(?:帖子?|贴子?|主题)(?:最后)?(?:被|由).{1,60}(?:编辑|修改|加精|置顶|推荐)[^。]{0,8}$",
            r"^本文(?:由|来自|转载自|来源于).{0,30}(?:整理|提供|收集|发布|访问|转载请|[A-Za-z]{3}).{0,30}$"
            r"|^更多.{0,16}(?:请|尽在|敬请)(?:访问|关注|点击|登录|登陆|搜索)?.{0,24}$",
            r"^(?:立即)?(?:打开|下载|点击|进入)\s?[\u4e00-\u9fff“”‘’\"「」『』《》]{0,12}(?:APP|App|app|客户端)[^。]{0,16}$|^(?:展开|点击|查看)(?:阅读)?(?:剩余|余下|更多)?全文.{0,8}$",
            rf"^{_UNFOLDING}$",
            r"^(?:更多|热门|精选|推荐).{0,8}(?:范文|文档|模板).{0,6}[:：]|^[\[【]?图片[\]】]?$"
            r"|^[(（\[【]\s?(?:[上下]?[接转续]|见)[上下第]?\s?[\dA-Za-z一二三四五六七八九十]{0,3}\s?[楼帖贴版]\s?[)）\]】]$",
            r"^(?=.*[^|\s])[-=*_—–─━~＝－|:+\s]{3,}$",
        )
    )
)
_OF_EDITOR = re.compile(
    r"(?=.*(?:小编|范文))(?=.*(?:整理|分享|带来|收集|搜集|推荐|准备|介绍))(?=.*(?:欢迎|参考|希望|更多|大家|喜欢|帮助))"
    r"(?:以下|下面|下文|本文|今天|这[是篇里]|小编|以上|接下来|更多|欢迎)"
)
"""Sites of essays, of themselves, in sentences."""
_LONGEST_SPEECH = 160
_TITLE_LABEL = re.compile(
    r"^(?:[\[【](?:转帖|转载|转贴|原创|精华|分享|置顶)[\]】]\s?(?=\S)|(?:文章|文件)?(?:标\s*题|题\s*名|名\s*称)\s?[:：]\s*(?=\S))"
)


def is_closing(text: str) -> bool:
    """「……为建设现代化新城而努力奋斗！」「谢谢大家！」: the words with which a report ends."""
    return _CLOSING.search(text) is not None


def is_note_heading(text: str) -> bool:
    """「附件：名词解释」「注释」: notes and annexes follow."""
    return len(text) <= _LONGEST_LINE and _NOTES.search(text) is not None


def is_furniture(text: str) -> bool:
    """「首页 上一页 1 2 3 下一页」「打开APP，阅读体验更佳」「----------」: no words of a report, at any place."""
    if len(text) <= _LONGEST_SPEECH and _OF_EDITOR.match(text):
        return True
    return len(text) <= _LONGEST_LINE and not shapes.is_sentence(text) and _FURNITURE.search(text) is not None


def is_unfolding(text: str) -> bool:
    """「展开全文」「点击查看剩余内容 ∨」: a control that shows the rest of an article."""
    return len(text) <= _LONGEST_LINE and _UNFOLDS.fullmatch(text) is not None


def is_title_label(text: str) -> bool:
    """「标题：某县政协工作报告」."""
    return _TITLE_LABEL.match(text) is not None


def without_title_label(text: str) -> str:
    """The title of 「标题：某县政协工作报告」, another text as it is."""
    return _TITLE_LABEL.sub("", text)
