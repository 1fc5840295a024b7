# SPDX-License-Identifier: Apache-2.0
"""Every command about a conversation in every state, and every error code that COMMAND DOCS has for
a command: what must be named is named, and what is refused changes nothing."""

import unittest

from contract_scenes import SCENES, WITH_CHANNEL, active, offered
from contract_test import Contract, Option


def declined(test, n):
    """Waits, with an offer that has ended."""
    words = offered(test, n)
    test.call("CONV.DECLINE", *words)
    return words


def closed(test, n):
    words = active_with_offer(test, n)
    test.call("CONV.CLOSE", words[0])
    test.call("CONV.WRAPPED", words[0])
    return words


def active_with_offer(test, n):
    words = offered(test, n)
    test.call("CONV.ACCEPT", *words)
    return words


def held_with_offer(test, n):
    words = active_with_offer(test, n)
    test.call("CONV.HOLD", words[0])
    return words


def wrapping_up_with_offer(test, n):
    words = active_with_offer(test, n)
    test.call("CONV.CLOSE", words[0])
    return words


STATES = {"waiting": declined, "offered": offered, "active": active_with_offer,
          "held": held_with_offer, "wrapup": wrapping_up_with_offer, "closed": closed}
BAD, STALE, SAME, WAITS = "BADSTATE", "STALE", "duplicate", "waiting"

# What is left behind: a state, `duplicate` for the state it was in with duplicate 1, or an error.
# {} is the conversation, {offer} the offer it has or had last.
MATRIX = {
    #                               waiting   offered    active     held       wrapup    closed
    "CONV.OPEN {} QUEUE general":  (SAME,     SAME,      SAME,      SAME,      SAME,     SAME),
    "CONV.OPEN {} QUEUE general REOPEN 1":
                                   (SAME,     SAME,      SAME,      SAME,      SAME,     "offered"),
    "CONV.ACCEPT {} {offer}":      (STALE,    "active",  SAME,      SAME,      SAME,     STALE),
    "CONV.DECLINE {} {offer}":     (STALE,    "waiting", STALE,     STALE,     STALE,    STALE),
    "CONV.UPDATE {} PRIORITY 1":   (WAITS,    "offered", BAD,       BAD,       BAD,      BAD),
    "CONV.ESCALATE {}":            (WAITS,    "offered", BAD,       BAD,       BAD,      BAD),
    "CONV.HOLD {}":                (BAD,      BAD,       "held",    SAME,      BAD,      BAD),
    "CONV.RESUME {}":              (BAD,      BAD,       SAME,      "active",  BAD,      BAD),
    "CONV.TAKE {} anna":           ("active", "active",  SAME,      BAD,       BAD,      BAD),
    "CONV.DECIDE {}":              (BAD,      SAME,      SAME,      BAD,       BAD,      BAD),
    "CONV.CALLBACK {}":            (WAITS,    "offered", BAD,       BAD,       BAD,      BAD),
    "CONV.TRANSFER {} QUEUE nobody":
                                   (BAD,      BAD,       WAITS,     WAITS,     BAD,      BAD),
    "CONV.TRANSFER {} AGENT bert": (BAD,      BAD,       "active",  "active",  BAD,      BAD),
    "CONV.CLOSE {}":               ("closed", "closed",  "wrapup",  "closed",  SAME,     SAME),
    "CONV.ABANDON {}":             ("closed", "closed",  "wrapup",  "closed",  SAME,     SAME),
    "CONV.WRAPPED {}":             (BAD,      BAD,       BAD,       BAD,       "closed", SAME),
    "MSG.IN {} m hello":           (WAITS,    "offered", "active",  "active",  "active", "offered"),
    "MSG.OUT {} m hello":          (WAITS,    "offered", "active",  "held",    "wrapup", BAD),
}


class States(Contract):
    def setUp(self):
        super().setUp()
        self.agent("bert", "CAPACITY", 1_000_000, "QUEUES", "nowhere")

    def outcome(self, words, conv):
        """What came of it, in the words of the matrix."""
        self.client.send(*words)
        reply = self.client.reply()
        if isinstance(reply, Exception):
            return reply.code, reply.text
        said = dict(zip(reply[::2], reply[1::2], strict=True))
        state = self.map("CONV.GET", conv)["state"]
        self.assertEqual(said["state"], state, words)
        return (SAME if said["duplicate"] else state), ""

    def test_every_command_in_every_state(self):
        for line, expected in MATRIX.items():
            for (state, reach), wanted in zip(STATES.items(), expected, strict=True):
                self.number += 1
                # To bert, who works for no queue: nothing comes to him by itself.
                self.call("AGENT.SET", "bert", "QUEUES", "nowhere")
                conv, offer = reach(self, self.number)
                self.assertEqual(self.map("CONV.GET", conv)["state"], state)
                if "bert" in line and state in ("active", "held"):
                    self.call("AGENT.SET", "bert", "QUEUES", "general")
                before = self.digest()
                words = line.format(conv, offer=offer).split()
                with self.subTest(line, state=state):
                    outcome, text = self.outcome(words, conv)
                    self.assertEqual(outcome, wanted)
                    if outcome == BAD:
                        self.assertIn(state, text, "the state is named")
                    if outcome in (BAD, STALE):
                        self.assertEqual(self.digest(), before, "nothing has changed")


class Codes(Contract):
    """Those that the table has for many commands, each with the argument that provokes it."""

    def told(self, code):
        """The commands with that code."""
        found = [name for name in SCENES if code in self.docs[name]["errors"]]
        self.assertGreater(len(found), 1, code)
        return found

    def named(self, name, *tokens):
        """Where the value of the first argument so named stands in the scene's words; adds it."""
        words = self.scene(name)
        for token in tokens:
            for at, argument in enumerate(map(Option, self.docs[name]["arguments"]), 1):
                if argument.is_named and argument.token == token:
                    words = self.with_options(name, words, (token, "x"))
                    return words, words.index(token) + 1
                if not argument.is_named and argument.hint == token:
                    return words, at
        raise AssertionError(f"{name} has none of {tokens}")

    def refuse_name(self, code, nosuch, *tokens):
        for name in self.told(code):
            with self.subTest(name, code=code):
                words, at = self.named(name, *tokens)
                words[at] = nosuch
                before = self.digest()
                self.assert_error(code, *words, names=nosuch)
                self.assertEqual(self.digest(), before)

    def test_unknown_names(self):
        self.refuse_name("UNKNOWNCONV", "nosuch", "conv")
        self.refuse_name("UNKNOWNAGENT", "nosuch", "AGENT", "agent")
        self.refuse_name("UNKNOWNQUEUE", "nosuch", "QUEUE", "queue")
        self.refuse_name("UNKNOWNOFFER", "o999", "offer")

    def test_another_episode(self):
        for name, doc in self.docs.items():
            if "IF episode" not in doc["syntax"]:
                continue
            with self.subTest(name):
                words = self.scene(name)
                if name in ("conv.open", "msg.in"):  # which have no conversation yet
                    self.call("CONV.OPEN", words[1], "QUEUE", "general")
                before = self.digest()
                self.assert_error("STALE", *words, "IF", 7, names="episode 1")
                self.assertEqual(self.digest(), before)
                self.call(*words, "IF", 1)

    def test_full_queues(self):
        self.call("POLICY.APPLY", 'queue = [{ name = "general" }, '
                                  '{ name = "small", max_waiting = 1 }]')
        self.call("CONV.OPEN", "first", "QUEUE", "small")
        self.number += 1
        for words in (["CONV.OPEN", "c", "QUEUE", "small"],
                      ["MSG.IN", "c", "m", "hello", "QUEUE", "small"],
                      ["CONV.UPDATE", *offered(self, 1), "QUEUE", "small"],
                      ["CONV.TRANSFER", *active(self, 2), "QUEUE", "small"]):
            if words[0] == "CONV.UPDATE":
                del words[2]
            with self.subTest(words):
                before = self.digest()
                self.assert_error("FULL", *words, names=("retry-after-ms=", "small"))
                self.assertEqual(self.digest(), before)

    def test_words_of_a_connection(self):
        for words in (("CLIENT", "NONSENSE"), ("COMMAND", "NONSENSE"), ("CONFIG", "SET", "a", "b"),
                      ("HELLO", "x"), ("SELECT", 1), ("PING", "a", "b"), ("AUTH", "x")):
            self.assert_error("ERR", *words)


class Fields(Contract):
    """Fields of events that no other test has without, or with."""

    policy = """
        [[sla]]
        name = "an-hour"
        first_response = "1h"
        [[queue]]
        name = "plain"
        [[queue]]
        name = "general"
        sla = "an-hour"
        [[queue]]
        name = "bots"
        """
    flags = ("--speed", "50")

    def test_with_and_without_a_channel(self):
        for n, options in enumerate((WITH_CHANNEL, ())):
            self.work_on(f"c{n}", options)
            self.call("CONV.OPEN", f"u{n}", "QUEUE", "plain", "SKILLS", f"rare{n}", *options)
            self.call("AGENT.SET", f"a{n}", "SKILLS", f"rare{n}=1")
            self.call("CONV.OPEN", f"s{n}", "QUEUE", "plain", "DUE", "2s", "SKILLS", "none",
                      *options)
            self.await_event("sla.warning", conv=f"s{n}")
            self.await_event("sla.breached", conv=f"s{n}")
        said = {(event["type"], "channel" in event) for event in self.events()}
        for kind in ("escalated", "held", "resumed", "transferred", "requeued", "routable"):
            self.assertLessEqual({(f"conversation.{kind}", True), (f"conversation.{kind}", False)},
                                 said)

    def work_on(self, conv, options):
        """From a bot to anna, aside and back, to another queue, and she goes."""
        self.call("AGENT.SET", "anna", "QUEUES", "general", "CAPACITY", 100)
        self.call("AGENT.STATE", "anna", "ONLINE")
        self.active(conv, "bots", *options)
        self.call("CONV.ESCALATE", conv)
        self.call("CONV.TRANSFER", *self.taken_by_anna(conv), "QUEUE", "general")
        self.call("CONV.HOLD", *self.taken_by_anna(conv))
        self.call("CONV.RESUME", conv)
        self.call("CONV.HOLD", conv)
        self.call("AGENT.SET", "anna", "CAPACITY", 1)
        self.call("CONV.OPEN", f"more-{conv}", "QUEUE", "plain")
        self.assertEqual(self.map("CONV.RESUME", conv)["state"], "waiting")
        self.call("CONV.TAKE", conv, "anna", "FORCE", 1)
        self.call("AGENT.STATE", "anna", "OFFLINE")

    def taken_by_anna(self, conv):
        self.call("AGENT.SET", "anna", "QUEUES", "")
        self.call("CONV.TAKE", conv, "anna")
        return [conv]

    def test_clocks_without_an_sla(self):
        self.call("AGENT.SET", "anna", "QUEUES", "")
        self.active("c", "plain", "DUE", "1h")
        slas = [event.get("sla") for event in self.events() if event["type"] == "sla.met"]
        self.assertEqual(slas, [None])


if __name__ == "__main__":
    unittest.main()
