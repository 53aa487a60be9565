"""The manual pages: what the commands say in their help, in English and Chinese, readable by man."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from spoken_commands import HAN, commands

from web.man_page import FOLDER, PAGES, man_page


@pytest.mark.parametrize("name", PAGES)
def test_the_page_is_what_the_commands_say(name: str) -> None:
    """After a change: `make man`."""
    assert (FOLDER / name).read_text("utf-8") == man_page(PAGES[name])


@pytest.mark.parametrize("name", PAGES)
def test_the_page_has_every_command_with_every_option(name: str) -> None:
    text = man_page(PAGES[name]).replace("\\-", "-")
    for command, found in commands():
        assert not command or f'.SS "zhengsou {command}"' in text
        section = text.partition(f'.SS "zhengsou {command}"\n')[2].partition("\n.S")[0] if command else text
        for each in found.params:
            if not getattr(each, "hidden", False) and each.opts[0].startswith("-"):
                assert any(f".B {option}" in section or f", {option}" in section for option in each.opts), each.opts


def test_headings_and_descriptions_are_in_the_language_of_the_page() -> None:
    english, chinese = man_page("en"), man_page("zh-Hans")
    assert re.findall(r'\.SH "(.*)"', english) == [
        "NAME",
        "SYNOPSIS",
        "DESCRIPTION",
        "OPTIONS",
        "COMMANDS",
        "ENVIRONMENT",
    ]
    assert all(HAN.search(each) for each in re.findall(r'\.SH "(.*)"', chinese))
    assert not [line for line in english.split("\n") if re.search("[，。；：（）]", line)]


@pytest.mark.parametrize("name", PAGES)
def test_readers_of_manual_pages_read_it(name: str, tmp_path: Path) -> None:
    if not shutil.which("mandoc"):
        pytest.skip("no mandoc")
    page = tmp_path / name
    page.write_text(man_page(PAGES[name]), "utf-8")
    assert subprocess.run(["mandoc", "-Tlint", "-W", "error", page], capture_output=True, check=False).stdout == b""
    shown = subprocess.run(["mandoc", "-Tutf8", page], capture_output=True, check=True).stdout.decode()
    assert "--split-words" in re.sub(".\b", "", shown)
