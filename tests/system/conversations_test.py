# SPDX-License-Identifier: Apache-2.0
"""Conversations over TCP: opening, offers, work, wrap-up, the end; each command from each state."""

import unittest

from support import SystemTest

FIELDS = {"conv", "state", "agent", "offer", "position", "eta_ms", "eta_p90_ms", "seq", "duplicate",
          "episode"}


class Opening(SystemTest):
    def test_the_map(self):
        reply = self.map("CONV.OPEN", "c1", "QUEUE", "general")
        self.assertLessEqual(FIELDS, set(reply))
        self.assert_fields(
            reply,
            conv="c1", state="waiting", agent=None, offer=None, position=1, eta_ms=None,
            eta_p90_ms=None, duplicate=0, episode=1,
        )
        self.assertEqual(f"{reply['seq']}-0", self.last_id())
        self.assertEqual(self.map("CONV.OPEN", "c2", "QUEUE", "general")["position"], 2)

    def test_every_option(self):
        self.map(
            "CONV.OPEN", "c1", "queue", "billing", "CHANNEL", "whatsapp", "CUSTOMER", "k 17, Köln",
            "SKILLS", "billing>=4,de", "PRIORITY", 2, "SLA", "within-the-hour", "DUE", "10m",
            "AGE", "90s", "UNITS", 2, "ATTRS", "plan=gold,lang=de", "REOPEN", 1,
        )
        conv = self.map("CONV.GET", "c1")
        self.assert_fields(
            conv,
            conv="c1", state="waiting", queue="billing", channel="whatsapp", priority=2,
            customer="k 17, Köln", sla="within-the-hour", handovers=0,
        )
        self.assertLessEqual(FIELDS, set(conv))
        self.assertGreaterEqual(conv["waited_ms"], 90_000)
        # Due counts from now, whatever the age.
        self.assertTrue(500_000 < conv["due_ms"] - conv["opened_ms"] <= 600_000 or
                        500_000 < conv["due_ms"] <= 600_000, conv)
        opened = self.await_event("conversation.opened", conv="c1")
        self.assert_fields(opened, queue="billing", channel="whatsapp", customer="k 17, Köln")

    def test_bad_arguments_are_named(self):
        good = ("CONV.OPEN", "c1", "QUEUE", "general")
        self.assert_error("BADARG", "CONV.OPEN", "c1", "CHANNEL", "email", names="QUEUE")
        self.assert_error("UNKNOWNQUEUE", "CONV.OPEN", "c1", "QUEUE", "sales", names="sales")
        self.assert_error("BADARG", *good, "PRIORITY", 10, names="PRIORITY")
        self.assert_error("BADARG", *good, "PRIORITY", "high", names="PRIORITY")
        self.assert_error("BADARG", *good, "SLA", "gold", names=("SLA", "gold"))
        self.assert_error("BADARG", *good, "DUE", "10 minutes", names="DUE")
        self.assert_error("BADARG", *good, "AGE", "-1", names="AGE")
        self.assert_error("BADARG", *good, "UNITS", "0", names="UNITS")
        self.assert_error("BADARG", *good, "SKILLS", "a,b,c,d,e", names=("SKILLS", "4"))
        self.assert_error("BADARG", *good, "SKILLS", "de=3", names="SKILLS")
        self.assert_error("BADARG", *good, "CUSTOMER", "", names="CUSTOMER")
        self.assert_error("BADARG", *good, "CUSTOMER", "x" * 513, names="CUSTOMER")
        self.assert_error("BADARG", *good, "REOPEN", "maybe", names="REOPEN")
        self.assert_error("BADARG", *good, "COLOUR", "red", names="COLOUR")
        self.assert_error("BADARG", *good, "PRIORITY", names="PRIORITY")
        self.assert_error("BADARG", "CONV.OPEN", "c 1", "QUEUE", "general")
        self.assert_error("BADARG", "CONV.OPEN", "c" * 129, "QUEUE", "general")
        self.assert_error("ERR", "CONV.OPEN")
        self.assert_error("UNKNOWNCONV", "CONV.GET", "c1", names="c1")

    def test_a_repeated_open_answers_the_current_state(self):
        self.map("CONV.OPEN", "c1", "QUEUE", "general", "PRIORITY", 1)
        seq = self.last_id()
        again = self.map("CONV.OPEN", "c1", "QUEUE", "billing", "PRIORITY", 9)
        self.assert_fields(again, conv="c1", state="waiting", duplicate=1, episode=1)
        self.assert_fields(self.map("CONV.GET", "c1"), queue="general", priority=1)
        self.assertEqual(self.last_id(), seq)

    def test_nobody_could_ever_take_it(self):
        reply = self.map("CONV.OPEN", "c1", "QUEUE", "general", "SKILLS", "klingon>=9")
        self.assertEqual(reply["state"], "waiting")
        event = self.await_event("conversation.unroutable", conv="c1")
        self.assertIn("klingon", event["missing"])
        self.call("AGENT.SET", "worf", "SKILLS", "klingon=10")
        self.await_event("conversation.routable", conv="c1")

    def test_reopen(self):
        self.agent("anna", "CAPACITY", 2)
        self.active("c1", "general")
        self.call("CONV.CLOSE", "c1")
        again = self.map("CONV.OPEN", "c1", "QUEUE", "general")
        self.assert_fields(again, state="closed", duplicate=1, episode=1)
        self.agent("otto", "CAPACITY", 2)
        anew = self.map("CONV.OPEN", "c1", "QUEUE", "general", "REOPEN", 1)
        self.assert_fields(anew, state="offered", agent="anna", duplicate=0)
        self.assertGreater(anew["episode"], 1)

    def test_a_full_queue(self):
        small = '[[queue]]\nname = "small"\nmax_waiting = 2\n'
        self.call("POLICY.APPLY", small)
        for conv in ("c1", "c2"):
            self.map("CONV.OPEN", conv, "QUEUE", "small")
        error = self.assert_error("FULL", "CONV.OPEN", "c3", "QUEUE", "small")
        self.assertRegex(error, r"retry-after-ms=\d+")
        self.assert_fields(self.map("CONV.OPEN", "c1", "QUEUE", "small"), duplicate=1)
        self.call("CONV.ABANDON", "c1")
        self.map("CONV.OPEN", "c3", "QUEUE", "small")


class Offers(SystemTest):
    def test_accept(self):
        self.agent("anna")
        offer = self.offered("c1", "general")
        self.assertEqual(offer["agent"], "anna")
        created = self.await_event("offer.created", key="inbox:anna", conv="c1")
        self.assert_fields(created, offer=offer["offer"], agent="anna", queue="general")
        self.assertEqual(int(created["expires"]) - int(created["at"]), 20_000)
        accepted = self.map("CONV.ACCEPT", "c1", offer["offer"])
        self.assert_fields(accepted, state="active", agent="anna", duplicate=0)
        self.assert_fields(self.map("CONV.ACCEPT", "c1", offer["offer"]), state="active",
                           duplicate=1)
        self.assertEqual(
            self.types("inbox:anna", conv="c1"),
            ["offer.created", "offer.accepted", "conversation.assigned"],
        )

    def test_decline_passes_the_agent_over(self):
        self.agent("anna")
        offer = self.offered("c1", "general")["offer"]
        self.assert_fields(
            self.map("CONV.DECLINE", "c1", offer, "REASON", "not mine"), state="waiting", agent=None
        )
        declined = self.await_event("offer.declined", conv="c1")
        self.assert_fields(declined, agent="anna", offer=offer, reason="not mine")
        self.assert_error("STALE", "CONV.ACCEPT", "c1", offer, names="waiting")
        self.agent("otto")
        self.assert_fields(self.map("CONV.GET", "c1"), state="offered", agent="otto")

    def test_offers_that_never_were(self):
        self.map("CONV.OPEN", "c1", "QUEUE", "general")
        self.assert_error("UNKNOWNOFFER", "CONV.ACCEPT", "c1", "o999999", names="o999999")
        self.assert_error("UNKNOWNOFFER", "CONV.DECLINE", "c1", "nonsense")
        self.assert_error("UNKNOWNCONV", "CONV.ACCEPT", "c2", "o1", names="c2")

    def test_an_offer_of_before_is_not_accepted_by_the_next_owner(self):
        self.agent("anna", "QUEUES", "general")
        first = self.active("c1", "general")["offer"] or "o1"
        self.call("AGENT.STATE", "anna", "OFFLINE")
        self.agent("otto", "QUEUES", "auto")
        moved = self.map("CONV.UPDATE", "c1", "QUEUE", "auto")
        self.assert_fields(moved, state="active", agent="otto")
        self.assert_error("STALE", "CONV.ACCEPT", "c1", first)

    def test_assigned_without_asking(self):
        self.agent("anna")
        self.assert_fields(
            self.map("CONV.OPEN", "c1", "QUEUE", "auto"), state="active", agent="anna", offer=None
        )
        self.assertEqual(self.types("inbox:anna", conv="c1"), ["conversation.assigned"])


class Ending(SystemTest):
    def test_close_from_each_state(self):
        self.assert_fields(self.closed_from_waiting("c1"), state="closed", duplicate=0)
        self.assert_fields(self.map("CONV.CLOSE", "c1"), state="closed", duplicate=1)
        self.agent("anna", "SKILLS", "billing=5")
        offer = self.offered("c2", "billing")["offer"]
        self.assert_fields(self.map("CONV.CLOSE", "c2", "REASON", "spam"), state="closed")
        self.assert_error("STALE", "CONV.ACCEPT", "c2", offer)
        self.assertEqual(self.await_event("conversation.closed", conv="c2")["reason"], "spam")
        self.active("c3", "billing")
        self.assert_fields(self.map("CONV.CLOSE", "c3"), state="wrapup", agent="anna")
        self.assert_fields(self.map("AGENT.GET", "anna"), used=1)
        self.assert_fields(self.map("CONV.WRAPPED", "c3"), state="closed")
        self.assert_fields(self.map("CONV.WRAPPED", "c3"), state="closed", duplicate=1)
        self.assert_fields(self.map("AGENT.GET", "anna"), used=0)
        self.active("c4", "general")
        self.assert_fields(self.map("CONV.CLOSE", "c4"), state="closed")
        self.assert_error("UNKNOWNCONV", "CONV.CLOSE", "nobody", names="nobody")

    def closed_from_waiting(self, conv):
        self.map("CONV.OPEN", conv, "QUEUE", "general")
        return self.map("CONV.CLOSE", conv)

    def test_abandon_from_each_state(self):
        self.map("CONV.OPEN", "c1", "QUEUE", "general")
        self.assert_fields(self.map("CONV.ABANDON", "c1", "REASON", "hung up"), state="closed")
        self.assert_fields(self.map("CONV.GET", "c1"), outcome="abandoned")
        self.assert_fields(self.map("CONV.ABANDON", "c1"), duplicate=1)
        self.agent("anna", "SKILLS", "billing=5")
        self.offered("c2", "billing")
        self.assert_fields(self.map("CONV.ABANDON", "c2"), state="closed")
        self.assertEqual(self.map("AGENT.GET", "anna")["used"], 0)
        self.active("c3", "billing")
        self.assert_fields(self.map("CONV.ABANDON", "c3"), state="wrapup")
        self.call("CONV.WRAPPED", "c3")
        self.assert_fields(self.map("CONV.GET", "c3"), state="closed", outcome="abandoned")
        for conv in ("c1", "c2", "c3"):
            types = self.types(conv=conv)
            self.assertEqual(types.count("conversation.abandoned"), 1, types)
            self.assertNotIn("conversation.closed", types)
        self.active("c4", "general")
        self.call("CONV.CLOSE", "c4")
        self.assert_fields(self.map("CONV.GET", "c4"), outcome="closed")

    def test_work_ends_once(self):
        self.agent("anna", "SKILLS", "billing=5", "CAPACITY", 2)
        for first, second, outcome in (("CLOSE", "ABANDON", "closed"),
                                       ("ABANDON", "CLOSE", "abandoned")):
            conv = f"c-{outcome}"
            self.active(conv, "billing")
            self.assert_fields(self.map(f"CONV.{first}", conv), state="wrapup", duplicate=0)
            for again in (first, second):
                self.assert_fields(self.map(f"CONV.{again}", conv), state="wrapup", duplicate=1)
            self.call("CONV.WRAPPED", conv)
            for again in (first, second):
                self.assert_fields(self.map(f"CONV.{again}", conv), state="closed", duplicate=1)
            self.assert_fields(self.map("CONV.GET", conv), outcome=outcome)
            self.assertEqual(
                [kind for kind in self.types(conv=conv)
                 if kind in ("conversation.closed", "conversation.abandoned")],
                [f"conversation.{outcome}"])

    def test_commands_from_the_wrong_state(self):
        self.map("CONV.OPEN", "c1", "QUEUE", "general")
        self.assert_error("BADSTATE", "CONV.WRAPPED", "c1", names="waiting")
        self.agent("anna")
        offer = self.map("CONV.GET", "c1")["offer"]
        self.assert_error("BADSTATE", "CONV.WRAPPED", "c1", names="offered")
        self.call("CONV.ACCEPT", "c1", offer)
        self.assert_error("BADSTATE", "CONV.UPDATE", "c1", "PRIORITY", 1, names="active")
        self.assert_error("BADSTATE", "CONV.ESCALATE", "c1", names="active")
        self.call("CONV.CLOSE", "c1")
        self.assert_error("BADSTATE", "CONV.UPDATE", "c1", "PRIORITY", 1, names="closed")
        self.assert_error("BADSTATE", "CONV.ESCALATE", "c1", names="closed")


class Changes(SystemTest):
    def test_update_while_waiting(self):
        self.map("CONV.OPEN", "c1", "QUEUE", "general")
        self.map("CONV.UPDATE", "c1", "PRIORITY", 0, "DUE", "5m")
        self.assert_fields(self.map("CONV.GET", "c1"), priority=0)
        self.agent("anna", "SKILLS", "billing=2", "QUEUES", "billing")
        self.assertEqual(self.map("CONV.GET", "c1")["state"], "waiting")
        moved = self.map("CONV.UPDATE", "c1", "QUEUE", "billing")
        self.assert_fields(moved, state="offered", agent="anna")
        # An update revokes the offer first; the new requirement is beyond her.
        self.assert_fields(self.map("CONV.UPDATE", "c1", "SKILLS", "billing>=9"), state="waiting")
        self.assertIn("offer.revoked", self.types(conv="c1"))
        self.assert_error("UNKNOWNQUEUE", "CONV.UPDATE", "c1", "QUEUE", "sales")
        self.assert_error("BADARG", "CONV.UPDATE", "c1", "PRIORITY", 99, names="PRIORITY")
        self.assert_error("UNKNOWNCONV", "CONV.UPDATE", "c2", "PRIORITY", 1)

    def test_a_bot_hands_over_to_a_human(self):
        self.agent("robo", "KIND", "bot", "CAPACITY", 10)
        self.active("c1", "general")
        due = self.map("CONV.GET", "c1")["due_ms"]
        escalated = self.map("CONV.ESCALATE", "c1", "SKILLS", "billing", "REASON", "wants a human")
        self.assert_fields(escalated, state="waiting", agent=None)
        event = self.await_event("conversation.escalated", conv="c1")
        self.assert_fields(event, reason="wants a human")
        self.agent("otto")
        self.assertEqual(self.map("CONV.GET", "c1")["state"], "waiting")
        self.agent("anna", "SKILLS", "billing=2")
        offered = self.map("CONV.GET", "c1")
        self.assert_fields(offered, state="offered", agent="anna")
        self.assertEqual(offered["due_ms"], due, "a hand-over restarts no clock")

    def test_if_guards_against_an_older_episode(self):
        self.map("CONV.OPEN", "c1", "QUEUE", "general")
        self.agent("anna")
        self.call("CONV.ACCEPT", "c1", self.map("CONV.GET", "c1")["offer"])
        self.call("AGENT.STATE", "anna", "OFFLINE")
        self.call("AGENT.STATE", "anna", "ONLINE")
        self.call("CONV.ACCEPT", "c1", self.map("CONV.GET", "c1")["offer"])
        episode = self.map("CONV.GET", "c1")["episode"]
        self.assertGreater(episode, 1)
        self.assert_error("STALE", "CONV.CLOSE", "c1", "IF", episode - 1)
        self.assert_error("STALE", "MSG.OUT", "c1", "m1", "x", "IF", episode - 1)
        self.assert_fields(self.map("CONV.CLOSE", "c1", "IF", episode), state="closed")
        self.assert_error("BADARG", "CONV.CLOSE", "c1", "IF", "now", names="IF")

    def test_req_repeats_the_very_reply(self):
        first = self.map("CONV.OPEN", "c1", "QUEUE", "general", "REQ", "try-1")
        self.map("CONV.OPEN", "c2", "QUEUE", "general")
        again = self.map("CONV.OPEN", "c1", "QUEUE", "general", "REQ", "try-1")
        self.assertEqual(again, first, "duplicate 0 and the old seq: the exact reply")
        self.agent("anna")
        offer = self.map("CONV.GET", "c1")["offer"]
        accepted = self.map("CONV.ACCEPT", "c1", offer, "REQ", "try-2")
        self.call("CONV.CLOSE", "c1")
        self.assertEqual(self.map("CONV.ACCEPT", "c1", offer, "REQ", "try-2"), accepted)

    def test_list(self):
        self.agent("anna")
        self.active("c1", "general")
        for number in range(2, 8):
            self.map("CONV.OPEN", f"c{number}", "QUEUE", "billing" if number % 2 else "general")
        self.assertEqual(self.listed("STATE", "active"), ["c1"])
        self.assertEqual(self.listed("AGENT", "anna"), ["c1"])
        self.assertEqual(self.listed("QUEUE", "billing"), ["c3", "c5", "c7"])
        self.assertEqual(self.listed("QUEUE", "general", "STATE", "waiting"), ["c2", "c4", "c6"])
        self.assertEqual(self.listed("COUNT", 2), [f"c{number}" for number in range(1, 8)])
        for number in range(2, 8):
            self.call("CONV.CLOSE", f"c{number}")
        self.map("CONV.OPEN", "c4", "QUEUE", "general", "REOPEN", "1")
        closed = ["c2", "c3", "c5", "c6", "c7"]
        self.assertEqual(self.listed("STATE", "closed", "COUNT", 2), closed)
        self.assertEqual(
            self.listed("STATE", "closed", "QUEUE", "billing", "COUNT", 1), ["c3", "c5", "c7"]
        )
        self.assertEqual(self.listed("STATE", "closed", "AGENT", "anna"), [])
        self.assert_error("UNKNOWNQUEUE", "CONV.LIST", "QUEUE", "sales")
        self.assert_error("UNKNOWNAGENT", "CONV.LIST", "AGENT", "otto")
        self.assert_error("BADARG", "CONV.LIST", "STATE", "lost", names="STATE")

    def listed(self, *options):
        cursor, seen = "0", []
        while True:
            cursor, page = self.call("CONV.LIST", "CURSOR", cursor, *options)
            for item in page:
                seen.append(dict(zip(item[::2], item[1::2]))["conv"])
            if str(cursor) == "0":
                return sorted(seen)


class Timers(SystemTest):
    """Ten milliseconds of ours are a second of the daemon's clock."""

    flags = ("--speed", "100")

    def test_an_offer_expires(self):
        self.agent("anna")
        offer = self.offered("c1", "general")["offer"]
        expired = self.await_event("offer.expired", conv="c1")
        self.assert_fields(expired, offer=offer, agent="anna")
        created = self.await_event("offer.created", conv="c1")
        self.assertEqual(expired["at"], created["expires"])
        self.assert_error("STALE", "CONV.ACCEPT", "c1", offer)
        # Passed over for 30 seconds, then the next who may be asked.
        second = self.await_event("offer.created", after=expired["id"], conv="c1")
        self.assertEqual(int(second["at"]) - int(expired["at"]), 30_000)

    def test_three_misses_in_a_row_set_the_agent_away(self):
        self.agent("anna", "CAPACITY", 3)
        for conv in ("c1", "c2", "c3"):
            self.map("CONV.OPEN", conv, "QUEUE", "general")
        away = self.await_event("agent.state", agent="anna", state="away")
        self.assertEqual(away["reason"], "missed")
        self.assertEqual(self.types(agent="anna").count("offer.expired"), 3)
        self.assertEqual(self.map("AGENT.GET", "anna")["state"], "away")
        self.call("AGENT.STATE", "anna", "ONLINE")
        self.await_event("offer.created", after=away["id"], agent="anna")

    def test_wrap_up_ends_by_itself(self):
        self.call("POLICY.APPLY", '[[queue]]\nname = "q"\nwrap_up = "15s"\n'
                                  'offer = { mode = "auto" }\n')
        self.agent("anna")
        self.map("CONV.OPEN", "c1", "QUEUE", "q")
        self.map("CONV.CLOSE", "c1")
        wrapup = self.await_event("conversation.wrapup", conv="c1")
        closed = self.await_event("conversation.closed", conv="c1")
        self.assertEqual(int(closed["at"]) - int(wrapup["at"]), 15_000)


class Forgetting(SystemTest):
    """An hour of the daemon's clock is a tenth of a second of ours."""

    flags = ("--speed", "36000")

    def test_a_closed_conversation_is_forgotten_within_the_hour(self):
        self.map("CONV.OPEN", "c1", "QUEUE", "general")
        self.map("CONV.CLOSE", "c1")
        self.call("AGENT.SET", "bell")
        self.call("AGENT.STATE", "bell", "ONLINE", "LEASE", "61m")
        self.await_event("agent.state", agent="bell", state="offline")
        self.assert_error("UNKNOWNCONV", "CONV.GET", "c1")
        self.assert_fields(self.map("CONV.OPEN", "c1", "QUEUE", "general"), duplicate=0, episode=1)


if __name__ == "__main__":
    unittest.main()
