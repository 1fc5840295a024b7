#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""POLICY.CHECK AGAINST live over TCP: what would change, and that nothing does."""

import json
import pathlib
import tempfile
import unittest

from program import ProgramTest
from resp import pairs

NOW = """
[[queue]]
name = "chat"
skills = "de"
offer = { mode = "auto" }
[[queue]]
name = "mail"
offer = { mode = "auto" }
"""
THEN = """
[[queue]]
name = "chat"
offer = { mode = "auto" }
[[queue]]
name = "mail"
moved_to = "chat"
[[queue]]
name = "post"
"""


class DryRun(ProgramTest):
    policy = NOW

    def setUp(self):
        super().setUp()
        self.call("AGENT.SET", "anna", "CHANNELS", "web=5")
        self.call("AGENT.STATE", "anna", "ONLINE")
        self.map("CONV.OPEN", "c1", "QUEUE", "chat", "CHANNEL", "web")
        self.map("CONV.OPEN", "m1", "QUEUE", "mail", "CHANNEL", "paper")

    def live(self, toml):
        report = self.map("POLICY.CHECK", toml, "AGAINST", "live")
        return report, pairs(report["live"])

    def test_what_would_change(self):
        digest = self.call("SHARD.DIGEST")
        last = self.call("XINFO", "STREAM", "events")
        report, live = self.live(THEN)
        self.assertEqual((report["ok"], report["errors"]), (1, []))
        self.assertEqual((live["refused"], live["conversations"], live["agents"]), (None, 2, 1))
        assigned = pairs(live["assigned"])
        self.assertEqual(assigned["count"], 1)
        self.assertEqual(pairs(assigned["first"][0]),
                         {"conv": "c1", "queue": "chat", "agent_now": None, "agent_then": "anna",
                          "state_then": "active"})
        self.assertEqual(pairs(pairs(live["queue"])["first"][0]),
                         {"conv": "m1", "now": "mail", "then": "chat"})
        self.assertEqual((live["queues_added"], live["queues_removed"]), (["post"], ["mail"]))
        queues = {name: pairs(queue) for name, queue in pairs(live["queues"]).items()}
        self.assertEqual(queues["chat"], {"waiting_now": 1, "waiting_then": 1})
        self.assertEqual(queues["mail"], {"waiting_now": 1, "waiting_then": None})
        self.assertEqual(self.call("SHARD.DIGEST"), digest)
        self.assertEqual(self.call("XINFO", "STREAM", "events"), last)
        self.assertEqual(self.map("CONV.GET", "c1")["state"], "waiting")
        self.call("POLICY.APPLY", THEN)
        self.assert_fields(self.map("CONV.GET", "c1"), state="active", agent="anna")
        self.assert_fields(self.map("CONV.GET", "m1"), state="waiting", queue="chat")

    def test_a_refusal_is_told(self):
        report, live = self.live('[[queue]]\nname = "chat"\n')
        self.assertEqual(report["ok"], 0)
        self.assertIn("'mail' has 1 open", live["refused"])
        self.assertEqual(pairs(live["assigned"])["count"], 0)

    def test_a_document_that_is_wrong_by_itself_is_not_tried(self):
        report = self.map("POLICY.CHECK", '[[queue]]\nname = "chat"\nsla = "gold"\n',
                          "AGAINST", "live")
        self.assertEqual(report["ok"], 0)
        self.assertNotIn("live", report)
        self.assertNotIn("live", self.map("POLICY.CHECK", THEN))

    def test_against_what(self):
        self.assert_error("BADARG", "POLICY.CHECK", THEN,
                          "AGAINST", "yesterday", names=["AGAINST", "yesterday", "live"])

    def test_too_much_to_copy(self):
        total = 50_000
        for first in range(0, total, 10_000):
            self.client.send_all(("AGENT.SET", f"a{n}") for n in range(first, first + 10_000))
            for _ in range(10_000):
                self.assertEqual(self.client.reply(), "OK")
        self.assert_error("BADSTATE", "POLICY.CHECK", THEN, "AGAINST", "live", names="50000")
        self.assertEqual(self.map("POLICY.CHECK", THEN)["ok"], 1)

    def test_the_program(self):
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder) / "then.toml"
            path.write_text(THEN)
            done = self.stellwerk("policy check", "--against-live", str(path))
            self.assert_run(done, 0, "1 conversations would be with another agent\n"
                            "  c1: active anna\n"
                            "1 could be taken by somebody again\n  c1\n"
                            "1 would be in another queue\n  m1: mail -> chat\n"
                            "queue post would be new\nqueue mail would be gone\n"
                            f"{path}: ok\n")
            done = self.stellwerk("policy check", "--against-live", "--json", str(path))
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assertEqual(json.loads(done.stdout)["assigned"]["count"], 1)
            done = self.run_program("policy", "check", "--against-live", "--offline", str(path))
            self.assertEqual(done.returncode, 2, done.stderr)


if __name__ == "__main__":
    unittest.main()
