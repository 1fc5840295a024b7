#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""POLICY.SHADOW over TCP: a second policy decides along, and nothing comes of it but the report."""

import unittest
import urllib.request

from journal_support import JournalTest
from resp import HUNG_S, pairs
from support import SystemTest

IN_FORCE = """
[routing]
policy = "fifo"
[[queue]]
name = "chat"
offer = { mode = "auto" }
[[queue]]
name = "mail"
offer = { mode = "auto" }
"""
BY_PRIORITY = IN_FORCE.replace('"fifo"', '"priority"')


class Shadow(SystemTest):
    policy = IN_FORCE

    def setUp(self):
        super().setUp()
        self.call("AGENT.SET", "anna")
        self.call("AGENT.STATE", "anna", "ONLINE")
        self.map("CONV.OPEN", "c1", "QUEUE", "chat")
        self.map("CONV.OPEN", "c2", "QUEUE", "chat")
        self.map("CONV.OPEN", "c3", "QUEUE", "mail", "PRIORITY", 1)

    def metrics(self):
        address = f"http://127.0.0.1:{self.daemon.http_port}/metrics"
        with urllib.request.urlopen(address, timeout=HUNG_S) as reply:
            return reply.read().decode()

    def report(self):
        return self.map("POLICY.SHADOW")

    def test_it_tells_where_it_would_decide_otherwise(self):
        self.assert_fields(self.report(), running=0, ended=None, toml=None, decisions=0,
                           disagreements=0, newest=[])
        digest = self.call("SHARD.DIGEST")
        self.assertEqual(self.call("POLICY.SHADOW", BY_PRIORITY), "OK")
        self.assertEqual(self.call("SHARD.DIGEST"), digest)
        self.assert_fields(self.report(), running=1, toml=BY_PRIORITY, decisions=0)
        self.map("CONV.CLOSE", "c1")
        self.assert_fields(self.map("CONV.GET", "c2"), state="active", agent="anna")
        report = self.report()
        self.assert_fields(report, running=1, decisions=1, disagreements=1)
        self.assertEqual(pairs(pairs(report["queues"])["chat"]),
                         {"other_agent": 0, "other_conversation": 1, "would_wait": 0,
                          "would_not_wait": 0})
        [newest] = [pairs(entry) for entry in report["newest"]]
        self.assert_fields(newest, difference="other_conversation", queue="chat", conv="c2",
                           agent="anna", shadow_conv="c3", shadow_agent="anna")
        self.map("CONV.CLOSE", "c2")
        self.assert_fields(self.report(), decisions=2, disagreements=1)
        self.assertIn('stellwerk_shadow_disagreements_total{tenant="default",'
                      'difference="other_conversation"} 1', self.metrics())
        self.assertEqual(self.call("POLICY.SHADOW", "off"), "OK")
        report = self.report()
        self.assert_fields(report, running=0, disagreements=1)
        self.assertIn("OFF", report["ended"])

    def test_it_ends_where_it_cannot_follow(self):
        self.assert_error("BADSTATE", "POLICY.SHADOW", '[[queue]]\nname = "chat"\n',
                          names=["mail", "1 open"])
        self.assert_error("BADARG", "POLICY.SHADOW", '[[queue]]\nname = "a b"\n',
                          names=["line 2", "queue.name"])
        self.call("POLICY.SHADOW", BY_PRIORITY)
        self.call("POLICY.APPLY", IN_FORCE + "weight = 2\n")
        report = self.report()
        self.assertEqual(report["running"], 0)
        self.assertIn("replaced", report["ended"])


class Restart(JournalTest):
    def test_a_restart_ends_it(self):
        daemon = self.start()
        client = self.connect(daemon)
        client.call("POLICY.APPLY", IN_FORCE)
        self.assertEqual(client.call("POLICY.SHADOW", BY_PRIORITY), "OK")
        client.call("AGENT.SET", "anna")
        client.call("AGENT.STATE", "anna", "ONLINE")
        client.map("CONV.OPEN", "c1", "QUEUE", "chat")
        self.assertEqual(client.map("POLICY.SHADOW")["decisions"], 1)
        digest = client.call("SHARD.DIGEST")
        self.kill(daemon)
        client = self.connect(self.start())
        report = client.map("POLICY.SHADOW")
        self.assertEqual((report["running"], report["ended"], report["decisions"]), (0, None, 0))
        self.assertEqual(client.call("SHARD.DIGEST"), digest)


if __name__ == "__main__":
    unittest.main()
