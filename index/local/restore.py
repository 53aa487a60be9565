"""Restoring an index directory: the pointer is put back to the newest generation of which every file is whole."""

from __future__ import annotations

from dataclasses import dataclass

from index.errors import REBUILD, CorruptIndex
from index.local.intact import recoverable
from index.local.layout import Layout
from index.local.pointer import Entry, write_pointer
from index.local.verification import problems_of
from index.manifest import Generation


@dataclass(frozen=True, slots=True)
class Restored:
    """What a restore did.

    entry, generation: the one that is current after it. faults: the first problem of each newer one, and of the
    pointer. changed: whether the pointer was replaced.
    """

    entry: Entry
    generation: Generation
    faults: tuple[str, ...]
    changed: bool


def restore(layout: Layout) -> Restored:
    """Make the newest whole generation the current one, if it is not; the caller holds the writers' lock.

    Reads every file of the generations that are kept until one is whole. Raises CorruptIndex, with nothing changed, if
    none is; OSError if the pointer cannot be written.
    """
    faults = _pointer_faults(layout)
    pointed = not faults
    entries = recoverable(layout)
    for number, entry in enumerate(entries):
        if problem := next(problems_of(layout, entry), ""):
            faults.append(f"{entry.told}：{problem}")
            continue
        changed = not pointed or number > 0
        if changed:
            kept = next((each for each in entries[number + 1 :] if layout.readable(each)), None)
            write_pointer(layout.directory, entry, kept)
        return Restored(entry, layout.generation_of(entry), tuple(faults), changed)
    raise CorruptIndex(
        f"没有一代是完好的，没有改动：{'；'.join(faults)}", next_step=f"请用备份恢复，或{REBUILD.removeprefix('请')}"
    )


def _pointer_faults(layout: Layout) -> list[str]:
    try:
        layout.entries()
    except CorruptIndex as fault:
        if layout.pointer.is_dir():
            raise
        return [fault.message]
    return []
