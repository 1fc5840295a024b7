# SPDX-License-Identifier: Apache-2.0
"""Every type of event, with the fields and in the streams that COMMAND EVENTS tells."""

import unittest

from resp import pairs
from support import SystemTest


class Events(SystemTest):
    """Twenty milliseconds of ours are a second of the daemon's clock."""

    flags = ("--speed", "50")
    policy = """
        [[sla]]
        name = "s"
        first_response = "1h"
        next_response = "1h"
        [[queue]]
        name = "asked"
        sla = "s"
        wrap_up = "1h"
        offer = { mode = "offer", timeout = "1h" }
        [[queue]]
        name = "bots"
        sla = "s"
        offer = { mode = "offer", timeout = "1h" }
        [[queue]]
        name = "hasty"
        offer = { mode = "offer", timeout = "1s" }
        [[queue]]
        name = "impatient"
        wait_long = "1m"
        step = [{ after = "0s" }, { after = "1s", overflow = "decided" }]
        [[queue]]
        name = "decided"
        offer = { decide = "external", decide_timeout = "1h" }
        """

    def setUp(self):
        super().setUp()
        self.agent("anna", "CAPACITY", 9, "QUEUES", "asked,bots", "SKILLS", "human=1")
        self.agent("robo", "KIND", "bot", "QUEUES", "bots", "SKILLS", "bot=1")

    def tell_of_offers(self):
        options = ("CHANNEL", "web", "CUSTOMER", "k 1")
        offer = self.offered("c1", "asked", *options)["offer"]
        self.call("CONV.DECLINE", "c1", offer, "REASON", "no")
        self.offered("c2", "asked", *options)
        self.call("CONV.CLOSE", "c2", "REASON", "spam")
        self.agent("otto", "QUEUES", "hasty")
        self.offered("c3", "hasty", *options)
        self.await_event("offer.expired", conv="c3")

    def tell_of_work(self):
        self.active("c4", "asked", "CHANNEL", "web", "CUSTOMER", "k 1")
        self.call("MSG.IN", "c4", "m1", "hello")
        self.call("MSG.OUT", "c4", "r1", "good day", "FROM", "anna")
        self.call("CONV.CLOSE", "c4", "REASON", "solved")
        self.call("MSG.IN", "c4", "m2", "wait")
        self.call("CONV.CLOSE", "c4")
        self.call("CONV.WRAPPED", "c4")
        self.call("CONV.OPEN", "c4", "QUEUE", "asked", "REOPEN", 1)
        self.call("CONV.ABANDON", "c4", "REASON", "left")
        self.active("c5", "bots", "SKILLS", "bot")
        self.call("CONV.ESCALATE", "c5", "SKILLS", "human", "REASON", "human wanted")
        self.call("CONV.ACCEPT", "c5", self.map("CONV.GET", "c5")["offer"])
        self.call("CONV.HOLD", "c5", "FOR", "1h", "REASON", "lunch")
        self.call("CONV.RESUME", "c5")
        self.call("CONV.TRANSFER", "c5", "QUEUE", "asked", "REASON", "not mine")
        self.call("CONV.TAKE", "c5", "anna")
        self.call("AGENT.STATE", "anna", "OFFLINE", "REASON", "home")

    def tell_of_waiting(self):
        self.call("CONV.OPEN", "c6", "QUEUE", "asked", "SKILLS", "rare>=7", "DUE", "2s")
        self.await_event("sla.breached", conv="c6")
        self.call("AGENT.SET", "gerd", "SKILLS", "rare=9")

    def tell_of_others(self):
        """A wait too long, another queue, a decision to make there, and the customer hangs up."""
        self.call("CONV.OPEN", "c7", "QUEUE", "impatient", "CHANNEL", "web", "CUSTOMER", "k 1")
        self.await_event("conversation.overflowed", conv="c7")
        self.agent("dora", "QUEUES", "decided")
        self.await_event("decision.requested", conv="c7")
        self.call("CONV.CALLBACK", "c7", "FOR", "1h", "REASON", "hung up")

    def test_all_of_them(self):
        table = {kind: pairs(row) for kind, row in self.map("COMMAND", "EVENTS").items()}
        self.tell_of_offers()
        self.tell_of_work()
        self.tell_of_waiting()
        self.tell_of_others()
        inbox, outbox = set(), {event["id"] for event in self.events("outbox:web")}
        for agent in ("anna", "robo", "otto", "gerd", "dora"):
            inbox |= {event["id"] for event in self.events(f"inbox:{agent}")}
        seen = set()
        for event in self.events():
            kind = event["type"]
            seen.add(kind)
            with self.subTest(event):
                needed, streams = set(table[kind]["fields"]), table[kind]["streams"]
                fields = set(event) - {"id"}
                self.assertLessEqual(needed, fields, "told as always there")
                self.assertLessEqual(fields, needed | set(table[kind]["optional"]), "not told")
                self.assertEqual(event["id"] in inbox, "inbox" in streams and "agent" in event)
                self.assertEqual(event["id"] in outbox, "outbox" in streams and "channel" in event)
        self.assertEqual(set(table) - seen, set())


if __name__ == "__main__":
    unittest.main()
