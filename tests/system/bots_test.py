#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Bots over TCP: turns, confidence, fences, and who wrote what."""

import unittest

from support import SystemTest


class Bots(SystemTest):
    policy = """
[[queue]]
name = "general"
offer = { mode = "auto" }
bot = { turns = 2, confidence = 0.6 }
[[queue]]
name = "open"
offer = { mode = "auto" }
"""

    def with_bot(self, conv="c1", queue="general"):
        self.agent("bot", "KIND", "bot", "CAPACITY", 5_000)
        reply = self.map("MSG.IN", conv, "m1", "hello", "QUEUE", queue, "CHANNEL", "chat")
        self.assert_fields(reply, state="active", agent="bot")
        return reply["episode"]

    def test_after_its_turns_humans_go_on(self):
        episode = self.with_bot()
        self.map("MSG.OUT", "c1", "r1", "hi", "FROM", "bot")
        self.map("MSG.OUT", "c1", "r2", "how can I help?", "FROM", "bot")
        self.assertEqual(self.map("CONV.GET", "c1")["turns"], 1)
        self.map("MSG.IN", "c1", "m2", "my bill")
        self.map("MSG.OUT", "c1", "r3", "which?", "FROM", "bot")
        self.agent("anna")
        self.assert_fields(self.map("MSG.IN", "c1", "m3", "the last"), state="active",
                           agent="anna", episode=episode + 1)
        self.assert_fields(self.await_event("conversation.escalated", conv="c1"), agent="bot",
                           reason="turns")
        self.assertNotIn("m3", [event.get("msgid") for event in self.events("inbox:bot")])
        self.assertIn("m3", [event.get("msgid") for event in self.events("inbox:anna")])
        self.assertIsNone(self.map("CONV.GET", "c1")["turns"])
        # What the bot still has to say comes too late.
        self.assert_error("STALE", "MSG.OUT", "c1", "r4", "that one?", "FROM", "bot")
        self.assert_error("STALE", "CONV.CLOSE", "c1", "IF", episode)
        self.assert_error("STALE", "CONV.ESCALATE", "c1", "IF", episode)

    def test_a_bot_that_is_sure_keeps_it(self):
        self.with_bot()
        self.agent("anna", state="AWAY")
        self.assert_fields(self.map("CONV.ESCALATE", "c1", "CONFIDENCE", "0.6"), state="active",
                           agent="bot", escalated=0, duplicate=0)
        self.assert_fields(self.map("CONV.ESCALATE", "c1", "CONFIDENCE", "1"), escalated=0)
        self.assertEqual(self.types(conv="c1").count("conversation.escalated"), 0)
        self.assert_fields(self.map("CONV.ESCALATE", "c1", "CONFIDENCE", "0.59999"),
                           state="waiting", agent=None, escalated=1, duplicate=0)
        self.assert_fields(self.map("CONV.ESCALATE", "c1", "CONFIDENCE", "0.9"), escalated=1,
                           duplicate=1)
        self.assertNotIn("escalated", self.map("CONV.CLOSE", "c1"))

    def test_without_a_gate_or_a_confidence_it_escalates(self):
        self.with_bot()
        self.agent("anna", state="AWAY")
        self.assert_fields(self.map("CONV.ESCALATE", "c1"), state="waiting", escalated=1)
        self.with_bot("c2", "open")
        self.assert_fields(self.map("CONV.ESCALATE", "c2", "CONFIDENCE", "1"), state="waiting",
                           escalated=1)

    def test_confidences_that_are_none(self):
        self.with_bot()
        for value in ("1.1", "-0.1", "nan", "sure", "", "0.5x", "60%"):
            self.assert_error("BADARG", "CONV.ESCALATE", "c1", "CONFIDENCE", value,
                              names="CONFIDENCE")

    def test_resp3_has_it_too(self):
        self.with_bot()
        reply = self.connect(3).call("CONV.ESCALATE", "c1", "CONFIDENCE", "0.7")
        self.assert_fields(reply, state="active", escalated=0)

    def test_messages_say_who_wrote_them(self):
        self.map("MSG.IN", "c1", "m1", "hello", "QUEUE", "general", "CHANNEL", "chat")
        self.map("MSG.OUT", "c1", "r0", "please wait")
        self.agent("bot", "KIND", "bot")
        self.map("MSG.OUT", "c1", "r1", "hi", "FROM", "bot")
        self.map("MSG.OUT", "c1", "r2", "hi again")
        self.agent("anna")
        self.map("CONV.ESCALATE", "c1")
        self.map("MSG.OUT", "c1", "r3", "hello")
        authors = [(event["msgid"], event["author"], event.get("from"))
                   for event in self.events("outbox:chat") if event["type"] == "message.out"]
        self.assertEqual(authors, [("r0", "system", None), ("r1", "bot", "bot"),
                                   ("r2", "bot", None), ("r3", "human", None)])

    def test_thousands_at_once(self):
        self.agent("bot", "KIND", "bot", "CAPACITY", 5_000)
        for number in range(2_000):
            self.call("CONV.OPEN", f"c{number}", "QUEUE", "general")
        self.assert_fields(self.map("AGENT.GET", "bot"), used=2_000, conversations=2_000)
        self.call("AGENT.STATE", "bot", "OFFLINE")
        self.assert_fields(self.map("AGENT.GET", "bot"), used=0, conversations=0)


if __name__ == "__main__":
    unittest.main()
