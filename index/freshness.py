"""Whether an index still says what its files say, as far as a look at it can tell."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from index.layout import Layout
from index.manifest import MadeBy
from index.plan import changed_sources, read_state


@dataclass(frozen=True, slots=True)
class Freshness:
    """written: when the generation was committed, ISO 8601 in UTC. bytes: of its files.

    stale: what has changed in the program or its word lists since, by MadeBy's names. changed_files: how many of the
    files that reports came from are gone, or not as they were. New files beside them are not looked for.
    """

    generation: int
    written: str
    bytes: int
    stale: tuple[str, ...]
    changed_files: int

    @property
    def fresh(self) -> bool:
        """Nothing known has changed."""
        return not self.stale and not self.changed_files


def freshness(directory: Path) -> Freshness:
    """The state of the index in `directory`; looks at every source file once. Raises IndexUnavailable, CorruptIndex."""
    layout = Layout(directory)
    generation = layout.generation(*layout.current())
    return Freshness(
        generation=generation.number,
        written=generation.written,
        bytes=sum(file.size for file in generation.files.values()),
        stale=MadeBy.current(directory).differences(generation.made_by),
        changed_files=changed_sources(read_state(directory, forgive=False).sources),
    )
