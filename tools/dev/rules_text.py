# SPDX-License-Identifier: Apache-2.0
"""Rules about any text: what must not be written, in whatever language."""

import re

from rule import Rule, pattern

COMMENT = r"^[ \t]*(?://+|#+|/\*+|\*)[ \t]*"


def any_text(file):
    return file.path != "LICENSE"


def code(file):
    return file.is_code


def find_missing_licence(file, _tree):
    first = 1 if file.lines[0].startswith("#!") else 0
    line = file.lines[first] if len(file.lines) > first else ""
    if "SPDX-License-Identifier: Apache-2.0" not in line:
        yield 0, f"line {first + 1} is not the SPDX-License-Identifier: Apache-2.0 comment"


def find_blanks(file, _tree):
    markdown = file.name.endswith(".md")
    for number, line in enumerate(file.lines, 1):
        if line != line.rstrip() and not markdown:
            yield number, "blank at the end of the line"
        if "\t" in line and file.is_code:
            yield number, "tab"
    if file.text and (not file.text.endswith("\n") or file.text.endswith("\n\n")):
        yield len(file.lines), "ends with other than one line end"


def find_version_copies(file, tree):
    project = tree.by_path.get("CMakeLists.txt")
    version = re.search(r"\bVERSION (\d+\.\d+\.\d+)", project.text) if project else None
    if version and file is not project:
        for number, line in enumerate(file.lines, 1):
            if re.search(rf"(?<![\d.]){re.escape(version[1])}(?![\d.])", line):
                yield number, "the version stands in CMakeLists.txt; take it from there"


RULES = [
    Rule("licence", "every source file names its licence first", code, find_missing_licence),
    Rule("blanks", "no tabs, no trailing blanks, one line end at the end", any_text, find_blanks),
    Rule("version", "the version number has one place", code, find_version_copies),
    pattern(
        "unfinished",
        "finish it, or write an item for it outside the code",
        any_text,
        r"\b(?:TO[D]O|FIX[M]E|X[X]X|HA[C]K)\b",
        "text",
    ),
    pattern(
        "banner",
        "no rulers, no banners: a heading that needs one wants to be a file",
        code,
        COMMENT + r"[=\-*#~_+]{4,}",
        "text",
    ),
    pattern(
        "emoji",
        "no pictures in text",
        any_text,
        "[\u2600-\u27bf\U0001f000-\U0001faff]",
        "text",
    ),
    pattern(
        "restating",
        "a comment carries what the code cannot say",
        code,
        COMMENT
        + r"(?:This (?:function|class|method|file|struct)\b"
        + r"|(?:Increment|Get|Set|Return|Create|Initialize)s? the \w+\.?$)",
        "text",
    ),
    pattern(
        "machine-path",
        "a path of one machine",
        any_text,
        r"(?<![\w.:/}])/(?:wor[k]|home|roo[t]|Users|mnt)/\w+",
        "text",
    ),
    pattern(
        "registry",
        "package registries are the reader's configuration",
        any_text,
        r"https?://[^\s\"']*(?:regis[t]ry|artifac[t]ory|:48[7]3)",
        "text",
    ),
]
