"""Reprints over random additions, changes, moves and removals: kept is what a fresh index of the same files keeps."""

import random
from pathlib import Path

import pytest
from made_prose import page, paragraphs, traditional

from index import index_paths
from index.store import open_store
from search import open_searcher

TEXTS = [paragraphs(seed, 8) for seed in range(2)]
NAMES = [f"{folder}/{stem}.html" for folder in ("x", "y") for stem in "abcd"]


def some_page(chance: random.Random) -> tuple[str, tuple[object, ...]]:
    """A page, and what it says: pages that say the same may take one another's place."""
    base = chance.randrange(2)
    first, last = chance.choice([(0, 8), (0, 8), (1, 8), (0, 7), (1, 7)])
    body, year = chance.choice([("乐清市政协", 2023), ("乐清市政协", 2023), ("乐清市政协", 2022), ("", None)])
    title = chance.choice(["", "凝心聚力开新局"]) if body else "凝心聚力开新局"
    text = page(body, year, TEXTS[base][first:last], title=title)
    told = (body, year) if not title else None
    return (traditional(text) if chance.random() < 0.3 else text), (base, first, last, told)


def kept(directory: Path, said: dict[str, tuple[object, ...]]) -> tuple[list[str], int]:
    """What the kept reports say, and the number of reprints."""
    with open_searcher(directory) as searcher:
        reports = searcher.reports()
        paths = [Path(searcher.meta(each.id)["path"]) for each in reports]
    told = sorted(repr(said["/".join(path.parts[-2:])]) for path in paths)
    return told, sum(len(each.reprints) for each in reports)


@pytest.mark.parametrize("seed", range(6))
def test_as_a_fresh_index_keeps(seed: int, tmp_path: Path) -> None:
    chance = random.Random(seed)
    folder, directory = tmp_path / "lib", tmp_path / "index"
    said: dict[str, tuple[object, ...]] = {}
    for folder_name in ("x", "y"):
        (folder / folder_name).mkdir(parents=True)
    # Without any file there is no index to ask.
    (folder / "x/z.html").write_text(page("温岭市政协", 2023, TEXTS[0]), "utf-8")
    said["x/z.html"] = (0, 0, 8, ("温岭市政协", 2023))
    for step in range(8):
        for _ in range(chance.randrange(1, 4)):
            name = chance.choice(NAMES)
            path = folder / name
            if name in said and chance.random() < 0.5:
                other = chance.choice(NAMES)
                if chance.random() < 0.5 and other not in said:
                    path.rename(folder / other)
                    said[other] = said.pop(name)
                else:
                    path.unlink()
                    del said[name]
            else:
                text, said[name] = some_page(chance)
                path.write_text(text, "utf-8")
        keep = chance.choice([None, None, None, True, False])
        summary = index_paths([folder], directory, keep_reprints=keep)
        assert summary.failed == []
        assert list(open_store(directory).check()) == []
        fresh = tmp_path / f"fresh{step}"
        kept_all = open_store(directory).state(forgive=False).keep_reprints
        index_paths([folder], fresh, keep_reprints=kept_all)
        assert kept(directory, said) == kept(fresh, said), (seed, step)
        assert len(said) == sum(kept(directory, said)[1:], len(kept(directory, said)[0]))
        assert not kept_all or kept(directory, said)[1] == 0
        again = index_paths([folder], directory)
        assert (again.added, again.changed, again.removed, again.reprints) == (0, 0, 0, [])
