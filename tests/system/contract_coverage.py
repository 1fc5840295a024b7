# SPDX-License-Identifier: Apache-2.0
"""Judges what all tests over TCP have seen together by the tables that the daemon tells: every
command accepted, every error code of each command provoked, every reply and every event with the
fields that are told, and nothing else seen. Runs behind them; skipped unless all of them have run
since the daemon was built, and then its verdict says what no test has exercised."""

import json
import os
import pathlib
import sys
import unittest

from access_support import ROLES

from resp import pairs
from support import DAEMON, SystemTest

SKIPPED = 77
# A wrong one of these is another error than BADARG, or reported as the answer.
SAYS_OTHERWISE = {"key", "toml"}


def records(names):
    """What the scripts of these names have kept, one after the other."""
    folder = pathlib.Path(os.environ["STELLWERK_RECORDS"])
    built = DAEMON.stat().st_mtime
    kept, missing = [], []
    for name in names:
        path = folder / f"{name}.json"
        if path.exists() and path.stat().st_mtime > built:
            kept.append(json.loads(path.read_text()))
        else:
            missing.append(name)
    if missing:
        print("not judged, since these have not run since the daemon was built:", *missing)
        sys.exit(SKIPPED)
    return kept


class Coverage(SystemTest):
    policy = None
    kept = ()

    def setUp(self):
        super().setUp()
        self.docs = {name: pairs(doc) for name, doc in self.map("COMMAND", "DOCS").items()}
        told = self.map("COMMAND", "ERRORS")
        self.codes = {code: pairs(row) for code, row in told.items()}
        self.any = {code for code, row in self.codes.items() if row["any"]}
        table = self.call("COMMAND")
        self.arity = {entry[0]: entry[1] for entry in table}
        self.before_login = {entry[0] for entry in table if "no_auth" in entry[2]}

    def seen(self, part, name):
        """What any script has kept of it: codes, or sets of fields."""
        found = [each for record in self.kept for each in record[part].get(name, ())]
        return {tuple(each) if isinstance(each, list) else each for each in found}

    def test_every_command_was_accepted(self):
        accepted = {name for record in self.kept for name in record["accepted"]}
        self.assertEqual(set(self.docs) - accepted, set())

    def test_errors(self):
        for name, doc in self.docs.items():
            with self.subTest(name):
                seen, told = self.seen("errors", name), set(doc["errors"])
                self.assertEqual(seen - told - self.any, set(), "answered, but not told: add it "
                                 "in core/resp/command_answers.h")
                self.assertEqual(told - seen, set(), "told, but provoked by no test")
                self.assertEqual(self.general(name, doc) - seen, set(), "provoked by no test")

    def general(self, name, doc):
        """What this command answers as all do."""
        wanted = set()
        if self.arity[name] != -1:
            wanted.add("ERR")  # the number of its arguments
        checked = [pairs(argument)["name"] for argument in doc.get("arguments", ())]
        if doc["group"] != "connection" and set(checked) - SAYS_OTHERWISE:
            wanted.add("BADARG")
        if name not in self.before_login:
            wanted.add("NOAUTH")
        if not all(role in doc["roles"] for role in ROLES):
            wanted.add("NOPERM")
        return wanted

    def test_every_code(self):
        seen = {code for name in self.docs for code in self.seen("errors", name)}
        self.assertEqual(set(self.codes), seen)

    def test_replies(self):
        for name, doc in self.docs.items():
            if "fields" not in doc:
                continue
            with self.subTest(name):
                seen = {frozenset(fields) for fields in self.seen("fields", name)}
                self.assertEqual(seen, {frozenset(doc["fields"])})

    def test_events(self):
        told = {kind: pairs(row) for kind, row in self.map("COMMAND", "EVENTS").items()}
        kinds = {kind for record in self.kept for kind in record["events"]}
        self.assertEqual(kinds, set(told))
        for kind in kinds:
            seen = [set(fields) for fields in self.seen("events", kind)]
            always, sometimes = set(told[kind]["fields"]), set(told[kind]["optional"])
            with self.subTest(kind):
                self.assertEqual(set.union(*seen), always | sometimes,
                                 "what it had in some test, and what it is said to have")
                self.assertEqual(set.intersection(*seen), always,
                                 "what it had in every test, and what it is said to have always")


if __name__ == "__main__":
    Coverage.kept = records(sys.argv[1:])
    unittest.main(argv=sys.argv[:1])
