#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes docs/reference.md, and between the marks of docs/protocol.md its tables, from what the
daemon tells of itself: COMMAND DOCS, ERRORS and EVENTS. --check changes nothing and fails where it
would.

STELLWERK_BIN names the folder of the daemon, build/release/bin without it."""

import difflib
import pathlib
import re
import sys
import textwrap

SOURCE = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(SOURCE / "tests" / "system"))

from support import Daemon  # noqa: E402

WIDTH = 100
HEAD = """# Reference

Every command, error and event in short, as the daemon tells them itself: `COMMAND DOCS`, `COMMAND
ERRORS` and `COMMAND EVENTS`. [protocol.md](protocol.md) says what they mean. This page is written
by `tools/dev/write_reference.py`; what is wrong here is mended in `core/resp`.
"""
MARK = re.compile(r"(<!-- (\w+): tools/dev/write_reference\.py -->\n).*?(<!-- end -->\n)",
                  re.DOTALL)
# What is a word of the protocol in a text for people.
WORDS = re.compile(r"\b(?:[A-Z]{2,}(?:\.[A-Z]+)?(?: \d)?|[a-z]+\.[a-z]+|warn_at|first="
                   r"|(?:inbox|outbox):[A-Z]+|retry-after-ms=N)(?<!\bSLA)")

# Fields of events that their summaries name, as nothing else there is named.
NAMED = ("author", "expires", "reason", "state")


class Told:
    """What the daemon tells."""

    def __init__(self):
        daemon = Daemon()
        try:
            client = daemon.connect(3)
            self.commands, self.errors, self.events = (
                client.call("COMMAND", what) for what in ("DOCS", "ERRORS", "EVENTS"))
            client.close()
        finally:
            daemon.close()


def marked(text, *names):
    """With code marks around the protocol's words, and around these names."""
    text = WORDS.sub(lambda match: f"`{match[0]}`", text)
    return re.sub(rf"\b({'|'.join(names)})\b", r"`\1`", text) if names else text


def codes(names):
    return " ".join(f"`{name}`" for name in names)


def wrapped(text):
    return textwrap.wrap(text, WIDTH, subsequent_indent="  ", break_on_hyphens=False,
                         break_long_words=False)


def cell(text):
    return text.replace("|", "\\|")


def error_rows(told):
    yield "| code | meaning | what a client does |"
    yield "|---|---|---|"
    for code, row in told.errors.items():
        yield f"| `{code}` | {cell(marked(row['meaning']))} | {cell(marked(row['remedy']))} |"


def event_rows(told):
    yield "| type | also in | what happened | fields |"
    yield "|---|---|---|---|"
    for kind, row in told.events.items():
        fields = [f"`{name}`" for name in row["fields"] if name not in ("type", "at")]
        fields += [f"(`{name}`)" for name in row["optional"]]
        also = " ".join(stream for stream in row["streams"] if stream != "events")
        summary = cell(marked(row["summary"], *NAMED))
        yield f"| `{kind}` | {also} | {summary} | {' '.join(fields)} |"


def syntax_lines(syntax):
    """In pieces that fit into a line, none of them split within brackets."""
    parts, line = re.findall(r"\[[^\]]*\](?:\])?|\S+", syntax), ""
    for part in parts:
        if line and len(line) + len(part) + 3 > WIDTH:
            yield line
            line = ""
        line = f"{line} {part}" if line else part
    yield line


def command_lines(name, doc, told):
    yield f"### {name.upper()}"
    yield ""
    yield from textwrap.wrap(marked(doc["summary"]), WIDTH)
    yield ""
    yield "```text"
    yield from syntax_lines(doc["syntax"])
    yield "```"
    yield ""
    answers = marked(doc["reply"])
    if "fields" in doc:
        answers += f": {codes(doc['fields'])}"
    points = [("Answers", answers), ("Errors", codes(doc["errors"])), ("For", doc["roles"])]
    for what, text in points:
        if text:
            yield from wrapped(f"- {what}: {text}")
    yield ""


def reference(told):
    common = [code for code, row in told.errors.items() if row["any"]]
    lines = [HEAD, "- [Commands](#commands) · [Errors](#errors) · [Events](#events)", "",
             "## Commands", "",
             *textwrap.wrap(f"Any command may answer {codes(common)}; the errors named are its "
                            "own. Words in capitals are written as they stand, in any case; what "
                            "is in brackets may be left out.", WIDTH), ""]
    groups = list(dict.fromkeys(doc["group"] for doc in told.commands.values()))
    for group in groups:
        names = [name for name, doc in told.commands.items() if doc["group"] == group]
        links = [f"[{name.upper()}](#{name.replace('.', '')})" for name in names]
        lines += wrapped(f"- {group}: {' · '.join(links)}")
    lines.append("")
    for name, doc in told.commands.items():
        lines += command_lines(name, doc, told)
    lines += ["## Errors", "", *error_rows(told), "", "## Events", "",
              "All have `type` and `at`. In parentheses what may be missing.", "",
              *event_rows(told), ""]
    return "\n".join(lines)


def written(told):
    """What stands in each document, and what should."""
    path = SOURCE / "docs" / "reference.md"
    yield path, path.read_text() if path.exists() else "", reference(told)
    tables = {"errors": error_rows, "events": event_rows}
    path = SOURCE / "docs" / "protocol.md"
    text = path.read_text()
    yield path, text, MARK.sub(
        lambda match: f"{match[1]}{chr(10).join(tables[match[2]](told))}\n{match[3]}", text)


def main():
    check = sys.argv[1:] == ["--check"]
    if sys.argv[1:] and not check:
        sys.exit(__doc__)
    differs = False
    for path, old, new in written(Told()):
        if old == new:
            continue
        differs = True
        if check:
            name = path.relative_to(SOURCE)
            sys.stdout.writelines(difflib.unified_diff(
                old.splitlines(True), new.splitlines(True), f"{name}", f"{name} as told"))
        else:
            path.write_text(new)
    if check and differs:
        sys.exit("the documents differ from what the daemon tells: "
                 "run tools/dev/write_reference.py with the daemon built")


if __name__ == "__main__":
    main()
