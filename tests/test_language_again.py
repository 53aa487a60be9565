"""Messages that were said in one language and are read in another: kept errors, and those of other processes."""

import pickle
from pathlib import Path

import pytest

from index.errors import ReadError, TooSlow
from index.language import again, gettext, speaking
from index.reading import read_reports


def test_what_was_said_can_be_said_again_in_another_language() -> None:
    fault = TooSlow(10)
    with speaking("en"):
        fault.say_again()
        assert str(fault).startswith("The query takes too long (more than 10 seconds)")
    fault.say_again()
    assert str(fault).startswith("查询太费时间（超过 10 秒）")


def test_so_can_what_came_from_another_process_with_what_was_put_into_it() -> None:
    sent = ReadError(gettext("第 %(number)s 行的 %(fault)s", number=3, fault=gettext("是空的")))
    received = pickle.loads(pickle.dumps(sent))
    with speaking("en"):
        received.say_again()
        assert str(received) == "Line 3: is empty"


def test_other_texts_stay_as_they_are() -> None:
    with speaking("en"):
        assert again("第 3 行") == "第 3 行"


def test_a_process_that_reads_for_another_speaks_its_language(tmp_path: Path) -> None:
    (tmp_path / "broken.docx").write_bytes(b"PK\x03\x04 no archive")
    with speaking("en"), pytest.raises(ReadError) as raised:
        list(read_reports(tmp_path / "broken.docx"))
    assert raised.value.message == "It is no Word file, or damaged"
