# SPDX-License-Identifier: Apache-2.0
"""Agents and bots over TCP: what they are, their presence, and what it does to their work."""

import unittest

from support import SystemTest


class Registration(SystemTest):
    def test_defaults(self):
        self.assertEqual(self.call("AGENT.SET", "anna"), "OK")
        self.assert_fields(
            self.map("AGENT.GET", "anna"),
            agent="anna", kind="human", state="offline", capacity=1, used=0,
        )

    def test_set_replaces_only_what_it_names(self):
        self.call("AGENT.SET", "anna", "SKILLS", "billing=5,de=3", "CAPACITY", 3)
        self.call("AGENT.SET", "anna", "CAPACITY", 2, "KIND", "bot")
        agent = self.map("AGENT.GET", "anna")
        self.assert_fields(agent, kind="bot", capacity=2)
        self.assertEqual(skills(agent), {"billing": 5, "de": 3})

    def test_an_empty_list_is_the_default_again(self):
        self.agent("anna", "QUEUES", "billing", "CHANNELS", "email=1", "SKILLS", "de=3")
        self.assertEqual(self.map("CONV.OPEN", "one", "QUEUE", "general")["state"], "waiting")
        self.call("AGENT.SET", "anna", "QUEUES", "", "CHANNELS", "", "SKILLS", "")
        self.assert_fields(self.map("AGENT.GET", "anna"), skills=None, queues=None, channels=None)
        self.assertEqual(self.map("CONV.GET", "one")["state"], "offered")

    def test_names_and_options_are_checked(self):
        self.assert_error("BADARG", "AGENT.SET", "an na", names="agent")
        self.assert_error("BADARG", "AGENT.SET", "a" * 129, names="agent")
        self.assert_error("BADARG", "AGENT.SET", "", names="agent")
        self.assert_error("BADARG", "AGENT.SET", "anna", "KIND", "robot", names="KIND")
        self.assert_error("BADARG", "AGENT.SET", "anna", "SKILLS", "billing=11", names="SKILLS")
        self.assert_error("BADARG", "AGENT.SET", "anna", "SKILLS", "billing=0", names="SKILLS")
        self.assert_error("BADARG", "AGENT.SET", "anna", "SKILLS", "billing>=2", names="SKILLS")
        self.assert_error("BADARG", "AGENT.SET", "anna", "CAPACITY", "many", names="CAPACITY")
        self.assert_error("BADARG", "AGENT.SET", "anna", "CAPACITY", "-1", names="CAPACITY")
        self.assert_error("BADARG", "AGENT.SET", "anna", "CHANNELS", "whatsapp", names="CHANNELS")
        self.assert_error("BADARG", "AGENT.SET", "anna", "COLOUR", "red", names="COLOUR")
        self.assert_error("BADARG", "AGENT.SET", "anna", "CAPACITY", names="CAPACITY")
        self.assert_error("UNKNOWNAGENT", "AGENT.GET", "anna", names="anna")
        self.call("AGENT.SET", "a" * 128)

    def test_too_many_skills(self):
        many = ",".join(f"s{number}=1" for number in range(33))
        self.assert_error("BADARG", "AGENT.SET", "anna", "SKILLS", many, names=("SKILLS", "32"))

    def test_option_names_are_case_insensitive_and_unordered(self):
        self.call("agent.set", "anna", "labels", "team=red", "capacity", "4", "skills", "de=1")
        self.assert_fields(self.map("Agent.Get", "anna"), capacity=4)

    def test_list_by_pages_and_by_state(self):
        names = [f"agent-{number:02}" for number in range(25)]
        for name in names:
            self.call("AGENT.SET", name)
        for name in names[:5]:
            self.call("AGENT.STATE", name, "ONLINE")
        cursor, seen, pages = "0", [], 0
        while True:
            cursor, page = self.call("AGENT.LIST", "CURSOR", cursor, "COUNT", 10)
            seen += [agent_name(item) for item in page]
            pages += 1
            if str(cursor) == "0":
                break
        self.assertEqual(sorted(seen), names)
        self.assertEqual(pages, 3)
        _, online = self.call("AGENT.LIST", "STATE", "online")
        self.assertEqual(sorted(agent_name(item) for item in online), names[:5])
        self.assert_error("BADARG", "AGENT.LIST", "STATE", "asleep", names="STATE")
        self.assert_error("BADARG", "AGENT.LIST", "COUNT", "0", names="COUNT")

    def test_delete(self):
        self.agent("anna")
        self.assertEqual(self.call("AGENT.DEL", "anna"), "OK")
        self.assert_error("UNKNOWNAGENT", "AGENT.GET", "anna")
        self.assert_error("UNKNOWNAGENT", "AGENT.DEL", "anna")


class Presence(SystemTest):
    def test_epochs(self):
        first = self.agent("anna")
        self.assertGreaterEqual(first, 1)
        self.assertEqual(self.call("AGENT.STATE", "anna", "ONLINE"), first)
        self.assertEqual(self.call("AGENT.BEAT", "anna", first), "OK")
        self.call("AGENT.STATE", "anna", "OFFLINE", "REASON", "home")
        second = self.call("AGENT.STATE", "anna", "ONLINE")
        self.assertGreater(second, first)
        self.assert_error("STALE", "AGENT.BEAT", "anna", first)
        self.call("AGENT.DEL", "anna")
        third = self.agent("anna")
        self.assertGreater(third, second, "an epoch survives the agent")
        self.assert_error("UNKNOWNAGENT", "AGENT.STATE", "otto", "ONLINE", names="otto")
        self.assert_error("UNKNOWNAGENT", "AGENT.BEAT", "otto", 1)
        self.assert_error("BADARG", "AGENT.STATE", "anna", "ASLEEP")
        self.assert_error("BADARG", "AGENT.BEAT", "anna", "soon", names="epoch")
        self.assert_error("BADARG", "AGENT.STATE", "anna", "ONLINE", "LEASE", "soon", names="LEASE")

    def test_a_state_is_an_event(self):
        epoch = self.agent("anna")
        self.call("AGENT.STATE", "anna", "AWAY", "REASON", "lunch break")
        event = self.await_event("agent.state", agent="anna", state="away")
        self.assertEqual(event["epoch"], str(epoch))
        self.assertEqual(event["reason"], "lunch break")
        self.assertGreater(int(event["at"]), 1_500_000_000_000)

    def test_away_and_draining_revoke_offers_and_keep_work(self):
        for state in ("AWAY", "DRAINING"):
            with self.subTest(state):
                agent, kept, back = f"agent-{state}", f"kept-{state}", f"back-{state}"
                self.agent(agent, "SKILLS", "billing=5", "CAPACITY", 2)
                self.active(kept, "billing")
                self.offered(back, "billing")
                self.call("AGENT.STATE", agent, state)
                self.assertEqual(self.map("CONV.GET", kept)["state"], "active")
                self.assertEqual(self.map("CONV.GET", back)["state"], "waiting")
                self.assertIn("offer.revoked", self.types(conv=back))
                self.call("CONV.CLOSE", kept)
                self.call("CONV.CLOSE", back)
                self.call("AGENT.DEL", agent, "FORCE", 1)

    def test_offline_requeues_what_the_agent_has(self):
        epoch = self.agent("anna", "SKILLS", "billing=5", "CAPACITY", 3)
        self.active("one", "billing")
        self.offered("two", "billing")
        self.active("three", "billing")
        self.call("CONV.CLOSE", "three")
        self.assertEqual(self.map("CONV.GET", "three")["state"], "wrapup")
        after = self.call("AGENT.STATE", "anna", "OFFLINE")
        self.assertEqual(after, epoch + 1)
        self.assertEqual(self.map("CONV.GET", "one")["state"], "waiting")
        self.assertEqual(self.map("CONV.GET", "two")["state"], "waiting")
        self.assertEqual(self.map("CONV.GET", "three")["state"], "closed")
        self.assertIn("conversation.requeued", self.types(conv="one"))
        self.agent("otto", "SKILLS", "billing=5", "CAPACITY", 3)
        self.assertEqual(self.map("CONV.GET", "one")["agent"], "otto")

    def test_delete_with_work_wants_force(self):
        self.agent("anna")
        self.active("one", "general")
        self.assert_error("BADSTATE", "AGENT.DEL", "anna", names="FORCE")
        self.assertEqual(self.call("AGENT.DEL", "anna", "FORCE", 1), "OK")
        self.assertEqual(self.map("CONV.GET", "one")["state"], "waiting")


class Load(SystemTest):
    def test_capacity_in_units(self):
        self.agent("anna", "CAPACITY", 3)
        self.offered("mail", "general", "CHANNEL", "email")
        self.assert_fields(self.map("AGENT.GET", "anna"), used=2)
        waiting = self.map("CONV.OPEN", "mail-2", "QUEUE", "general", "CHANNEL", "email")
        self.assert_fields(waiting, state="waiting", agent=None)
        self.offered("chat", "general", "CHANNEL", "whatsapp")
        self.assert_fields(self.map("AGENT.GET", "anna"), used=3)

    def test_units_of_a_conversation_win_over_its_channel(self):
        self.agent("anna", "CAPACITY", 3)
        self.offered("big", "general", "CHANNEL", "email", "UNITS", 3)
        self.assert_fields(self.map("AGENT.GET", "anna"), used=3)

    def test_a_maximum_per_channel(self):
        self.agent("anna", "CAPACITY", 5, "CHANNELS", "whatsapp=1")
        self.offered("one", "general", "CHANNEL", "whatsapp")
        for conv, channel in (("two", "whatsapp"), ("three", "email")):
            reply = self.map("CONV.OPEN", conv, "QUEUE", "general", "CHANNEL", channel)
            self.assertEqual(reply["state"], "waiting", conv)

    def test_an_agent_of_some_queues(self):
        self.agent("anna", "QUEUES", "billing,nowhere", "SKILLS", "billing=2")
        self.assertEqual(self.map("CONV.OPEN", "one", "QUEUE", "general")["state"], "waiting")
        self.offered("two", "billing")

    def test_less_capacity_than_is_used(self):
        self.agent("anna", "CAPACITY", 2)
        self.active("one", "general")
        self.active("two", "general")
        self.call("AGENT.SET", "anna", "CAPACITY", 1)
        agent = self.map("AGENT.GET", "anna")
        self.assert_fields(agent, capacity=1, used=2)
        self.assertIn("over", agent)
        self.call("CONV.CLOSE", "one")
        self.assertEqual(self.map("CONV.OPEN", "three", "QUEUE", "general")["state"], "waiting")
        self.call("CONV.CLOSE", "two")
        self.assertEqual(self.map("CONV.GET", "three")["state"], "offered")


class Lease(SystemTest):
    """Ten milliseconds of ours are a second of the daemon's clock."""

    flags = ("--speed", "100")

    def test_a_lapse_requeues_and_makes_the_epoch_stale(self):
        self.call("AGENT.SET", "anna")
        epoch = self.call("AGENT.STATE", "anna", "ONLINE", "LEASE", "3m")
        self.assertEqual(self.map("CONV.OPEN", "one", "QUEUE", "auto")["state"], "active")
        lapse = self.await_event("agent.state", agent="anna", state="offline")
        self.assertEqual(int(lapse["epoch"]), epoch + 1)
        self.assert_error("STALE", "AGENT.BEAT", "anna", epoch)
        self.assert_fields(self.map("CONV.GET", "one"), state="waiting", agent=None)
        requeued = self.await_event("conversation.requeued", conv="one")
        self.assertEqual(requeued["at"], lapse["at"])

    def test_beats_and_repeated_states_renew_the_lease(self):
        self.call("AGENT.SET", "anna")
        epoch = self.call("AGENT.STATE", "anna", "ONLINE", "LEASE", "5m")
        online = self.await_event("agent.state", agent="anna", state="online")
        self.ring_after("30s")
        self.assertEqual(self.call("AGENT.BEAT", "anna", epoch), "OK")
        self.ring_after("30s")
        self.assertEqual(self.call("AGENT.STATE", "anna", "ONLINE", "LEASE", "5m"), epoch)
        lapse = self.await_event("agent.state", agent="anna", state="offline")
        self.assertGreaterEqual(int(lapse["at"]) - int(online["at"]), 360_000)

    def ring_after(self, lease):
        """Waits as long as another agent's lease lasts."""
        mark = self.last_id()
        self.call("AGENT.SET", "bell")
        self.call("AGENT.STATE", "bell", "ONLINE", "LEASE", lease)
        self.await_event("agent.state", after=mark, agent="bell", state="offline")


def skills(agent):
    """The skills of AGENT.GET by name."""
    text = agent["skills"]
    return {name: int(level) for name, level in (item.split("=") for item in text.split(","))}


def agent_name(item):
    return (item if isinstance(item, dict) else dict(zip(item[::2], item[1::2])))["agent"]


if __name__ == "__main__":
    unittest.main()
