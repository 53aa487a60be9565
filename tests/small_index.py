"""A small index of two generations, and what tests ask of it and do to it."""

from pathlib import Path

from reports import line, write_lines

from index import index_paths
from search import SearchRequest, open_searcher


def two_generations(source: Path, directory: Path, *, apart: bool = False) -> Path:
    """Index `source` twice: it says 提案 once, then twice, and 视察 in another report.

    apart: the generations share no segment.
    """
    for number, said in enumerate((["提案办理", "满意"], ["提案办理", "提案督办"])):
        write_lines(source, line("a", said), line("b", ["视察调研"] * 40))
        index_paths([source], directory, rebuild=apart and number == 1)
    return directory


def total(directory: Path, query: str = "提案") -> int:
    """How many paragraphs a query finds."""
    with open_searcher(directory) as searcher:
        return searcher.search(SearchRequest(query)).total


def flip(path: Path, place: int | None = None) -> None:
    """Change one bit of a file in its place, as a disk does; place: of which byte, by default in the middle."""
    with path.open("r+b") as file:
        place = path.stat().st_size // 2 if place is None else place
        file.seek(place)
        byte = file.read(1)
        file.seek(place)
        file.write(bytes([byte[0] ^ 1]))
