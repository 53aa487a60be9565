"""A wording in quotation marks is one phrase, whatever signs stand in it."""

from hypothesis import given
from hypothesis import strategies as st

from search.query import Phrase, parse, quoted

SIGNS = '“”「」『』«»"‘’'
WORDINGS = st.text(st.sampled_from("提案办理 ，OR" + SIGNS), min_size=1, max_size=12)


def bare(text: str) -> str:
    return "".join(sign for sign in text if sign not in SIGNS and not sign.isspace())


@given(WORDINGS.filter(lambda text: bare(text).strip("，")))
def test_a_quoted_wording_is_one_phrase(wording: str) -> None:
    node = parse(quoted(wording))
    assert isinstance(node, Phrase)
    assert bare(node.text) == bare(wording)
