"""Restoring an index directory: the pointer is put back to the newest generation of which every file is whole."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from index.errors import REBUILD, CorruptIndex, IndexUnavailable
from index.language import gettext
from index.local.intact import recoverable, unnamed
from index.local.layout import Layout
from index.local.pointer import Entry, write_pointer
from index.local.strays import discard_strays
from index.local.verification import problems_of
from index.manifest import Generation
from index.status import UNREAD, Problem, kind_of


@dataclass(frozen=True, slots=True)
class Restored:
    """What a restore did.

    entry, generation: the one that is current after it. faults: the first problem of each newer one, and of the
    pointer. changed: whether another generation is current, or named anew. released: the first problem of an older one
    that was let go of, or "".
    """

    entry: Entry
    generation: Generation
    faults: tuple[str, ...]
    changed: bool
    released: str = ""


def restore(layout: Layout) -> Restored:
    """Make the newest whole generation the current one, if it is not; the caller holds the writers' lock.

    Reads every file of the generations that the pointer names; if none of them is whole, as under a pointer from before
    the last commits, of the others that lie there. An older one that is damaged, which nobody could go back to, is let
    go of. Raises CorruptIndex, with nothing changed, if none is whole; IndexUnavailable for a file that the system
    does not let be read, unless it is an older one's; OSError if the pointer cannot be written.
    """
    faults = _pointer_faults(layout)
    pointed = not faults
    named = recoverable(layout)
    for number, entry in enumerate(entries := (*named, *unnamed(layout, named))):
        problem = next(problems_of(layout, entry), "")
        if isinstance(problem, Problem) and problem.kind == UNREAD:
            raise IndexUnavailable(
                gettext("没有改动：%(told)s：%(problem)s", told=entry.told, problem=problem), next_step=problem.step
            )
        if problem:
            faults.append(gettext("%(field)s：%(value)s", field=entry.told, value=problem))
            continue
        changed = not pointed or number > 0
        kept, released = _kept(layout, entries[number + 1 : len(named)])
        if changed or released:
            write_pointer(layout.directory, entry, kept)
        if released:
            discard_strays(layout)
        return Restored(entry, layout.generation_of(entry), tuple(faults), changed, released)
    raise CorruptIndex(
        gettext("没有一代是完好的，没有改动：%(faults)s", faults=gettext("；").join(faults)),
        next_step=gettext("请用备份恢复；没有备份时，%(step)s", step=gettext(REBUILD)),
    )


def _kept(layout: Layout, older: Sequence[Entry]) -> tuple[Entry | None, str]:
    """The newest of these that can be gone back to, and the first problem of a newer one that is let go of."""
    released = ""
    for entry in older:
        problem = next(problems_of(layout, entry), "")
        if not problem or kind_of(problem) == UNREAD:
            return entry, released
        released = released or gettext("%(field)s：%(value)s", field=entry.told, value=problem)
    return None, released


def _pointer_faults(layout: Layout) -> list[str]:
    try:
        layout.entries()
    except CorruptIndex as fault:
        if layout.pointer.is_dir():
            raise
        return [fault.message]
    return []
