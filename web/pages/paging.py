"""Page numbers under a list."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Paging:
    """The pages of a list, from 1; `numbers` always has the first, the last and the current one's neighbours.

    A None in `numbers` is a gap. `last` is at least 1.
    """

    current: int
    last: int

    @property
    def numbers(self) -> list[int | None]:
        """For the 6th of 20 pages: 1, None, 4, 5, 6, 7, 8, None, 20."""
        near = set(range(self.current - 2, self.current + 3)) | {1, self.last}
        if self.current <= 4:
            near |= {2, 3, 4, 5}
        if self.current >= self.last - 3:
            near |= set(range(self.last - 4, self.last))
        pages: list[int | None] = []
        for page in sorted(page for page in near if 1 <= page <= self.last):
            if pages and pages[-1] is not None and page > pages[-1] + 1:
                pages.append(None)
            pages.append(page)
        return pages


def paging(current: int, total: int, per_page: int) -> Paging:
    """The pages for `total` entries; `current` may lie beyond the last one."""
    return Paging(current, max(1, -(-total // per_page)))
