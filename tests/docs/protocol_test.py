# SPDX-License-Identifier: Apache-2.0
"""docs/protocol.md has every command, with the syntax the daemon reads, and who may what. The
tables in it of errors and events are written by tools/dev/write_reference.py."""

import re
import sys
import unittest

from markdown import SOURCE

sys.path.insert(0, str(SOURCE / "tests" / "system"))

from resp import pairs  # noqa: E402
from support import SystemTest  # noqa: E402


def plain(text):
    """Without code marks, escapes and line ends."""
    return " ".join(text.replace("`", "").replace("\\|", "|").split())


class Protocol(SystemTest):
    policy = None

    def setUp(self):
        super().setUp()
        self.text = plain((SOURCE / "docs" / "protocol.md").read_text())

    def test_every_command(self):
        docs = self.map("COMMAND", "DOCS")
        self.assertGreater(len(docs), 30)
        for name, doc in docs.items():
            with self.subTest(name):
                self.assertIn(plain(pairs(doc)["syntax"]), self.text)

    def test_every_role(self):
        """The table of roles says what the daemon does."""
        section = (SOURCE / "docs" / "protocol.md").read_text().partition("\n## Users and roles")[2]
        rows = [[cell.strip() for cell in line.split("|")[1:-1]]
                for line in section.partition("\n## ")[0].splitlines() if line.startswith("|")]
        roles = rows[0][1:]
        said = {}
        for commands, *marks in rows[2:]:
            allowed = {role for role, mark in zip(roles, marks, strict=True) if mark}
            for command in re.findall(r"`([^`]+)`", commands):
                said[command.lower()] = allowed
        docs = {name.lower(): pairs(doc) for name, doc in self.map("COMMAND", "DOCS").items()}
        for name, doc in docs.items():
            if name in ("auth", "hello", "quit", "reset"):
                continue
            with self.subTest(name):
                self.assertIn(name, said)
                self.assertEqual(set(re.findall(r"\w+", doc["roles"])) - {"and"}, said[name])


if __name__ == "__main__":
    unittest.main()
