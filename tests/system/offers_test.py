#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Offers over TCP: limits to declining them."""

import unittest

from support import SystemTest

POLICY = """
[[queue]]
name = "picky"
offer = { declines_max = 2, misses_max = 1, retry = "0s", timeout = "50ms" }
"""


class InARow(SystemTest):
    policy = POLICY

    def test_two_declines_send_the_agent_away(self):
        self.agent("anna")
        self.map("CONV.OPEN", "c1", "QUEUE", "picky")
        self.map("CONV.DECLINE", "c1", self.map("CONV.GET", "c1")["offer"])
        self.assert_fields(self.map("AGENT.GET", "anna"), state="online", declines=1, misses=0)
        self.map("CONV.DECLINE", "c1", self.map("CONV.GET", "c1")["offer"])
        self.assert_fields(self.map("AGENT.GET", "anna"), state="away", reason="declined",
                           declines=2)
        self.assertEqual(self.map("CONV.GET", "c1")["state"], "waiting")

    def test_one_miss_sends_the_agent_away(self):
        self.agent("anna")
        self.map("CONV.OPEN", "c1", "QUEUE", "picky")
        self.await_event("offer.expired", conv="c1")
        self.assert_fields(self.map("AGENT.GET", "anna"), state="away", reason="missed", misses=1)

    def test_limits_are_checked(self):
        self.assert_error("BADARG", "POLICY.APPLY", POLICY.replace("= 2", "= 0"),
                          names=("line 4", "queue.offer.declines_max", "1 to 1000"))


if __name__ == "__main__":
    unittest.main()
