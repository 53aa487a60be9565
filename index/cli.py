"""The commands of the index side: index, status, check."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

import click

from index.errors import CorruptIndex, RequestError
from index.layout import REBUILD, Layout
from index.settings import DEFAULT_INDEX, DEFAULT_SOURCES, DICTIONARY_NAME, INDEX_VARIABLE, beside_index

STALE: Final = {
    "schema": "索引结构",
    "segmenter": "分词程序",
    "dictionary": "词典",
    "folding": "字形对照",
    "cleaning": "清洗规则",
}
"""What may have changed since an index was made, in words."""

index_option = click.option(
    "--index",
    "index_dir",
    type=click.Path(path_type=Path, file_okay=False),
    default=DEFAULT_INDEX,
    show_default=True,
    envvar=INDEX_VARIABLE,
    help="索引所在的目录。",
)


@click.command("index")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@index_option
@click.option("--rebuild", is_flag=True, help="全部重新建立；完成之前旧索引照常可用。")
@click.option("--dry-run", is_flag=True, help="只说会做什么，不写入。")
@click.option("--json", "as_json", is_flag=True, help="结果输出为一个 JSON 对象。")
@click.pass_context
def index_command(
    context: click.Context, paths: tuple[Path, ...], index_dir: Path, rebuild: bool, dry_run: bool, as_json: bool
) -> None:
    """让索引与文件一致：读入新的和改过的报告，去掉文件已删除的报告。

    PATH 是文件或文件夹，默认 seeds/；可用 .txt .html .htm .jsonl .jsonl.gz。

    例：zhengsou index seeds/ 新报告.html
    """
    from index.indexer import index_paths

    with _progress(shown=not as_json and sys.stderr.isatty()) as progress:
        given = paths or _default_paths(index_dir, rebuild=rebuild)
        summary = index_paths(given, index_dir, rebuild=rebuild, dry_run=dry_run, progress=progress)
    if as_json:
        click.echo(json.dumps(summary.to_dict(), ensure_ascii=False))
    else:
        for failure in summary.failed:
            click.echo(f"读不了：{failure.path}：{failure.error}", err=True)
        changes = (("新增", summary.added), ("更新", summary.changed), ("移除", summary.removed))
        done = "，".join(f"{name} {count} 份" for name, count in changes if count) or "没有变化"
        click.echo(
            f"{'（预演）' if dry_run else ''}{'已全部重建：' if summary.rebuilt and not dry_run else ''}{done}；"
            f"共 {summary.reports} 份报告、{summary.paragraphs} 段，用时 {summary.seconds:.2f} 秒"
        )
    context.exit(1 if summary.failed else 0)


def _default_paths(index_dir: Path, *, rebuild: bool) -> tuple[Path, ...]:
    """What is indexed when nothing is named: seeds/, or for a rebuild elsewhere just what the index knows."""
    if DEFAULT_SOURCES.exists():
        return (DEFAULT_SOURCES,)
    if rebuild and Layout(index_dir).pointer.exists():
        return ()
    raise RequestError(f"没有说明要索引什么，这里也没有 {DEFAULT_SOURCES}/", next_step="请写成 zhengsou index 文件夹")


@contextmanager
def _progress(*, shown: bool) -> Iterator[Any]:
    """A callback that draws a progress bar, or None."""
    if not shown:
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    from index.indexer import Progress as Step

    columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.fields[read]}"), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("建立索引", total=None, read="")

        def show(step: Step) -> None:
            read = f"{step.reports} 份、{step.paragraphs} 段"
            bar.update(task, completed=step.bytes_done, total=step.bytes_total or None, read=read)

        yield show


@click.command("status")
@index_option
@click.option("--json", "as_json", is_flag=True, help="结果输出为一个 JSON 对象。")
def status_command(index_dir: Path, as_json: bool) -> None:
    """说明索引里有什么、何时建立、是否过时。

    例：zhengsou status --json
    """
    from index.analysis import Segmenter
    from index.manifest import MadeBy
    from index.plan import changed_sources, read_state

    layout = Layout(index_dir)
    data, number = layout.current()
    try:
        generation = layout.generation(data, number)
    except FileNotFoundError:
        raise CorruptIndex(f"索引已损坏：缺少 generation-{number}.json", next_step=REBUILD) from None
    layout.check_sizes(data, generation)
    changed = changed_sources(read_state(index_dir, forgive=False).sources)
    segmenter = Segmenter.beside(index_dir)
    stale = MadeBy.with_segmenter(segmenter).differences(generation.made_by)
    size = sum(file.size for file in generation.files.values())
    status = {
        "index": str(index_dir),
        "generation": generation.number,
        "written": generation.written,
        "reports": generation.reports,
        "paragraphs": generation.paragraphs,
        "bytes": size,
        "made_by": asdict(generation.made_by),
        "house_words": len(segmenter.house_words),
        "stale": list(stale),
        "changed_files": changed,
    }
    if as_json:
        click.echo(json.dumps(status, ensure_ascii=False))
        return
    click.echo(f"索引：{index_dir}（第 {generation.number} 代，{generation.written} 写入）")
    click.echo(f"内容：{generation.reports} 份报告、{generation.paragraphs} 段，{size / 1e6:.1f} MB")
    click.echo(f"分词：{generation.made_by.segmenter}；清洗：{generation.made_by.cleaning}")
    if segmenter.house_words:
        click.echo(f"词典：{beside_index(index_dir, DICTIONARY_NAME)}，{len(segmenter.house_words)} 个词")
    if stale:
        click.echo(f"已过时（{'、'.join(STALE[name] for name in stale)}有变化）：请运行 zhengsou index 更新")
    if changed:
        click.echo(f"有 {changed} 个文件改过或不在了：请运行 zhengsou index 更新")
    if not stale and not changed:
        click.echo("没有过时（有没有新文件，要运行 zhengsou index 才知道）")


@click.command("check")
@index_option
@click.pass_context
def check_command(context: click.Context, index_dir: Path) -> None:
    """核对索引是否完好：文件与写入时相同，每一段的原文与索引一致。

    例：zhengsou check
    """
    from index.manifest import MadeBy
    from index.stores.check import check_index

    problems = list(check_index(index_dir))
    for problem in problems[:20]:
        click.echo(problem, err=True)
    if problems:
        click.echo(f"索引有 {len(problems)} 处损坏。{REBUILD}", err=True)
        context.exit(3)
    layout = Layout(index_dir)
    stale = MadeBy.current(index_dir).differences(layout.generation(*layout.current()).made_by)
    click.echo("索引完好" + ("（词典在建立索引之后有变化，词没有核对）" if "dictionary" in stale else ""))
