# SPDX-License-Identifier: Apache-2.0
"""Messages over TCP: in order, once, to whoever has the conversation; replies to the outbox."""

import unittest

from resp import octets
from support import SystemTest

FIELDS = {"conv", "seq", "state", "agent", "duplicate"}


class Incoming(SystemTest):
    def test_a_message_opens_a_conversation(self):
        reply = self.map(
            "MSG.IN", "c1", "m1", "hello", "QUEUE", "general", "CHANNEL", "whatsapp",
            "CUSTOMER", "k1", "PRIORITY", 3,
        )
        self.assertLessEqual(FIELDS, set(reply))
        self.assert_fields(reply, conv="c1", state="waiting", agent=None, duplicate=0)
        self.assert_fields(self.map("CONV.GET", "c1"), queue="general", priority=3)
        self.assertEqual(self.types(conv="c1")[0], "conversation.opened")
        message = self.await_event("message.in", conv="c1")
        self.assert_fields(
            message, msgid="m1", payload="hello", channel="whatsapp", customer="k1",
            author="customer"
        )

    def test_what_is_missing_or_wrong_is_named(self):
        self.assert_error("BADARG", "MSG.IN", "c1", "m1", "hello", names="QUEUE")
        self.assert_error("UNKNOWNQUEUE", "MSG.IN", "c1", "m1", "hello", "QUEUE", "sales")
        self.assert_error("BADARG", "MSG.IN", "c1", "", "hello", "QUEUE", "general")
        self.assert_error("BADARG", "MSG.IN", "c1", "m" * 513, "hello", "QUEUE", "general")
        self.assert_error("BADARG", "MSG.IN", "c 1", "m1", "hello", "QUEUE", "general")
        self.assert_error("BADARG", "MSG.IN", "c1", "m1", "x", "QUEUE", "general", "AT", "noon",
                          names="AT")
        self.assert_error("ERR", "MSG.IN", "c1", "m1")
        self.assert_error("TOOBIG", "MSG.IN", "c1", "m1", "x" * 65_537, "QUEUE", "general",
                          names="65536")
        self.assert_error("UNKNOWNCONV", "CONV.GET", "c1")
        self.call("MSG.IN", "c1", "m1", "x" * 65_536, "QUEUE", "general")
        self.assertEqual(len(self.await_event("message.in", conv="c1")["payload"]), 65_536)

    def test_any_bytes(self):
        payload = bytes(range(256)) + b"\r\n$5\r\n*1\r\n"
        message = b"id \x00\r\n\xff"
        self.call("MSG.IN", "c1", message, payload, "QUEUE", "general", "CUSTOMER", b"\x00\xfe")
        event = self.await_event("message.in", conv="c1")
        self.assertEqual(octets(event["payload"]), payload)
        self.assertEqual(octets(event["msgid"]), message)
        self.assertEqual(octets(event["customer"]), b"\x00\xfe")
        self.call("MSG.IN", "c1", "empty", b"")
        self.assertEqual(self.events()[-1]["payload"], "")

    def test_a_message_counts_once(self):
        self.call("MSG.IN", "c1", "m1", "hello", "QUEUE", "general")
        seq = self.last_id()
        again = self.map("MSG.IN", "c1", "m1", "other words", "QUEUE", "general")
        self.assert_fields(again, conv="c1", duplicate=1, state="waiting")
        self.assertEqual(self.last_id(), seq)
        self.map("MSG.IN", "c2", "m1", "hello", "QUEUE", "general")
        self.assertEqual(self.types().count("message.in"), 2)

    def test_a_duplicate_is_known_after_the_conversation(self):
        self.call("MSG.IN", "c1", "m1", "hello", "QUEUE", "general")
        self.call("CONV.CLOSE", "c1")
        self.assert_fields(self.map("MSG.IN", "c1", "m1", "hello"), duplicate=1, state="closed")
        reopened = self.map("MSG.IN", "c1", "m2", "me again")
        self.assert_fields(reopened, duplicate=0, state="waiting")
        self.assertEqual(self.map("CONV.GET", "c1")["queue"], "general")
        self.assertEqual(self.map("CONV.GET", "c1")["episode"], 2)

    def test_in_order_to_whoever_has_it(self):
        sent = [f"m{number}" for number in range(10)]
        for message in sent[:3]:
            self.call("MSG.IN", "c1", message, f"text of {message}", "QUEUE", "general")
        self.agent("anna")
        self.call("CONV.ACCEPT", "c1", self.map("CONV.GET", "c1")["offer"])
        for message in sent[3:6]:
            reply = self.map("MSG.IN", "c1", message, f"text of {message}")
            self.assert_fields(reply, state="active", agent="anna")
        self.assertEqual(self.inbox("anna"), sent[:6])
        # She leaves; what is unanswered comes again to the next, in order.
        self.call("AGENT.STATE", "anna", "OFFLINE")
        for message in sent[6:8]:
            self.call("MSG.IN", "c1", message, f"text of {message}")
        self.agent("otto")
        self.call("CONV.ACCEPT", "c1", self.map("CONV.GET", "c1")["offer"])
        for message in sent[8:]:
            self.call("MSG.IN", "c1", message, f"text of {message}")
        self.assertEqual(self.inbox("otto"), sent)
        self.assertEqual(self.inbox("anna"), sent[:6])

    def inbox(self, agent):
        return [event["msgid"] for event in self.events(f"inbox:{agent}")
                if event["type"] == "message.in"]

    def test_a_message_ends_wrap_up(self):
        self.agent("anna", "SKILLS", "billing=2")
        self.active("c1", "billing")
        self.assertEqual(self.map("CONV.CLOSE", "c1")["state"], "wrapup")
        reply = self.map("MSG.IN", "c1", "m1", "one more thing")
        self.assert_fields(reply, state="active", agent="anna")

    def test_the_time_of_a_message_is_clipped(self):
        self.map("CONV.OPEN", "c1", "QUEUE", "general")
        opened = self.map("CONV.GET", "c1")["opened_ms"]
        self.call("MSG.IN", "c1", "m1", "from the past", "AT", 1_000)
        self.call("MSG.IN", "c1", "m2", "from the future", "AT", opened + 1_000_000_000)
        self.assertEqual(self.types(conv="c1").count("message.in"), 2)


class Outgoing(SystemTest):
    def test_a_reply_leaves_by_the_channel(self):
        self.agent("anna")
        self.call("MSG.IN", "c1", "m1", "hello", "QUEUE", "general", "CHANNEL", "whatsapp",
                  "CUSTOMER", "k1")
        self.call("CONV.ACCEPT", "c1", self.map("CONV.GET", "c1")["offer"])
        reply = self.map("MSG.OUT", "c1", "r1", b"good day \x00", "FROM", "anna")
        self.assertLessEqual(FIELDS, set(reply))
        self.assert_fields(reply, conv="c1", state="active", agent="anna", duplicate=0)
        out = self.await_event("message.out", key="outbox:whatsapp", conv="c1")
        self.assert_fields(out, msgid="r1", payload="good day \x00", channel="whatsapp",
                           customer="k1")
        self.assertEqual(out["from"], "anna")
        self.assert_fields(self.map("MSG.OUT", "c1", "r1", "again"), duplicate=1)
        self.assertEqual(self.types("outbox:whatsapp"), ["message.out"])
        self.assertEqual(self.types("outbox:email"), [])

    def test_only_the_owner_replies(self):
        self.agent("anna")
        self.map("CONV.OPEN", "c1", "QUEUE", "general", "CHANNEL", "email", "UNITS", 1)
        self.call("CONV.ACCEPT", "c1", self.map("CONV.GET", "c1")["offer"])
        self.assert_error("STALE", "MSG.OUT", "c1", "r1", "x", "FROM", "otto", names="otto")
        self.call("AGENT.STATE", "anna", "OFFLINE")
        self.assert_error("STALE", "MSG.OUT", "c1", "r2", "x", "FROM", "anna", names="anna")
        self.assert_fields(self.map("MSG.OUT", "c1", "r3", "a notice"), state="waiting")
        self.call("CONV.CLOSE", "c1")
        self.assert_error("BADSTATE", "MSG.OUT", "c1", "r4", "too late", names="closed")
        self.assert_error("UNKNOWNCONV", "MSG.OUT", "c2", "r1", "x", names="c2")
        self.assert_error("TOOBIG", "MSG.OUT", "c1", "r5", "x" * 65_537)


class Clocks(SystemTest):
    """Ten milliseconds of ours are a second of the daemon's clock."""

    flags = ("--speed", "100")

    def clocks(self, conv):
        return [
            (event["type"], event["clock"])
            for event in self.events()
            if event["type"].startswith("sla.") and event["conv"] == conv
        ]

    def test_warned_and_breached_each_at_its_time(self):
        self.map("CONV.OPEN", "c1", "QUEUE", "general", "DUE", "10s")
        breached = self.await_event("sla.breached", conv="c1", clock="first_response")
        self.assertEqual(
            self.clocks("c1"),
            [("sla.warning", "first_response"), ("sla.breached", "first_response")],
        )
        mine = [event for event in self.events() if event.get("conv") == "c1"]
        at = {event["type"]: int(event["at"]) for event in mine}
        opened = at["conversation.opened"]
        self.assertEqual(at["sla.warning"] - opened, 8_000)
        self.assertEqual(int(breached["at"]) - opened, 10_000)
        self.agent("anna")
        self.call("CONV.ACCEPT", "c1", self.map("CONV.GET", "c1")["offer"])
        self.assertEqual(len(self.clocks("c1")), 2, "met and breached exclude each other")

    def test_met_by_the_start_and_by_the_reply(self):
        self.agent("anna")
        self.map("CONV.OPEN", "c1", "QUEUE", "auto", "SLA", "within-the-hour")
        self.assertEqual(self.clocks("c1"), [("sla.met", "first_response")])
        self.call("MSG.IN", "c1", "m1", "hello")
        self.call("MSG.OUT", "c1", "r1", "good day")
        self.assertEqual(
            self.clocks("c1"), [("sla.met", "first_response"), ("sla.met", "next_response")]
        )

    def test_met_by_reply(self):
        self.call("POLICY.APPLY", '[[sla]]\nname = "s"\nfirst_response = "1h"\nmet_by = "reply"\n'
                                  '[[queue]]\nname = "q"\nsla = "s"\noffer = { mode = "auto" }\n')
        self.agent("anna")
        self.map("CONV.OPEN", "c1", "QUEUE", "q")
        self.assertEqual(self.clocks("c1"), [])
        self.call("MSG.OUT", "c1", "r1", "good day", "FROM", "anna")
        self.assertEqual(self.clocks("c1"), [("sla.met", "first_response")])

    def test_next_response_is_breached(self):
        self.call("POLICY.APPLY", '[[sla]]\nname = "s"\nnext_response = "20s"\n'
                                  '[[queue]]\nname = "q"\nsla = "s"\noffer = { mode = "auto" }\n')
        self.agent("anna")
        self.map("CONV.OPEN", "c1", "QUEUE", "q")
        self.call("MSG.IN", "c1", "m1", "hello?")
        breached = self.await_event("sla.breached", conv="c1", clock="next_response")
        message = self.await_event("message.in", conv="c1")
        self.assertEqual(int(breached["at"]) - int(message["at"]), 20_000)

    def test_age_uses_up_the_target(self):
        self.map("CONV.OPEN", "c1", "QUEUE", "general", "AGE", "3595s")
        opened = self.await_event("conversation.opened", conv="c1")
        breached = self.await_event("sla.breached", conv="c1")
        self.assertEqual(int(breached["at"]) - int(opened["at"]), 5_000)


if __name__ == "__main__":
    unittest.main()
