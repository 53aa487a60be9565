"""Line patterns of boilerplate, for whole lines in simplified script."""

from __future__ import annotations

import re
from collections.abc import Sequence

from index.reading.cleaning import interfaces

_DATE = (
    r"(?:(?:19|20)\d{2}\s?[-/.年]\s?\d{1,2}\s?[-/.月]\s?\d{1,2}\s?日?"
    r"|[一二][〇○零一二三四五六七八九]{3}年[一二三四五六七八九十]{1,3}月[一二三四五六七八九十]{1,3}日)"
)
_ISO_DATE = r"(?:19|20)\d{2}[-/.]\d{1,2}[-/.]\d{1,2}"
_CLOCK = r"\d{1,2}\s?[:：时]\s?\d{1,2}(?:\s?[:：分]\s?\d{0,2}秒?)?分?"
_WEEKDAY = r"(?:星期|周)[一二三四五六日天]"

# A label and a colon, as in template lines under a title.
_META = (
    r"(?:(?:信息|文章|稿件|新闻|内容|资料)?(?:来源[于自]?|出处)|稿源|(?:信息|发布|发表|发稿|更新|创建|成文|录入|生成|上传|上网|发文)(?:时间|日期)|(?:时间|日期)(?=\s?[:：]\s?(?:\d{4}|[一二][〇○零一二三四五六七八九]{3}|$))"
    r"|作者|编辑|更新|(?:标\s?题(?=\s?[:：].{2,60}[:：])|(?:文件|信息)?名\s?称(?=\s?[:：].{2,60}(?:文\s?号|索\s?引\s?号|主题[词分]类?|(?:发布|发文|成文|生成)(?:日期|时间|机构))\s?[:：]))|(?:浏览|阅读|点击|访问|查看)(?:量|数|次数|率|人数|量\(次\))?|人气|点击率|字号|字体(?:大小)?|分享(?:到|至)?"
    r"|发布(?:人|者|机构|单位|部门)|发文(?:单位|机关|字号|日期)|信息(?:提供|发布|分类|索引)\w{0,3}|索引号|文号|主题词|主题分类|(?:本文|文章)?(?:关键[词字]|标签)"
    r"|(?:所属)?栏目|公开(?:方式|形式|类别|属性|范围|时限|程序|目录|责任部门)|(?:组配|内容|体裁)分类|服务对象|有效性|(?:生效|废止)日期)"
)
_STAFF = (
    r"(?:(?:责任|执行|本期|网络|网站|值班|文字|图片|新媒体|栏目)?(?:编辑|校对|美编|编委|主任|审核|监制|主编|总编辑?)"
    r"|责编|校核|审校|审签|审稿|编审|初审|复审|终审|一审|二审|三审|签发|统筹|策划|排版|制图|(?:文章|信息|稿件)?录入[人员]?|上传[人者]?|发布[人者]?"
    r"|信息员|供稿(?:单位|人)?|撰稿人?|投稿人?|作者|记者|通讯员|摄影(?:报道)?|文[/／、&]?图|文|图片?|来源|稿源|转自|转载自|原标题|原文链接"
    r"|标签|关键[词字])"
)
_ORGANISER = (
    r"(?:网站)?(?:主办|承办|协办|主管|运维|维护|建设|制作|开发|设计|技术|运营|版权|指导)"
    r"(?:单位|支持|维护|机构|所有|方)?"
)
_CONTACT = (
    r"(?:联系|单位|通讯|通信|办公|报社)?(?:地址|电话|方式|邮箱)|传真|邮编|邮政编码|电子(?:邮箱|邮件)|[Ee]-?mail|(?:官方)?(?:微信|微博)(?:公众)?号?"
    r"|公众号|客服QQ|QQ群?|.{0,24}(?:举报|监督|投诉|服务|咨询|联系|新闻|投稿|值班|客服|报料)(?:电话|热线|邮箱|邮件|信箱|平台|中心)"
)
_NAV_WORDS = (
    r"(?:网站|返回|设为|设置)?首页|[上下]一?[篇条版期页]|[前后]一[天日期]|加入收藏|收藏本站|添加收藏|网站地图|站点地图|网站声明|法律声明|版权声明|免责声明|隐私(?:声明|保护|政策)|使用帮助"
    r"|关于(?:我们|本站|本网)|联系(?:我们|方式)|招聘信息|人才招聘|广告服务|友情链接|无障碍(?:阅读|浏览)?|适老化?(?:版|模式)|长者(?:版|模式|助手)"
    r"|登[录陆](?:个人中心)?|注册|退出|搜索|智能(?:问答|搜索|客服)|(?:政府)?网站\s?找错|党政机关|(?:本站|网站)?已?支持IPv6(?:网络|访问)?|关怀版|报纸首页|PDF版|版面(?:缩略)?图|按日期检索|站内搜索|高级搜索|简体(?:中文|版)?|繁[体體](?:中文|版)?|English|RSS(?:订阅)?|手机版|移动版|电脑版|客户端|投稿(?:系统|邮箱)"
)
_REACTIONS = (
    r"(?:点?赞|写?(?:评论|留言|跟帖)|转发|收藏|分享|在看|喜欢|踩|打赏|回复|举报|关注|私信|说点什么|我来说两句)"
    r"(?:…|\.{3})?\s?[(（]?\d*[)）]?"
)
_ACTIONS = (
    r"(?:友善)?[打列]印(?:本[页文]|此文|文章|此页|网页)?|关闭(?:窗口|视窗|本页|页面)?|回(?:首页|上一?页)|转寄(?:友人)?|字级|收藏(?:本页|此页)?|↑?\s?返回(?:顶部|列表|目录|上页|上一页|首页)?|回到?顶部|置顶|TOP|top|我要纠错|纠错|保存|复制(?:链接)?"
    r"|字号|分享|推荐|转发|下载|朗读|听新闻|全屏(?:阅读)?|加大|增大|放大|还原|恢复|默认|减小|缩小|语音播报|(?:用)?手机看|听全文|收听|(?:AI|语音)朗读|我要评论|举报|一键(?:朗读|打印)"
)
_SHARES = (
    r"微信(?:好友|朋友圈)?|(?:新浪|腾讯)?微博|QQ(?:空间|好友)?|朋友圈|人人网|豆瓣|百度贴吧"
    r"|更多|Facebook|Twitter|分享(?:到|至)?[:：]?|点赞|在看|写留言|赞"
)
_LISTS = (
    r"(?:推荐|相关|热点|热门|最新|精彩|图片|头条|焦点|延伸|更多|猜你|今日|本周|滚动|要闻|编辑|站内|国内|时政|本地|重要|政策|文件)"
    r"(?:新闻|阅读|内容|文章|链接|推荐|图片|资讯|信息|报道|专题|要闻|喜欢|稿件|热点|热文|热评|排行|精选|关注|视频|动态|评论|解读|文件|政策|附件)"
    r"|精选图片|图片精选|新闻排行|点击排行|阅读排行|热文排行|排行榜|友情链接|版面(?:导航|目录|概览)|本版(?:新闻|导读|其他文章|标题|目录)|标题导航|往期(?:精彩)?(?:回顾|推荐|精选|阅读)|专题推荐|相关文档|大家都在看|网友评论|发表评论|视频推荐"
    rf"|{interfaces.APP_LISTS}|{interfaces.ENGLISH_LISTS}"
)


def _lines(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns))


def row_of(words: str) -> str:
    """A line of such words only; possessive, so that a long row fails without backtracking."""
    gap = r"[\s|｜/·、,+＋\-－—\[\]【】]*+"
    return rf"^{gap}(?>(?>{words}){gap})++$"


_BREADCRUMB = _lines(
    r"^(?i:home)\s?[>＞›»→/]\s?\S",
    r"^(?:[^。，,\s]{2,16}\s(?=[您你现当目所]))?(?:您|你)?(?:现在|当前|目前)?所?在?的?(?:位置|栏目)(?:是|为)?\s?[:：>＞]",
    r"^[^。，,]{0,16}首页\s?(?:[>＞›»→≫/]|-+>|·|-{2})",
    r"^[^。，,！？!?>＞›»]{2,20}(?:\s?(?:[>＞›»]{1,2}|->)\s?[^。，,！？!?>＞›»]{1,16}){0,5}"
    r"\s?(?:[>＞›»]{1,2}|->)\s?[^。，,！？!?>＞›»]{1,40}[>＞›»]*$",
)
_BREADCRUMB_SIGN = re.compile(r"[>＞›»→≫/]|-+>|-{2,}")
_SITE_NAME = re.compile(
    r"^[\u4e00-\u9fff]{2,14}(?:网|[日晚早晨时商导]报|报社|融媒体中心|客户端|发布|官网|门户网站|电视台|公众号|的博客)$|^(?:政府|政务)?信息公开(?:目录|指南|专栏|平台)?$|^中国[·•][\u4e00-\u9fff]{2,10}$"
    r"|\s?[-–—_|｜]\s?[\u4e00-\u9fff]{2,12}(?:网|门户|[日晚]报|融媒体中心|政协)$"
)
_OF_ORGAN = re.compile(r"^[\u4e00-\u9fff]{2,14}(?:政协|法院|检察院|检察|人大|政务|宣传部|办公室|新闻办|人民政府)$")
_COLUMN = re.compile(r"^[\u4e00-\u9fff]{2,8}(?:动态|要闻|概况|专栏|专题|频道|之窗|园地|天地|资讯|快讯)$")
_EVERYWHERE = _lines(
    row_of(_ACTIONS),
    r"^(?:[\[【]\s?(?:纠错|打印|关闭|收藏|分享)\s?[\]】]\s?)+[\[【(（]?\s?(?:责任)?编辑\s?[:：]",
    row_of(_NAV_WORDS),
    row_of(_SHARES),
    row_of(_REACTIONS),
    row_of("|".join((_ACTIONS, _NAV_WORDS, _SHARES, interfaces.APPS, f"{interfaces.ENGLISH}(?![A-Za-z])"))),
    rf"^{interfaces.ENGLISH_SIGNS}(?>(?>{interfaces.ENGLISH})(?![A-Za-z]){interfaces.ENGLISH_SIGNS})++$",
    f"{interfaces.RATINGS}|{interfaces.KEEPERS}",
    r"^(?:分享|转发)(?:到|至|给)?\s?[:：]",
    r"^扫(?:一扫|码|描)(?:.{0,20}(?:打开|关注|查看|浏览|分享|阅读|下载|手机|页|二维码|微信|公众号).{0,12})?$",
    r"^(?:用|使用|打开)?微信扫.{0,24}$|^手机扫一扫.{0,16}$|^长按.{0,8}二维码.{0,12}$|^点击.{0,2}阅读原文.{0,8}$",
    r"^[【\[(（]?\s?(?:字[号体](?:大小)?\s?[:：]?)?\s?(?:[AT][-+＋－]?|[大中小]|默认|超大|特大|[|/·、\s])++[】\])）]?$",
    r"^[【\[(（]?\s?字[号体](?:大小)?\s?[:：].{0,20}$",
    r"^(?:浏览|阅读|点击|访问|人气|在看|点赞|评论|赞)(?:量|数|次数|率|人数)?\s?[:：]?\s?[\d.,]*\s?(?:万|[wW])?\+?\s?(?:次|人次)?$",
    r"^(?:已?有)?\s?\d+\s?(?:人?次?(?:浏览|阅读|点击|访问)|人参与|条?(?:评论|跟帖|留言))$|^评论\s?[(（]?\d+[)）]?$",
    r"^(?:(?:视频|小程序|阅读|赞|点赞|在看|分享|收藏|评论|留言|转发|听过|喜欢(?:作者)?|，?\s?轻点两下取消(?:赞|在看))"
    r"\s?[:：]?\s?(?:\d[\d.,]*\s?(?:万|[wW])?\+?)?\s*+)++$",
    r"^[【\[]?\s?(?:视力保护色|保护视力色)",
    rf"^{_ORGANISER}\s?[:：].{{0,80}}$",
    rf"^(?:{_CONTACT})\s?[:：].{{0,80}}$",
    r"^投稿(?:邮箱|信箱|电话|热线)",
    r"^(?:友情|相关|快速|常用)链接\s?[:：].{0,80}$",
    r"^[X×✕✖xX]$|^[\W_]+$",
    r"^(?:正文|展开全文|阅读原文|查看更多|更多|更多[>»]+|MORE|打开APP.{0,12}|点击(?:查看|进入|下载|播放).{0,16})$",
    r"^返回\S{2,6}[,，]?\s?查看更多$|^(?:请)?用?手机扫描二维码.{0,24}$|^(?:[(（].{0,6})?键盘也能翻页.{0,24}$",
    r"^本网站使用.{0,10}[Cc]ookie.{0,80}$|^您是(?:本站|本页)?第.{0,12}位(?:访客|访问者|浏览者)$",
    r"^本文来自.{2,24}[,，]\s?转载请.{2,20}$|^下载本文\s?[A-Za-z]+\s?文档$",
    r"^(?:[【\[(（]\s?(?:字[号体]?\s?[:：]?\s?大\s?中\s?小|打印|关闭|收藏|返回|顶部|我要纠错)\s?[】\])）]\s?){1,6}$",
    r"^[^。，]{2,30}主办\s[^。，]{2,30}(?:制作|维护|承办)[^。，]{0,12}$",
    r"一起来挑错|向网站管理者举报",
    r"^(?:喜欢此内容的人还喜欢|预览时标签不可点|写留言|知道了|取消(?: 允许)?|允许|使用小程序|关注该公众号"
    r"|(?:收录于)?合集(?:\s?#.{1,30})?|(?:继续|向上)滑动看下一个|轻触阅读原文|关注我们|打开客户端|下载客户端)$",
    r"^[^\u4e00-\u9fff]{0,4}点击.{0,6}蓝字.{0,12}$|^看完.{0,12}(?:感觉|感受|心情).{0,4}$|^还可以输入\d*字|^微博推荐|^文明上网.{0,30}$|^请输入(?:关键[词字]|搜索内容).{0,6}$",
)
_HEAD = _lines(
    r"^《[^》]{2,20}》\s?[(（]?\s?" + _DATE + r".{0,30}$",
    r"^(?:https?://)?(?:[\w-]{1,40}\.){1,4}(?:cn|com|net|org)(?:/\S*)?$|^\d{1,2}(?:\s?[-–]\s?\d{1,2})?\s?分钟$",
    rf"^[\[【(（]?\s?{_META}\s?[:：]",
    rf"^[\[【(（]?\s?{_STAFF}\s?[:：]",
    rf"^[\[【]?\s?{_DATE}\s?(?:{_WEEKDAY})?\s?(?:{_CLOCK})?\s?[\]】]?\s?(?:$|[|｜【\[(（]|{_META}\s?[:：]|{_STAFF}\s?[:：])",
    rf"^[\[【]?\s?{_DATE}\s?{_CLOCK}|^[(（]\s?{_DATE}\s?{_CLOCK}\s?[)）]$",
    rf"^(?:https?:\S+|[^。，,！？!?]{{2,16}}) {_DATE}\s?(?:{_CLOCK}|$|[|｜]|{_META})",
    rf"^\d{{1,2}}[-/.]\d{{1,2}}\s{_CLOCK}(?:\s|$)|^[^。，,！？!?\d\s]{{2,16}}{_DATE}\s{_CLOCK}\s?(?:$|[|｜]|{_META})",
    rf"^原创 .{{2,40}}{_DATE}|^(?:原创|转载|首发)\s?{_DATE}\s?{_CLOCK}",
    rf"^[(（]?\s?{_ISO_DATE}\s\S{{1,14}}(?:网|报|社|台|中心|政协|发布|法院|检察院|人大|政府|委员会|办公室)[)）]$",
    rf"^{interfaces.ENGLISH_META}\s?[:：]|^{interfaces.ENGLISH_META}?\s?{interfaces.ENGLISH_DATE}",
    r"^[\[【(（]?\s?\d{4}年\d{1,2}月\d{1,2}日\s?[\]】)）]?\s?星期[一二三四五六日天]|^[上下]一[版期](?:\s|$)|^(?:第\s?)?[A-Z]?\d{1,3}\s?版(?:[:：\s]|$)",
    r"^[\u4e00-\u9fff]{1,8}\s?[/／]\s?[\u4e00-\u9fff]{2,10}(?:报|网|社|新闻|客户端|云|台)$",
    r"^发信[人站]\s?[:：]|^Post(?:ed)? [Bb]y\s?[:：]",
    rf"^[^。，]{{0,20}}(?:发表|发布|更新|上传|转载)[于在]\s?{_DATE}",
    rf"^(?:今天是|现在是|当前日期).{{0,12}}{_DATE}|^欢迎(?:您|你)?(?:访问|来到|光临|浏览)",
)
_TAIL = _lines(
    interfaces.ENGLISH_TAIL,
    rf"^{interfaces.ENGLISH_META}\s?[:：]|{interfaces.STAFF}",
    rf"^发表于\s?{_DATE}|^(?:下载附件|附件下载|原文(?:地址|链接|网址))\s?[:：]|^(?:您|你)?需要登[录陆]后",
    r"^[-—–=·\s]*(?:END|End|end|THE END|全文完)[-—–=·\s]*$",
    rf"^[\[【(（]?\s?{_STAFF}\s?[:：/／|丨]",
    rf"^[\[【(（※]?\s?{_META}\s?[:：]",
    r"版权所有(?!的)|版权归.{0,12}所有|©|[Cc]opyright|COPYRIGHT|[Aa]ll [Rr]ights",
    r"ICP\s?[备证]|公网安备|备案(?:序|编)?号|网站标识码|许可证(?:号|编号|[:：])|(?:经营|制作|传播)许可",
    r"^(?:[•·‹]\s?|阅读)?[\[【<«]?\s?[上下前后]一?[篇条页则](?:文章|新闻|信息)?\s?(?:[:：>»\]】\s]|$)|^(?:已经)?没有[上下]一?[篇条页]了?$",
    r"^《[^》]{2,20}》\s?[(（]?\s?" + _DATE + r".{0,30}$",
    rf"^{_DATE}\s?{_CLOCK}",
    r"^(?:建议|推荐)?使用.{0,30}(?:浏览器|分辨率)|^(?:最佳)?浏览效果[:：]|^(?:今日|总|本站)访问[:：]|^您是第.{0,12}位(?:访客|访问者)|^(?:总)?访问(?:量|人数)",
)
_DISCLAIMER = _lines(
    interfaces.SHARING,
    r"^您(?:对|觉得|认为).{0,20}(?:满意|评价|有用|有帮助|帮助吗).{0,4}$|^(?:本|此|该)?(?:文章?|页面?|信息|内容).{0,12}(?:是否满意|有帮助吗)[?？]$",
    r"使用.{0,30}(?:浏览器|分辨率).{0,30}(?:浏览|访问|效果|显示)",
    r"仅代表.{0,16}(?:观点|立场|意见|本人)|仅提供信息存储|仅供.{0,4}表达个人看法|转载.{0,4}(?:目的在于|出于)传递更多|不代表本[网站平报].{0,12}(?:观点|立场)|^凡(?:本[网站]|注明|署名|来源).{0,60}(?:转载|作品|稿件|来源)",
    r"^.{0,6}扫(?:一扫|描|码).{0,16}(?:分享|转发)(?:给|到|至)",
    r"转载(?:请|时)(?:务必)?(?:注明|保留|标明)|如需转载|未经.{0,20}(?:授权|许可|同意).{0,16}(?:转载|使用|复制|摘编)",
    r"如(?:涉及|有|存在).{0,20}(?:版权|侵权|稿酬).{0,40}(?:联系|删除)|(?:本[网站]|平台).{0,10}转载.{0,60}(?:版权|目的|联系)",
)
# Words of sites about themselves and their visitors; two different ones make a line boilerplate.
_SITE_WORDS = re.compile(
    r"您|本[网站页]|本平台|用户|网友|客户端|APP|公众号|浏览器|转载|下载|点击|扫码|二维码|侵权|版权|稿件|稿酬|作者|观点|投诉|举报|删除"
)
_OF_SITE = re.compile(r"本站|本网|本平台|本页|您|浏览器|网友|访客|隐私|[Cc]ookie|注册用户")
_CONTACT_DATA = re.compile(
    r"^欢迎(?:您|你)?(?:访问|来到|光临|浏览)|\d{6}|\d{3,4}-\d{4}|@|www\.|https?:|版权所有(?!的)|©"
)
_STAFF_LINE = re.compile(rf"[\[【(（]?\s?{_STAFF}\s?[:：/／|丨]")
_STATEMENT = re.compile(r"^[【\[]?(?:版权|免责|特别|法律|郑重|转载|本网)?声明[】\]]?\s?(?:[:：]|$)")
_LIST = re.compile(rf"^[【\[■◆●▌┃|·\s]*(?:{_LISTS})[】\]\s]*(?:更多|MORE|more)?[:：>»+\s]*$")
_COMMENTS = re.compile(
    r"^(?:(?:网友|最新|热门|全部|精彩|读者|用户|我要)?(?:评论|跟帖|留言)(?:区|列表|专区)?|发表评论|我来说两句)\s?[(（]?\s?\d*\s?条?[)）]?$"
)
_PROSE_END = re.compile(r"(?:[。；;][”’」』》）)]*|[。！？!?…][”’」』]*[(（][^()（）]{1,30}[)）])$")
_EXCLAIMED = re.compile(r"[！？!?…][”’」』》）)]*$")
_SIGNATURE = re.compile(r"^.{1,3}$|[摄图文]$|谢|政协|委员会|办公[室厅]|主席|\d|[年月日]$")

_SPREAD_LABEL = re.compile(r"^(?:[\u4e00-\u9fff] ){1,4}[\u4e00-\u9fff](?=\s?(?:[:：]|\| ))")
# A row of a table with which a document is filed: 发文机关 | 某县人民政府 | 成文日期 | 2020年2月3日.
_FILED = re.compile(rf"^(?:{_META}|标题|名称|文件名|内容概述) \| ")

# A title of another article, with its day behind it, as lists have it.
_ENTRY = re.compile(rf"^[·•●\s]*[^:：]*[\u4e00-\u9fff][^:：]{{6,}}?\s?[\[(（]?{_DATE}(?:\s?{_CLOCK})?[\])）]?$")
_ENTRY_DATE = re.compile(rf"\s?[\[(（]?{_DATE}.*$")
_ISSUED = re.compile(rf"(?:发表|发布|更新|上传|转载)[于在]\s?{_DATE}")
_PUBLICATION = re.compile(rf"(?:时间|日期|来源|发布机构|发布单位|稿源)\s?[:：]|{_DATE}\s?{_CLOCK}")
_HOME = re.compile(r"(?:网站|返回|本站)?首\s?页$|主页$")
_POSITION = re.compile(r"(?:您|你)?(?:现在|当前|目前)?所?在?的?位置\s?[:：]$")
_MOMENT = re.compile(rf"{_DATE}\s?{_CLOCK}")
PROVINCES = (
    r"(?:北京|天津|河北|山西|内蒙古|辽宁|吉林|黑龙江|上海|江苏|浙江|安徽|福建|江西|山东|河南|湖北|湖南|广东|广西|海南|重庆|四川|贵州|云南"
    r"|西藏|陕西|甘肃|青海|宁夏|新疆)"
)
_PROVINCE = re.compile(PROVINCES)
_CRUMB_SIGN = re.compile(r"[>＞›»→/]+|-+>")
_LABEL = re.compile(rf"[\[【(（]?\s?(?:{_META}|{_STAFF})\s?[:：]|{interfaces.BARE_LABELS}")
_NO_VALUE = re.compile(r"^[—–―─（(《]|[:：]$|^各位|会议上?$")
_LONGEST_VALUE = 30
_FEWEST_ENTRIES = 3
_LONGEST_ENTRY = 8
_PAGING = _lines(
    row_of(r"[上下]一[篇条版期页]|[前后]一[天日期]"), r"^(?:版面(?:导航|目录)|本版(?:新闻|导读|标题|目录)|标题导航)$"
)
_REPORT = re.compile(r"(?:工作|履职|年度|述职)(?:报告|综述|总结|回眸|回顾|纪实|情况)|综述|回眸|纪实|巡礼|侧记")
_LONGEST_TITLE = 60

_LONGEST_LABEL_LINE = 160
_SHORTEST_SENTENCE = 12


def is_breadcrumb(text: str) -> bool:
    """「您的位置：首页 > 文件」: all lines above it are boilerplate."""
    return len(text) <= _LONGEST_LABEL_LINE and _BREADCRUMB.search(text) is not None


def column_of(text: str) -> str:
    """「两会热点」 of 「首页 > 两会专题 > 两会热点」: the last part of a breadcrumb, "" of another line."""
    return _BREADCRUMB_SIGN.split(text)[-1].strip() if is_breadcrumb(text) else ""


def is_site_name(text: str) -> bool:
    """「阜宁日报」「岢岚政协网」: a site or a newspaper, if near a title."""
    return _SITE_NAME.search(text) is not None


def is_account(text: str) -> bool:
    """「某县法院」「某县政务」: an account, if over the moment at which it published."""
    return is_site_name(text) or _OF_ORGAN.search(text) is not None


def is_column(text: str) -> bool:
    """「工作动态」: a column of a site, if above a title."""
    return _COLUMN.search(text) is not None


def is_head_boilerplate(text: str) -> bool:
    """Template lines around a title: date, source, counters, switches, navigation."""
    if len(text) > _LONGEST_LABEL_LINE:
        return False
    if is_breadcrumb(text) or is_menu(text) or _fits(_FILED, text):
        return True
    return _fits(_HEAD, text) or _fits(_EVERYWHERE, text)


def is_tail_boilerplate(text: str) -> bool:
    """Template lines under an article: staff, copyright, records, lists, disclaimers, contacts."""
    if is_statement(text) or is_disclaimer(text):
        return True
    if len(text) > _LONGEST_LABEL_LINE:
        return False
    return is_list_heading(text) or is_menu(text) or _fits(_TAIL, text) or _fits(_EVERYWHERE, text)


def is_disclaimer(text: str) -> bool:
    """「以上文章仅代表作者个人观点」: a site's statement on rights, reprints and opinions."""
    if _DISCLAIMER.search(text) is None or len(text) > 4 * _LONGEST_LABEL_LINE:
        return False
    return len(text) <= _LONGEST_LABEL_LINE // 2 or is_site_speech(text)


def is_site_speech(text: str) -> bool:
    """Sentences about the site and its visitors; judged by vocabulary, so valid for lines under a tail only."""
    return len(set(_SITE_WORDS.findall(text))) >= 2


def names_site(text: str) -> bool:
    """A sentence with one word of a site about itself; valid where the site's lines have begun only."""
    return _OF_SITE.search(text) is not None and not is_numbered(text)


def is_statement(text: str) -> bool:
    """「版权声明：」: all lines below it are about the site."""
    return _STATEMENT.search(text) is not None and (len(text) <= 12 or _DISCLAIMER.search(text) is not None)


def is_list_heading(text: str) -> bool:
    """「推荐新闻」: links to other pages follow."""
    return len(text) <= 40 and _LIST.search(text) is not None


def is_entry(text: str) -> bool:
    """「足球小将挺进省赛四强 2014-04-04」: an entry of a list of other articles."""
    entry = len(text) <= 2 * _LONGEST_TITLE and _ENTRY.match(text) is not None
    return entry and not (has_report_word(text) or is_site_name(_ENTRY_DATE.sub("", text)) or _ISSUED.search(text))


def is_publication(text: str) -> bool:
    """「时间：2014-01-10 来源：某某网」: the template line under a title."""
    return is_head_boilerplate(text) and _PUBLICATION.search(text) is not None


def is_comments_heading(text: str) -> bool:
    """「网友评论」: what readers wrote follows."""
    return len(text) <= 20 and _COMMENTS.search(text) is not None


def is_numbered(text: str) -> bool:
    """「一、」「（二）」「3.」: a line of an outline."""
    return re.match(r"[(（第]?(?:\d{1,2}|[一二三四五六七八九十]{1,3})(?:[)）、章节部]|[.．](?!\d))", text) is not None


def is_prose(text: str) -> bool:
    """A sentence of an article, as opposed to titles, captions, links and labels."""
    return (len(text) >= 10 and _PROSE_END.search(text) is not None) or (
        len(text) >= 30 and _EXCLAIMED.search(text) is not None
    )


def is_sentence(text: str) -> bool:
    """A line of any length with a sentence's end."""
    return _PROSE_END.search(text) is not None or _EXCLAIMED.search(text) is not None


def is_staff(text: str) -> bool:
    """「责任编辑：李明」: a line of the article itself, before which no layout leftovers are expected."""
    return _STAFF_LINE.match(text) is not None


def is_orphan(text: str) -> bool:
    """A word or two of the site's layout, neither sentence nor signature nor date."""
    return len(text) <= 8 and not re.search(r"[，。！？；：,.!?;:…》）)]", text) and not _SIGNATURE.search(text)


def is_moment(text: str) -> bool:
    """「2024-01-20 10:00」: a day and the time of day alone."""
    return _MOMENT.fullmatch(text) is not None


def is_province(text: str) -> bool:
    """「四川」: whence an account published, as WeChat says it under the day."""
    return _PROVINCE.fullmatch(text) is not None


def is_home(text: str) -> bool:
    """「首页」: the first part of a breadcrumb, or of a menu."""
    return _HOME.match(text) is not None or _POSITION.match(text) is not None


def is_crumb_sign(text: str) -> bool:
    """「>」 in a line of its own."""
    return _CRUMB_SIGN.fullmatch(text) is not None


def is_label(text: str) -> bool:
    """「来源：」 whose value stands in the next line."""
    return _LABEL.fullmatch(text) is not None


def is_value(text: str) -> bool:
    """What can stand behind a label in a line of its own: no sentence, no title of a report, no meeting, no label."""
    return (
        len(text) <= _LONGEST_VALUE and _NO_VALUE.search(text) is None and not (is_sentence(text) or says_report(text))
    )


def is_menu(text: str) -> bool:
    """「首页 要闻 专题 联系我们」: several different short entries in a row, 首页 first."""
    entries = re.split(r"[\s|｜·]+", text.strip(" |｜·"))
    short = len(entries) >= _FEWEST_ENTRIES and all(len(each) <= _LONGEST_ENTRY for each in entries)
    return short and _HOME.match(entries[0]) is not None and len(set(entries)) == len(entries)


def is_paging(text: str) -> bool:
    """「上一篇 下一篇」「版面导航」: controls of an e-paper, under its list of the page's articles."""
    return _PAGING.search(text) is not None


def has_report_word(text: str) -> bool:
    """Whether the text has a word of reports' titles."""
    return _REPORT.search(text) is not None


def says_report(text: str) -> bool:
    """「工作报告」「综述」: a short line with a word that titles of reports have."""
    return len(text) <= _LONGEST_TITLE and _REPORT.search(text) is not None and not is_sentence(text)


def menu_length(texts: Sequence[str]) -> int:
    """Number of leading lines that are a menu, one short entry a line: at least three, 首页 first; else 0."""
    if not texts or not re.match(r"(?:网站)?首页$", texts[0]):
        return 0
    length = next((place for place, text in enumerate(texts) if len(text) > 6), len(texts))
    return length if length >= 3 else 0


def _fits(pattern: re.Pattern[str], text: str) -> bool:
    # Template lines are no sentences: a sentence with such a word is an author's text.
    sentence = len(text) >= _SHORTEST_SENTENCE and is_sentence(text) and not _CONTACT_DATA.search(text)
    if sentence or text.rstrip("。").count("。"):
        return False
    return pattern.search(_SPREAD_LABEL.sub(_close_up, text)) is not None


def _close_up(label: re.Match[str]) -> str:
    return label[0].replace(" ", "")
