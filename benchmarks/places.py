"""Whose is a report? `python -m benchmarks.places --divisions FILE`: every division of China in four written forms.

For each division a page is written to a file and read as any file is: once with nothing but the name, once with a line
of source that names where the place is. A name that several places have is right, of a page that does not tell them
apart, with the region left open.
"""

from __future__ import annotations

import argparse
import csv
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import opencc

from index.errors import ReadError
from index.reading import read_reports
from index.report import UNKNOWN_BODY, Report

FORMS = {
    "X政协": "{}政协2023年工作综述",
    "政协X委员会": "政协{}委员会2023年工作综述",
    "中国人民政治协商会议第N届X委员会": "中国人民政治协商会议第九届{}委员会常务委员会工作报告",
    "two lines": "中国人民政治协商会议\n第九届{}委员会常务委员会工作报告",
    "X政协, traditional": "{}政协2023年工作综述",
}
TEXT = "一年来，全体委员围绕中心、服务大局，认真履行政治协商、民主监督、参政议政职能，各项工作取得新的成效。"


@dataclass(frozen=True, slots=True)
class Division:
    """A row of the table."""

    code: str
    name: str
    level: str
    province: str
    prefecture: str


def divisions(path: Path) -> list[Division]:
    """The rows of a table of divisions; without those that have no 政协 of their own kind (code 71, 81, 82)."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file, delimiter="\t")
        found = [Division(*(row[name] or "" for name in Division.__slots__)) for row in rows]
    return [each for each in found if each.code[:2] not in ("71", "81", "82")]


def pages(each: Division, form: str) -> Iterator[tuple[str, str]]:
    """The two pages of a division: kind and text."""
    title = FORMS[form].format(each.name)
    where = each.prefecture if each.prefecture not in ("", each.name) else each.province
    yield "bare", f"{title}\n{TEXT}\n{TEXT}\n"
    yield "told", f"{title}\n2024-01-20　来源：{where}日报\n{TEXT}\n{TEXT}\n"


def read(path: Path, text: str) -> Report:
    """The report of a page; raises ReadError."""
    path.write_text(text, encoding="utf-8")
    report = next(iter(read_reports(path)))
    if isinstance(report, ReadError):
        raise report
    return report


def main() -> None:
    """Print a table: for each form and kind of page, bodies and regions right, wrong, and unknown or open."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--divisions", type=Path, required=True)
    every = divisions(parser.parse_args().divisions)
    names = Counter(each.name for each in every)
    convert = opencc.OpenCC("s2t").convert
    print("| form | page | bodies right | wrong | unknown | regions right | wrong | open |")
    print("|---|---|---|---|---|---|---|---|")
    faults = []
    with TemporaryDirectory() as folder:
        for form in FORMS:
            counts: dict[str, Counter[str]] = {"bare": Counter(), "told": Counter()}
            for each in every:
                for kind, text in pages(each, form):
                    report = read(Path(folder) / "page.txt", convert(text) if "traditional" in form else text)
                    body = "right" if report.body == f"{each.name}政协" else "wrong"
                    body = "unknown" if report.body == UNKNOWN_BODY else body
                    region = "right" if report.region.code == each.code else "wrong"
                    region = "open" if report.region.code is None else region
                    counts[kind].update((f"body {body}", f"region {region}"))
                    open_rightly = region == "open" and kind == "bare" and names[each.name] > 1
                    if body != "right" or not (region == "right" or open_rightly):
                        faults.append((form, kind, each.code, each.name, report.body, report.region.code))
            for kind, found in counts.items():
                cells = [found[f"body {name}"] for name in ("right", "wrong", "unknown")]
                cells += [found[f"region {name}"] for name in ("right", "wrong", "open")]
                print(f"| {form} | {kind} | " + " | ".join(map(str, cells)) + " |")
    print(f"\n{len(every)} divisions, {sum(count > 1 for count in names.values())} names of several.")
    print(*faults[:40], sep="\n")


if __name__ == "__main__":
    main()
