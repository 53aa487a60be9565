"""Words of interfaces beside those of Chinese sites: English ones, those of apps, and of programs that keep pages."""

from __future__ import annotations

from typing import Final

_MONTHS: Final = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?"
    r"|Nov(?:ember)?|Dec(?:ember)?)\.?"
)
ENGLISH_DATE: Final = (
    rf"(?:{_MONTHS}\s\d{{1,2}}(?:st|nd|rd|th)?,?\s(?:19|20)\d{{2}}|\d{{1,2}}\s{_MONTHS},?\s(?:19|20)\d{{2}}"
    rf"|{_MONTHS}\s+\d{{1,2}}\s\d{{2}}:\d{{2}}:\d{{2}}\s(?:19|20)\d{{2}})"
)
ENGLISH: Final = (
    r"(?i:print(?:er[- ]friendly(?: version)?)?(?: this)?(?: page| article)?|e-?mail(?: this)?(?: page| article"
    r"| link)?"
    r"|close(?: window)?|(?:back|return)(?: to)?(?: the)?(?: top| list| home(?:page)?)?|to top|home(?:page)?"
    r"|news|about(?: us)?"
    r"|contact(?: us)?|site ?map|help|english|login|log in|sign in|sign up|register|subscribe(?: to)?|follow(?: us)?"
    r"|rss|menu|search(?: for)?"
    r"|skip to(?: main)? content|share(?: this| on| to)?(?: page| post| article)?|like(?: this)?|tweet|pin it"
    r"|save|bookmark|favou?rites?"
    r"|copy link|download(?: pdf)?|facebook|twitter|x|linkedin|pinterest|whatsapp|reddit|tumblr|telegram|wechat"
    r"|weibo|line"
    r"|click to (?:share|email|e-mail|print|save)[\w ]{0,40}|opens in (?:a )?new (?:window|tab)|loading|reply"
    r"|edit|comments?(?: off)?"
    r"|(?:leave|post|add|write) a (?:comment|reply)|\d+ (?:comments?|replies|views?|likes?|shares?|responses?)"
    r"|no comments(?: yet)?"
    r"|(?:previous|next|older|newer|prev)(?: post| page| article| story| entry)?|post navigation|read more|more"
    r"|continue reading|view all"
    r"|blogthis!?|share to \w{1,12}|(?:newer|older) posts?|\d+ min(?:ute)?s?(?: read)?|raw|blame"
    r"|history|view raw|edit this page"
    r"|(?:webpage )?capture|screenshot|original|large|normal|top|posts?|atom"
    r"|advertisements?|sponsored(?: content)?|report this ad|font size|small|medium|large|hits|views|translate"
    r"|full text|listen|a)"
)
"""In rows of their own: [Print] [Email this page] [Close], Share this:, Click to share on X (Opens in new window)."""
ENGLISH_SIGNS: Final = r"[\s|/·,:;()\[\]<>«»←→+.…\-–—]*+"
ENGLISH_LISTS: Final = (
    r"(?i:related(?: articles?| posts?| news| links?| stories| reading| content)?|(?:recent|latest|popular"
    r"|trending|top|hot)"
    r" (?:posts?|comments?|news|articles?|stories)|you (?:may|might) (?:also )?(?:like|be interested in)"
    r"|recommended(?: for you)?"
    r"|more (?:from|in|on|news|stories)[\w ]{0,24}|archives?|categories|tags|see also|external links"
    r"|navigation menu)"
)
ENGLISH_META: Final = (
    r"(?i:date|source|from|author|by|editor|posted(?: on| by| in)?|published(?: on| by| in)?|updated(?: on)?"
    r"|last (?:updated|modified)"
    r"(?: on)?|filed under|tagged(?: with)?|categories|category|tags?|hits|views|font size|you are here"
    r"|permalink|original(?: link| url)?"
    r"|keywords?)"
)
"""With a colon behind, or with a day or a name: Date: 2011-03-08, Posted on March 8, 2014."""
BARE_LABELS: Final = r"(?:(?i:source|published|posted|retrieved|doc id)|来源|发布(?:时间|日期))"
"""Without a colon, over their values, as in lists of terms."""
ENGLISH_TAIL: Final = (
    r"(?i:^(?:proudly )?powered by |^best viewed (?:with|in) |^your e-?mail address will not "
    r"|^required fields are |^designed by "
    r"|^this (?:entry|article|post) was (?:posted|published|tagged) |^theme[: ]|^save my name, |^notify me of )"
)
APPS: Final = (
    r"举报/反馈|意见反馈|反馈|我要(?:举报|反馈)|不感兴趣|没有更多.{0,4}|加载更多|(?:正在)?加载中?|已经到底了?|我是有底线的|换一换|热搜词?|标星|存书签"
    r"|保存到网页存档|通过电子邮件发送|打开原网页|标记为[已未]读|全部标记为已读|稍后阅读|查看原网页|剪藏|添加到收藏|发送到手机"
)
RATINGS: Final = (
    r"^(?:您)?对?(?:本文|此文|文章|本篇|内容|稿件|此信息)的?(?:评分|评价|打分)\s?[:：]|^平均(?:得分|评分)\s?[:：]"
)
APP_LISTS: Final = (
    r"[猜为][你您](?:喜欢|关注|想看|感兴趣|推荐)|[你您]可能(?:还)?(?:会)?(?:喜欢|关注|感兴趣|想看)的?|大家(?:都)?(?:在|爱)(?:看|搜|读)|看了又看"
    r"|作者(?:最新|其他|更多)(?:文章|作品)|(?:同|该)作者(?:文章|作品)|(?:今日|实时|头条)?(?:热榜|热搜|热议)(?:榜)?|热新闻|栏目更新|(?:本站|本月"
    r"|频道).{0,4}排行(?:榜)?"
    r"|[^】]{2,30}】的?相关(?:文章|阅读|推荐|范文|文档)"
)
STAFF: Final = (
    r"^(?:(?:(?:责任|执行|值班|网络|新媒体)?(?:编辑|校对|美编|审核|监制)|责编|校核|审校|审签|编审|[初复终一二三]审|签发|统筹|策划|排版|制图"
    r"|记者|通讯员|摄影)\s[\u4e00-\u9fff·]{2,4}\s?)+$"
)
"""With names and without colons: 编辑 陈某 二审 胡某 三审 闵某."""
KEEPERS: Final = (
    r"^本文由.{0,24}(?:转码|剪藏|保存|抓取)|^(?:约|全文约?|共|本文约?)?\s?\d{1,6}\s?字(?:[,，·]?\s?(?:预计)?(?:阅读|读完|需).{0,12})?$"
    r"|^(?:预计)?(?:阅读|读完)(?:时间|时长|需要?|约)?\s?[:：]?.{0,4}\d+\s?分钟$|^字数\s?[:：]|^(?:原文|网页"
    r"|剪藏)(?:地址|链接|来自)\s?[:：]"
    r"|^(?:打印|导出|下载|保存|抓取)(?:时间|日期)\s?[:：]|^(?:本文|本页|网页|文章)(?:地址|网址|链接)\s?[:：]|^图片(?:\s图片)*$"
    r"|^在小说阅读器.{2,12}$"
    r"|^This is Google's cache|^It is a snapshot of the page"
    r"|^The current page could have "
)
"""Programs that keep pages, of themselves: 简悦, OneNote, caches, wikis."""
SHARING: Final = (
    r"^[本此该](?:条目|日志|博文|文章)(?:由.{1,24}?)?(?:发布|发表|张贴|归档)[于在]|将固定链接加入收藏夹"
    r"|^(?:此|本)页面?最后(?:编辑|修改|更新)[于在]|^已使用\s?Microsoft|除非另有.{2,4}[,，].{0,12}(?:内容|文字|页面).{0,8}(?:采用|遵循|使用)|"
    r"打开微信.{0,30}(?:扫一扫|发现)|扫一扫.{0,24}(?:朋友圈|分享(?:给|到|至))|分享(?:到|至|给).{0,8}朋友圈|点击(?:右上角|底部|下方).{0,24}(?:分享"
    r"|发现|菜单|浏览器)"
    r"|本[网页].{0,6}使用.{0,6}[Cc]ookie|[Cc]ookie.{0,40}(?:同意|接受|继续浏览)"
)
"""In sentences to visitors."""
