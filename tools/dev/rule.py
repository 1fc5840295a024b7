# SPDX-License-Identifier: Apache-2.0
"""What a rule is: a name, a reason, the files it is for, and how it finds what breaks it."""

import re
from dataclasses import dataclass
from typing import Callable


@dataclass
class Rule:
    name: str
    why: str
    applies: Callable
    find: Callable  # (file, tree) -> (line, message) pairs


def under(*folders):
    return lambda file: file.path.startswith(tuple(folder + "/" for folder in folders))


def cpp_under(*folders):
    inside = under(*folders)
    return lambda file: file.is_cpp and inside(file)


def pattern(name, why, applies, regex, where="code"):
    """A rule that a pattern must not occur. where: "code" (no comments, no literals) or "text"."""
    compiled = re.compile(regex, re.MULTILINE)

    def find(file, _tree):
        for match in compiled.finditer(file.code if where == "code" else file.text):
            yield file.line_of(match.start()), f"{match.group(0).strip()!r}: {why}"

    return Rule(name, why, applies, find)
