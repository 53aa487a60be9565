"""Reports and queries drawn at random, the same for the same seed: for tests that compare engines."""

from collections.abc import Callable, Sequence
from random import Random
from typing import Any, Final

from reports import line

from index.report import KINDS
from search.request import SearchRequest, Sort, YearRange

WORDS: Final = (
    *("提案", "提案办理", "办理", "满意", "政协", "委员", "协商", "民主监督", "调研", "视察", "报告", "工作"),
    *("的", "和", "了", "在", "为", "一", "二", "案", "理", "2023", "GDP", "5G", "A-1", "3.5%"),
    *("權利", "辦理", "政協", "著眼", "着眼", "乾淨", "干净", "反覆", "一委一品", "𠀀", "\0"),
    *("e\u0301a", "㎡", "m2"),
)
PUNCTUATION: Final = ("\u3000", "\u200b", "\ufe00", "，", "。", "！", "？", "；", "、", "：", " ", ",", "“", "”")
BODIES: Final = ("广安区政协", "廣安區政協", "沙坪坝区政协", "某市政协", "未识别机构")
FILTERS: Final = ("机构:广安", "机构:廣", "年份:2020..2022", "年份:2023", "年份:none", "类型:正文", "类型:标题")
OPENINGS: Final = ("一、", "（一）", "1.", "◆", "第二章 ", "")


def made_text(random: Random, most: int = 16) -> str:
    """A paragraph of words and punctuation; empty now and then."""
    pieces = (
        random.choice(WORDS) + (random.choice(PUNCTUATION) if random.random() < 0.3 else "")
        for _ in range(random.randrange(most))
    )
    return random.choice(OPENINGS) * (random.random() < 0.3) + "".join(pieces)


def made_line(random: Random, report: str, paragraphs: int = 12) -> dict[str, Any]:
    """A report line with some such paragraphs; its title may be one of them."""
    texts = [made_text(random) for _ in range(random.randrange(paragraphs))]
    title = random.choice([*texts, made_text(random, 5), "提案工作", ""])
    day = random.choice([None, f"20{random.randrange(10, 25)}-0{random.randrange(1, 10)}-11"])
    body, year = random.choice(BODIES), random.choice([None, *range(2019, 2025)])
    return line(report, texts, title=title, body=body, year=year, date=day)


class QueryMaker:
    """Draws requests: some of what they ask for stands in `texts`, some does not."""

    def __init__(self, random: Random, texts: Sequence[str], reports: Sequence[str]) -> None:
        self._random = random
        self._texts = [text for text in texts if text.strip()]
        self._reports = reports

    def _run(self) -> str:
        """Some characters of a text, or a word; mostly without a sign of the query language."""
        random = self._random
        if random.random() < 0.4:
            return random.choice(WORDS)
        text = random.choice(self._texts)
        start = random.randrange(len(text))
        run = text[start : start + random.choice([1, 2, 2, 3, 4, 4, 5, 6, 8, 12])]
        if random.random() < 0.9:
            run = "".join(char for char in run if char not in ' \u3000\n“”"()（）|｜')
        return run or "提案"

    def _leaf(self) -> str:
        draw = self._random.random()
        if draw < 0.7:
            return self._run()
        if draw < 0.8:
            return f"“{self._run()}”"
        if draw < 0.88:
            return self._words()
        return self._random.choice([*FILTERS, f"标题:{self._run()}"])

    def _words(self) -> str:
        """Whole words, some of them cut by slashes."""
        run = self._run()
        at = self._random.randrange(len(run) + 1) if self._random.random() < 0.4 else 0
        return f"整词:{run[:at]}{'/' * bool(at)}{run[at:]}"

    def _beside(self, depth: int) -> str:
        """Something that stands some words from something else."""
        random = self._random
        limits = f"范围:({self.query(depth - 1)})" if random.random() < 0.5 else self._run()
        one, other = random.sample([self._words(), self._run(), limits, limits], 2)
        return f"({one} /{random.choice(['1', '2', '句5', '左3', '句右9', '近左4', '句近右2'])}词 {other})"

    def query(self, depth: int = 2) -> str:
        """A query of any form."""
        if depth == 0:
            return self._leaf()
        forms: dict[Callable[[], str], int] = {
            self._leaf: 30,
            lambda: " ".join(self.query(depth - 1) for _ in range(self._random.randrange(2, 4))): 25,
            lambda: f"({self.query(depth - 1)} OR {self.query(depth - 1)})": 10,
            lambda: f"{self.query(depth - 1)} -{self._leaf()}": 10,
            lambda: f"({self._run()} /{self._random.choice(['句', '3', '10', '0'])} {self._run()})": 10,
            lambda: f"(({self._run()} OR “{self._run()}”) /{self._random.choice(['句', '8'])} {self._run()})": 3,
            lambda: f"({self._run()} /句 ({self._run()} {self._run()}) /句 {self._run()})": 1,
            lambda: self._beside(depth): 6,
            lambda: f"({self.query(depth - 1)} /{self._random.choice(['段', '篇'])} {self.query(depth - 1)})": 4,
            lambda: f"{self._run()}{self._run()}“{self._run()}”{self._run()}": 4,
            lambda: f"{self._run()}{self._random.choice(['是什么', '有哪些', ''])}{self._run()}？": 3,
        }
        (form,) = self._random.choices(list(forms), list(forms.values()))
        return form()

    def request(self) -> SearchRequest:
        """A request; a third of them with filters, some in another order, or in the query's own script only."""
        random = self._random
        sorts: list[Sort] = ["date", "hits", "relevance"]
        options: dict[str, Any] = {}
        if random.random() < 0.35:
            options["body"] = tuple(random.sample(BODIES, random.choice([0, 0, 1, 2])))
            options["kind"] = tuple(random.sample(KINDS, random.choice([0, 0, 1, 2])))
            years = [YearRange(2020, 2022), YearRange(None, 2021), YearRange(2023, 2023), YearRange.none()]
            options["year"] = tuple(random.sample(years, random.choice([0, 0, 1, 2])))
            options["report"] = random.choice([None, None, None, random.choice(self._reports)])
        return SearchRequest(
            self.query(),
            sort=random.choices(sorts, (1, 1, 5))[0],
            limit=random.choice([1, 5, 10, 10, 1000]),
            offset=random.choice([0, 0, 0, 0, 3, 20]),
            exact_script=random.random() < 0.1,
            synonyms=random.random() < 0.15,
            split_words=random.random() < 0.3,
            explain_score=random.random() < 0.1,
            exact_body=random.random() < 0.3,
            **options,
        )
