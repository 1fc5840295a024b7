# SPDX-License-Identifier: Apache-2.0
"""The documents and what stands in their fences."""

import os
import pathlib
import re
from dataclasses import dataclass

SOURCE = pathlib.Path(os.environ.get("STELLWERK_SOURCE", pathlib.Path(__file__).parents[2]))
FENCE = re.compile(r"^```(\S*)[^\n]*\n(.*?)^```$", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\[[^\]\n]+\]\(([^)\s]+)\)")
HEADING = re.compile(r"^#+ +(.+?)\s*$", re.MULTILINE)


@dataclass(frozen=True)
class Block:
    """One fenced block of a document: its language, its first line's number, its text."""

    path: pathlib.Path
    line: int
    language: str
    text: str

    @property
    def place(self):
        return f"{self.path.relative_to(SOURCE)}:{self.line}"


def documents():
    return [SOURCE / "README.md", *sorted((SOURCE / "docs").rglob("*.md"))]


def blocks(path, *languages):
    text = path.read_text()
    for match in FENCE.finditer(text):
        if match[1] in languages:
            yield Block(path, text.count("\n", 0, match.start()) + 2, match[1], match[2])


def links(path):
    return LINK.findall(FENCE.sub("", path.read_text()))


def anchors(path):
    """What a document's headings can be linked by."""
    names = set()
    for heading in HEADING.findall(FENCE.sub("", path.read_text())):
        plain = re.sub(r"[^\w\- ]", "", heading.lower())
        names.add(plain.replace(" ", "-"))
    return names
