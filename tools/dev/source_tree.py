# SPDX-License-Identifier: Apache-2.0
"""The project's own files, and C++ text without its comments and literals."""

import os
import pathlib
import re
import subprocess
import sys
from dataclasses import dataclass
from functools import cached_property

ROOT = pathlib.Path(__file__).resolve().parents[2]

CPP_SUFFIXES = (".h", ".cc", ".h.in")

# Inputs of the fuzz targets, any bytes at all.
INPUTS = "tests/fuzz/corpus/"

_TOKEN = re.compile(
    r'(?P<raw>R"(?P<delimiter>[^()\\ ]{0,16})\((?:.|\n)*?\)(?P=delimiter)")'
    r'|(?P<string>"(?:\\.|[^"\\\n])*")'
    r"|(?P<char>(?<![0-9a-fA-F])'(?:\\.|[^'\\\n])+')"
    r"|(?P<line>//[^\n]*)"
    r"|(?P<block>/\*(?:.|\n)*?\*/)"
)
_ALLOW = re.compile(r"tidy-allow\(([a-z-]+)\): \S")


def _blank(text):
    return re.sub(r"[^\n]", " ", text)


@dataclass
class SourceFile:
    """A file: `path` is relative to the root, with forward slashes; lines count from 1."""

    path: str
    text: str

    @property
    def name(self):
        return self.path.rsplit("/", 1)[-1]

    @property
    def folder(self):
        return self.path.rsplit("/", 1)[0] if "/" in self.path else ""

    @property
    def is_cpp(self):
        return self.name.endswith(CPP_SUFFIXES)

    @property
    def is_cmake(self):
        return self.name == "CMakeLists.txt" or self.name.endswith((".cmake", ".cmake.in"))

    @property
    def is_python(self):
        return self.name.endswith(".py") or self.text.startswith("#!/usr/bin/python3")

    @property
    def is_shell(self):
        return self.name.endswith(".sh") or self.text.startswith("#!/usr/bin/env bash")

    @property
    def is_javascript(self):
        return self.name.endswith((".js", ".mjs", ".cjs"))

    @property
    def is_code(self):
        return (
            self.is_cpp or self.is_cmake or self.is_python or self.is_shell or self.is_javascript
        )

    @cached_property
    def lines(self):
        return self.text.split("\n")

    @cached_property
    def code(self):
        """C++ text with comments and the insides of literals blanked out, line for line."""

        def replace(match):
            text = match.group(0)
            if match.lastgroup in ("line", "block"):
                return _blank(text)
            return text[0] + _blank(text[1:-1]) + text[-1]

        return _TOKEN.sub(replace, self.text)

    @cached_property
    def code_lines(self):
        return self.code.split("\n")

    @cached_property
    def raw_string_lines(self):
        """Numbers of the lines that continue a raw string: a table is data, not code."""
        numbers = set()
        for match in _TOKEN.finditer(self.text):
            if match.group("raw"):
                first = self.text.count("\n", 0, match.start()) + 1
                numbers.update(range(first + 1, first + match.group(0).count("\n") + 1))
        return numbers

    def line_of(self, offset):
        return self.text.count("\n", 0, offset) + 1

    def allows(self, rule, line):
        """Whether a waiver with a reason is on the line or up to two above; line 0: anywhere."""
        first, last = (1, len(self.lines)) if line == 0 else (max(1, line - 2), line)
        return any(
            match.group(1) == rule
            for text in self.lines[first - 1 : last]
            for match in _ALLOW.finditer(text)
        )


class Tree:
    """The files of the project: what git tracks or would track, as far as it is text."""

    def __init__(self, files):
        self.files = sorted(files, key=lambda file: file.path)
        self.by_path = {file.path: file for file in self.files}

    @classmethod
    def read(cls, root=ROOT):
        files = []
        for path in _list_paths(root):
            if path.startswith(INPUTS):
                continue
            full = root / path
            if full.is_file() and not full.is_symlink():
                data = full.read_bytes()
                if b"\0" not in data[:4096]:
                    files.append(SourceFile(path, data.decode("utf-8", errors="replace")))
        return cls(files)

    def twin(self, file):
        """The header of a source file, or the source file of a header."""
        stem, dot, suffix = file.path.rpartition(".")
        return self.by_path.get(stem + dot + {"h": "cc", "cc": "h"}.get(suffix, "none"))


def _list_paths(root):
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=root,
        capture_output=True,
        check=False,
    )
    if listed.returncode == 0:
        return sorted({path for path in listed.stdout.decode().split("\0") if path})
    # A source archive has no git; leave out what builds and installs leave behind.
    paths = []
    for folder, folders, names in os.walk(root):
        skipped = ("build", "node_modules", "__pycache__", ".git")
        folders[:] = [name for name in folders if name not in skipped]
        paths += [os.path.relpath(os.path.join(folder, name), root) for name in names]
    return sorted(paths)


def main():
    """Prints the project's files that end in one of the arguments, one a line."""
    suffixes = tuple(sys.argv[1:])
    for path in _list_paths(ROOT):
        if path.endswith(suffixes) and (ROOT / path).is_file():
            print(path)


if __name__ == "__main__":
    main()
