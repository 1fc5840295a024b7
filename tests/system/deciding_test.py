#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Agents that somebody outside names, callbacks, and who worked for a customer last."""

import unittest

from support import SystemTest

POLICY = """
[[queue]]
name = "asked"
skills = "de"
offer = { decide = "external", decide_timeout = "1h" }

[[queue]]
name = "quick"
offer = { decide = "external", decide_timeout = "20ms" }

[[queue]]
name = "plain"
offer = { mode = "auto" }

[[queue]]
name = "known"
offer = { mode = "auto" }
sticky = { by = "customer", within = "1d", patience = "1h" }
"""


class Deciding(SystemTest):
    policy = POLICY

    def test_a_decision_from_outside(self):
        self.agent("anna", "SKILLS", "de=2")
        self.agent("ben", "SKILLS", "de=2")
        reply = self.map("CONV.OPEN", "c1", "QUEUE", "asked", "CUSTOMER", "jo", "SKILLS", "de>=2")
        self.assertEqual(reply["state"], "waiting")
        asked = self.await_event("decision.requested", conv="c1")
        self.assert_fields(asked, queue="asked", customer="jo", skills="de>=2", agents="anna,ben",
                           priority="5")
        self.assertEqual(int(asked["expires"]) - int(asked["at"]), 3_600_000)
        self.assert_fields(self.map("CONV.DECIDE", "c1", "AGENT", "ben"), state="offered",
                           agent="ben", duplicate=0)
        self.assert_fields(self.map("CONV.DECIDE", "c1", "AGENT", "ben"), duplicate=1)
        self.await_event("offer.created", conv="c1", key="inbox:ben")

    def test_who_cannot_be_named(self):
        self.agent("anna", "SKILLS", "de=2")
        self.agent("ben", "SKILLS", "de=2")
        self.agent("cleo")
        self.agent("dora", "SKILLS", "de=2", state="AWAY")
        self.map("CONV.OPEN", "c0", "QUEUE", "plain", "SKILLS", "de", "STICKY", "ben")
        self.map("CONV.OPEN", "c1", "QUEUE", "asked")
        self.assert_error("UNKNOWNCONV", "CONV.DECIDE", "c9", "AGENT", "anna", names="c9")
        self.assert_error("UNKNOWNAGENT", "CONV.DECIDE", "c1", "AGENT", "zoe", names="zoe")
        self.assert_error("STALE", "CONV.DECIDE", "c1", "AGENT", "anna", "IF", 7)
        self.assert_error("UNROUTABLE", "CONV.DECIDE", "c1", "AGENT", "cleo", names="de>=1")
        self.assert_error("BADSTATE", "CONV.DECIDE", "c1", "AGENT", "dora", names="away")
        self.assert_error("FULL", "CONV.DECIDE", "c1", "AGENT", "ben", names="retry-after-ms=")
        self.assert_fields(self.map("CONV.DECIDE", "c1"), state="offered", agent="anna")
        self.assert_error("BADSTATE", "CONV.DECIDE", "c1", "AGENT", "ben", names="offered")
        self.map("CONV.OPEN", "c2", "QUEUE", "asked")
        self.assert_error("BADSTATE", "CONV.DECIDE", "c2", names="decision.requested")

    def test_without_an_answer_the_engine_decides(self):
        self.agent("anna")
        self.map("CONV.OPEN", "c1", "QUEUE", "quick")
        offer = self.await_event("offer.created", conv="c1", key="inbox:anna")
        asked = self.await_event("decision.requested", conv="c1")
        self.assertEqual(offer["at"], asked["expires"])
        self.assertEqual(int(asked["expires"]) - int(asked["at"]), 20)


class CallingBack(SystemTest):
    policy = POLICY

    def test_a_callback_keeps_the_place(self):
        self.call("AGENT.SET", "anna")
        self.map("CONV.OPEN", "c1", "QUEUE", "plain", "CUSTOMER", "jo")
        self.map("CONV.OPEN", "c2", "QUEUE", "plain")
        self.assert_fields(self.map("CONV.CALLBACK", "c1", "REASON", "hung up"), state="waiting",
                           duplicate=0)
        self.assert_fields(self.map("CONV.CALLBACK", "c1"), duplicate=1)
        told = self.await_event("conversation.callback", conv="c1")
        self.assert_fields(told, customer="jo", reason="hung up", queue="plain", expires=None)
        self.assert_fields(self.map("CONV.GET", "c1"), callback=1, callback_ms=None)
        self.call("AGENT.STATE", "anna", "ONLINE")
        assigned = self.await_event("conversation.assigned", conv="c1", key="inbox:anna")
        self.assertEqual(assigned["callback"], "1")
        self.assert_error("BADSTATE", "CONV.CALLBACK", "c1", names="active")
        self.assertEqual(self.map("CONV.GET", "c2")["callback"], 0)

    def test_not_before_its_time(self):
        self.call("AGENT.SET", "anna")
        self.map("CONV.OPEN", "c1", "QUEUE", "plain")
        self.map("CONV.CALLBACK", "c1", "FOR", "1h")
        self.agent("anna")
        self.assertEqual(self.map("CONV.GET", "c1")["state"], "waiting")
        told = self.await_event("conversation.callback", conv="c1")
        self.assertEqual(self.map("CONV.GET", "c1")["callback_ms"], int(told["expires"]))
        self.map("CONV.CALLBACK", "c1", "FOR", "10ms")
        assigned = self.await_event("conversation.assigned", conv="c1")
        self.assertEqual(assigned["callback"], "1")

    def test_mistakes(self):
        self.assert_error("UNKNOWNCONV", "CONV.CALLBACK", "c9", names="c9")
        self.map("CONV.OPEN", "c1", "QUEUE", "plain")
        self.assert_error("STALE", "CONV.CALLBACK", "c1", "IF", 7)
        self.assert_error("BADARG", "CONV.CALLBACK", "c1", "FOR", "soon", names="FOR")


class LastAgent(SystemTest):
    policy = POLICY

    def test_a_customer_gets_the_agent_he_had(self):
        self.agent("anna")
        self.assertEqual(self.map("CONV.OPEN", "c1", "QUEUE", "known", "CUSTOMER", "jo")["agent"],
                         "anna")
        self.agent("ben")
        self.map("CONV.OPEN", "c2", "QUEUE", "known", "CUSTOMER", "jo")
        self.assertEqual(self.map("CONV.GET", "c2")["state"], "waiting")
        self.map("CONV.CLOSE", "c1")
        self.assertEqual(self.map("CONV.GET", "c2")["agent"], "anna")

    def test_the_key_is_checked(self):
        self.assert_error("BADARG", "POLICY.APPLY", POLICY.replace('"customer"', '"channel"'),
                          names=("queue.sticky.by", "customer"))


if __name__ == "__main__":
    unittest.main()
