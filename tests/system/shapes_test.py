# SPDX-License-Identifier: Apache-2.0
"""The types of every command's reply in RESP3, and that RESP2 has the same, flattened."""

import unittest

from resp import shape
from support import SystemTest

# "$" text, ":" integer, "+" status, "," number, "_" null, "%" map (written as a dictionary);
# a list begins with "*". In RESP2 a map is a flat array, a number a text, null "$-1" or "*-1".
CONVERSATION = {
    "conv": "$", "state": "$", "agent": "_", "offer": "_", "position": ":", "eta_ms": "_",
    "eta_p90_ms": "_", "seq": ":", "duplicate": ":", "episode": ":",
}
OFFERED = {**CONVERSATION, "agent": "$", "offer": "$"}
ACTIVE = {**CONVERSATION, "agent": "$", "position": "_"}
CLOSED = {**CONVERSATION, "position": "_"}
MESSAGE = {"conv": "$", "seq": ":", "state": "$", "agent": "$", "duplicate": ":", "episode": ":"}


def flattened(expected):
    """What RESP2 makes of a RESP3 shape."""
    if isinstance(expected, dict):
        flat = ["*"]
        for value in expected.values():
            flat += ["$", flattened(value)]
        return flat
    if isinstance(expected, list):
        return ["*"] + [flattened(item) for item in expected[1:]]
    return {",": "$", "_": "$-1"}.get(expected, expected)


class Shapes(SystemTest):
    """One story, told once in each protocol by an agent and a conversation of its own."""

    def tell(self, protocol):
        """Yields (what, expected shape in RESP3, the reply)."""
        self.client = self.connect(protocol)
        name = f"anna-{protocol}"
        ask = self.client.ask
        yield "AGENT.SET", "+", ask("AGENT.SET", name, "SKILLS", f"own-{protocol}=5,billing=5")
        yield "AGENT.STATE", ":", ask("AGENT.STATE", name, "ONLINE")
        yield "AGENT.BEAT", "+", ask("AGENT.BEAT", name, 1)
        yield "MSG.IN", {**MESSAGE, "agent": "_"}, ask(
            "MSG.IN", f"w-{protocol}", "m1", "x", "QUEUE", "general", "SKILLS", "nobody>=9")
        yield "CONV.OPEN waiting", CONVERSATION, ask(
            "CONV.OPEN", f"v-{protocol}", "QUEUE", "general", "SKILLS", "nobody>=9")
        conv = f"c-{protocol}"
        offered = ask("CONV.OPEN", conv, "QUEUE", "billing", "SKILLS", f"own-{protocol}")
        yield "CONV.OPEN offered", {**OFFERED, "position": "_"}, offered
        offer = self.map("CONV.GET", conv)["offer"]
        yield "CONV.ACCEPT", ACTIVE, ask("CONV.ACCEPT", conv, offer)
        yield "MSG.OUT", MESSAGE, ask("MSG.OUT", conv, "r1", "y")
        yield "CONV.CLOSE", ACTIVE, ask("CONV.CLOSE", conv)
        yield "CONV.WRAPPED", CLOSED, ask("CONV.WRAPPED", conv)
        yield "CONV.ABANDON", CLOSED, ask("CONV.ABANDON", f"v-{protocol}")
        yield "CONV.UPDATE", CONVERSATION, ask("CONV.UPDATE", f"w-{protocol}", "PRIORITY", 1)
        yield "XLEN", ":", ask("XLEN", "events")
        yield "XTRIM", ":", ask("XTRIM", "events", "MINID", 1)
        yield "SHARD.DIGEST", "$", ask("SHARD.DIGEST")
        yield "CLOCK", {"now_ms": ":"}, ask("CLOCK")
        yield "POLICY.APPLY", ":", ask("POLICY.APPLY", self.policy)
        yield "POLICY.GET", {"version": ":", "toml": "$"}, ask("POLICY.GET")
        yield "XREAD nothing", "_", ask("XREAD", "STREAMS", "inbox:nobody", "0")
        yield "XREAD timed out", "_", ask("XREAD", "BLOCK", 1, "STREAMS", "events", "$")
        yield "PING", "+", ask("PING")
        yield "ECHO", "$", ask("ECHO", "x")
        yield "SELECT", "+", ask("SELECT", 0)
        yield "CLIENT ID", ":", ask("CLIENT", "ID")
        yield "CLIENT GETNAME", "_", ask("CLIENT", "GETNAME")
        yield "COMMAND COUNT", ":", ask("COMMAND", "COUNT")
        yield "error", "-", ask("CONV.GET", "nobody")
        yield "AGENT.DEL", "+", ask("AGENT.DEL", name)

    def test_every_reply(self):
        for protocol in (2, 3):
            for what, expected, reply in self.tell(protocol):
                with self.subTest(what, protocol=protocol):
                    if protocol == 2:
                        expected = flattened(expected)
                        if what.startswith("XREAD"):
                            expected = "*-1"
                    self.assertEqual(shape(reply), expected)

    def test_reads_are_the_same_but_for_the_notation(self):
        self.agent("anna", "SKILLS", "billing=5", "CAPACITY", 3)
        self.active("c1", "billing", "CHANNEL", "whatsapp", "CUSTOMER", "k1")
        self.map("CONV.OPEN", "c2", "QUEUE", "general", "SKILLS", "nobody")
        two, three = self.connect(2), self.connect(3)
        for command in (
            ("AGENT.GET", "anna"), ("AGENT.LIST",), ("CONV.GET", "c1"), ("CONV.GET", "c2"),
            ("CONV.LIST",), ("QUEUE.STATS",), ("ETA", "billing"), ("POLICY.CHECK", "x = 1"),
            ("XINFO", "STREAM", "events"), ("XRANGE", "events", "-", "+"),
            ("COMMAND", "DOCS", "PING"), ("CONFIG", "GET", "save"), ("HELLO",),
        ):
            with self.subTest(command):
                newer = shape(three.ask(*command))
                self.assertEqual(shape(two.ask(*command)), flattened(newer))

    def test_maps_are_maps(self):
        three = self.connect(3)
        self.call("CONV.OPEN", "c1", "QUEUE", "general")
        self.call("AGENT.SET", "anna")
        for command in (
            ("CONV.GET", "c1"), ("AGENT.GET", "anna"), ("QUEUE.STATS",), ("POLICY.GET",),
            ("ETA", "general"), ("POLICY.CHECK", ""), ("XINFO", "STREAM", "events"),
            ("XREAD", "STREAMS", "events", "0"), ("COMMAND", "DOCS"), ("HELLO",),
        ):
            with self.subTest(command):
                self.assertEqual(three.ask(*command).kind, "%")
        stats = three.ask("QUEUE.STATS", "general")
        self.assertEqual(stats.data[0][1].kind, "%", "a map of maps")
        cursor, page = three.ask("CONV.LIST").data
        self.assertEqual(page.data[0].kind, "%", "a page of maps")

    def test_entries_of_streams_are_flat_in_both(self):
        self.call("CONV.OPEN", "c1", "QUEUE", "general")
        for protocol in (2, 3):
            client = self.connect(protocol)
            entry = client.ask("XRANGE", "events", "1-0", "1-0").data[0]
            identifier, fields = entry.data
            self.assertEqual((entry.kind, identifier.kind, fields.kind), ("*", "$", "*"))
            self.assertTrue(all(item.kind == "$" for item in fields.data))
            read = client.ask("XREAD", "COUNT", 1, "STREAMS", "events", "0")
            self.assertEqual(read.kind, "*" if protocol == 2 else "%")


if __name__ == "__main__":
    unittest.main()
