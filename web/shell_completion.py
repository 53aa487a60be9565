"""Completion in a shell: what bash, zsh and fish are told to call, and what is answered.

The shell sends the line up to the cursor, and gets a line for each offer. Click finds out what is to be completed;
which words the line has is found here, since quotes may be open, and bash breaks words at colons, too.
"""

from __future__ import annotations

import os
import re
from contextlib import suppress
from dataclasses import dataclass
from typing import Final

from click.shell_completion import CompletionItem, ShellComplete, add_completion_class

from index.errors import ZhengsouError

_LINE: Final = "COMP_LINE"
_BASH: Final = """\
%(complete_func)s() {
    local kind value response
    response=$(COMP_LINE="${COMP_LINE:0:COMP_POINT}" COMP_WORDBREAKS="$COMP_WORDBREAKS" \\
        %(complete_var)s=bash_complete "$1" 2>/dev/null) || return 0
    COMPREPLY=()
    while IFS=, read -r kind value; do
        case $kind in
            dir) compopt -o dirnames ;;
            file) compopt -o default ;;
            plain) COMPREPLY+=("$value") ;;
        esac
    done <<< "$response"
}
complete -o nosort -F %(complete_func)s %(prog_name)s
"""
_ZSH: Final = """\
#compdef %(prog_name)s
%(complete_func)s() {
    local kind value told
    local -a values shown
    while IFS=$'\\t' read -r kind value told; do
        case $kind in
            dir) _path_files -/ ;;
            file) _path_files -f ;;
            plain) values+=("$value"); shown+=("$value${told:+  -- $told}") ;;
        esac
    done < <(COMP_LINE="${(j: :)words[1,CURRENT]}" %(complete_var)s=zsh_complete $words[1] 2>/dev/null)
    (( $#values )) && compadd -U -V unsorted -d shown -a values
}
if [[ $zsh_eval_context[-1] == loadautofunc ]]; then
    %(complete_func)s "$@"
else
    compdef %(complete_func)s %(prog_name)s
fi
"""
_FISH: Final = """\
function %(complete_func)s
    for line in (COMP_LINE=(commandline -cp) %(complete_var)s=fish_complete %(prog_name)s 2>/dev/null)
        set -l parts (string split -m 2 \\t -- $line)
        switch $parts[1]
            case dir
                __fish_complete_directories $parts[2]
            case file
                __fish_complete_path $parts[2]
            case plain
                printf '%%s\\t%%s\\n' $parts[2] $parts[3]
        end
    end
end
complete --no-files --command %(prog_name)s --arguments "(%(complete_func)s)"
"""


@dataclass(frozen=True, slots=True)
class Line:
    """A line up to the cursor. words: before the last one. last: the last word, without quotes.

    raw: the last word as it stands. quote: the sign of a quote that is open, or "". before: what the last word has
    before that quote.
    """

    words: tuple[str, ...]
    last: str
    raw: str
    quote: str
    before: str


def read_line(text: str) -> Line:
    """The words of a shell's line, whose last one may be incomplete, as POSIX has them."""
    words: list[str] = []
    word, start, quote, before, inside, place = "", 0, "", "", False, 0
    while place < len(text):
        char = text[place]
        place += 1
        if char == quote:
            quote = ""
        elif char == "\\" and quote != "'" and place < len(text):
            kept = "" if quote != '"' or text[place] in '"\\$`' else "\\"
            word, inside, place = word + kept + text[place], True, place + 1
        elif quote:
            word += char
        elif char in "'\"":
            quote, before, inside = char, word, True
        elif char.isspace() and char in " \t\n":
            words += [word] if inside else []
            word, inside, start = "", False, place
        else:
            word, inside = word + char, True
        if not inside:
            start = place
    return Line(tuple(words), word, text[start:], quote, before if quote else "")


class _Completion(ShellComplete):
    """Answers what a shell asks; a fault of the index is no answer."""

    def get_completion_args(self) -> tuple[list[str], str]:
        """The words between the program's name and the last one, and that."""
        line = self.line
        return list(line.words[1:]), line.last

    @property
    def line(self) -> Line:
        """The line that the shell has sent."""
        return read_line(os.environ.get(_LINE, ""))

    def complete(self) -> str:
        """A line for each offer."""
        with suppress(ZhengsouError, OSError):
            return super().complete()
        return ""

    def get_completions(self, args: list[str], incomplete: str) -> list[CompletionItem[str]]:
        """Click's, whose values are whole words also where one belongs to `--option=`."""
        found = super().get_completions(args, incomplete)
        option = re.match(r"--[\w-]+=", incomplete)
        if option:
            return [CompletionItem(option[0] + each.value, each.type, each.help) for each in found]
        return found

    def format_completion(self, item: CompletionItem[str]) -> str:
        """Kind, value and description."""
        return "\t".join((item.type, _one_line(item.value), _one_line(item.help or "")))


class Bash(_Completion):
    """bash replaces what stands behind the last open quote, or else behind the last of COMP_WORDBREAKS."""

    name = "bash"
    source_template = _BASH

    def format_completion(self, item: CompletionItem[str]) -> str:
        """Kind, and what is written instead of the part of the word that bash takes for the word."""
        return f"{item.type},{_one_line(self._written(item.value))}"

    def _written(self, value: str) -> str:
        line = self.line
        if line.quote:
            inside = value.removeprefix(line.before)
            return inside.replace("'", "'\\''") if line.quote == "'" else re.sub(r'(["\\$`])', r"\\\1", inside)
        written = re.sub(r"([^\w@%+=:,./\[\]-])", r"\\\1", value, flags=re.UNICODE)
        breaks = {char for char in os.environ.get("COMP_WORDBREAKS", "") if char in ":="}
        cut = max((line.raw.rfind(char) + 1 for char in breaks), default=0)
        return written[cut:] if written[:cut] == line.raw[:cut] else written


class Zsh(_Completion):
    """zsh quotes by itself."""

    name = "zsh"
    source_template = _ZSH


class Fish(_Completion):
    """fish quotes by itself."""

    name = "fish"
    source_template = _FISH


SHELLS: Final = {each.name: each for each in (Bash, Zsh, Fish)}


def install() -> None:
    """Click answers shells by these from now on."""
    for each in SHELLS.values():
        add_completion_class(each)


def _one_line(text: str) -> str:
    return " ".join(text.split())
