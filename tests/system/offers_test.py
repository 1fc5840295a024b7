#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Offers over TCP: limits to declining them, offers to several agents at once."""

import unittest

from resp import pairs
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


class Several(SystemTest):
    policy = """
[[queue]]
name = "wide"
offer = { agents = 2, timeout = "1h" }
"""

    def test_the_first_who_accepts_has_it(self):
        for agent in ("anna", "ben", "cleo"):
            self.agent(agent)
        reply = self.map("CONV.OPEN", "c1", "QUEUE", "wide")
        self.assert_fields(reply, state="offered", agent="anna")
        offers = [pairs(offer) for offer in self.map("CONV.GET", "c1")["offers"]]
        self.assertEqual([offer["agent"] for offer in offers], ["anna", "ben"])
        self.assertEqual(offers[0]["offer"], reply["offer"])
        created = self.await_event("offer.created", conv="c1", key="inbox:ben")
        self.assertEqual((created["offer"], int(created["expires"])),
                         (offers[1]["offer"], offers[1]["expires"]))
        listed = self.call("CONV.LIST", "AGENT", "ben")[1]
        self.assertEqual([pairs(item)["conv"] for item in listed], ["c1"])
        self.assert_fields(self.map("CONV.ACCEPT", "c1", offers[1]["offer"]), state="active",
                           agent="ben")
        revoked = self.await_event("offer.revoked", conv="c1", key="inbox:anna")
        self.assert_fields(revoked, agent="anna", offer=reply["offer"], reason="taken")
        self.assert_error("STALE", "CONV.ACCEPT", "c1", reply["offer"])
        self.assertEqual(self.map("CONV.GET", "c1")["offers"], [])

    def test_a_decline_brings_in_another(self):
        for agent in ("anna", "ben", "cleo"):
            self.agent(agent)
        offer = self.map("CONV.OPEN", "c1", "QUEUE", "wide")["offer"]
        self.assert_fields(self.map("CONV.DECLINE", "c1", offer), state="offered", agent="ben")
        self.await_event("offer.created", conv="c1", agent="cleo")

    def test_nobody_is_asked_where_work_begins_unasked(self):
        self.assert_error("BADARG", "POLICY.APPLY",
                          self.policy.replace("agents = 2", 'agents = 2, mode = "auto"'),
                          names=("queue.offer.agents", "mode"))


if __name__ == "__main__":
    unittest.main()
