"""What a number of words opens: the search for just the places that were counted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from search.query import Or, Text, as_word, as_words, asks_text, parse
from search.request import SearchRequest


def said_in(selection: SearchRequest, words: Sequence[str], *, by_text: bool = False) -> SearchRequest:
    """The search for words one behind the other, cut as they are, in what a selection names.

    by_text: cut however, as long as words begin and end where they do.
    It finds each place that was counted there and no other; one that begins in another is marked with that. In a
    selection that is made in one script alone, words are found in that alone, too.
    """
    query = selection.query.strip()
    asks = asks_text(parse(query))
    # A selection's text says where words are counted, and is not counted itself.
    within = [f"范围:({query})" if asks else f"({query})"] if query else []
    return replace(
        selection,
        query=" ".join([as_word("".join(words)) if by_text else as_words(words), *within]),
        # Words are counted in either script and have no synonyms; a selection may be made otherwise.
        exact_script=selection.exact_script and bool(query),
        synonyms=selection.synonyms and asks,
    )


def elsewhere(selection: SearchRequest) -> SearchRequest:
    """What passes the selection's filters and its query does not find."""
    return replace(selection, query=f"NOT ({selection.query.strip()})")


@dataclass(frozen=True, slots=True)
class Windows:
    """The words within `window` words of what a request finds, beyond their sentences or not."""

    request: SearchRequest
    window: int
    across: bool

    def having(self, word: str, side: str = "", *, marked: bool = False) -> SearchRequest:
        """The search for a word in the windows. side: the one on which it stands, 左 or 右.

        marked: so that the occurrences of what is looked for are marked, too. One between two is found on both sides.
        """
        query, said = f"({self.request.query.strip()})", as_words([word])
        near = f"/{'' if self.across else '句'}{side}{self.window}词"
        if self.request.split_words:
            # Which words stand apart is not known beside others.
            found = f"{said} 范围:{query}"
        elif marked and _has_places(query):
            found = f"{said} {near} {query}"
        else:
            found = f"{said} {near} 范围:{query}"
        return replace(self.request, query=found)


def _has_places(query: str) -> bool:
    """Whether it is a text, or some of which one stands there, and not conditions that paragraphs meet."""
    tree = parse(query)
    return all(isinstance(each, Text) for each in (tree.parts if isinstance(tree, Or) else (tree,)))
