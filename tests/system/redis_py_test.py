# SPDX-License-Identifier: Apache-2.0
"""Debian's redis-py, with its own methods where it has them and the generic call elsewhere."""

import threading
import unittest

import redis

from resp import HUNG_S, pairs
from support import SystemTest

# RESP3 came with redis-py 5; an older one is tested in RESP2 alone.
PROTOCOLS = (2, 3) if int(redis.__version__.split(".")[0]) >= 5 else (2,)


class RedisPy(SystemTest):
    def library(self, protocol=2, **options):
        if protocol != 2:
            options["protocol"] = protocol
        client = redis.Redis(
            host="127.0.0.1", port=self.daemon.port, decode_responses=True,
            socket_timeout=HUNG_S, **options,
        )
        self.addCleanup(client.close)
        return client

    def test_connecting(self):
        for protocol in PROTOCOLS:
            client = self.library(protocol, client_name="desk", health_check_interval=1)
            self.assertTrue(client.ping())
            self.assertEqual(client.echo("hello"), "hello")
            self.assertEqual(client.client_getname(), "desk")
            self.assertGreater(client.client_id(), 0)
            self.assertIn("desk", [one["name"] for one in client.client_list()])
            self.assertIn("stellwerk_version", client.info())
            self.assertIn("CONV.OPEN", {name.upper() for name in client.command()})

    def test_a_day_at_the_desk(self):
        for protocol in PROTOCOLS:
            client = self.library(protocol)
            agent, conv = f"agent-{protocol}", f"c-{protocol}"
            self.assertIn(client.execute_command("AGENT.SET", agent, "CAPACITY", 2), ("OK", True))
            self.assertEqual(client.execute_command("AGENT.STATE", agent, "ONLINE"), 1)
            opened = pairs(client.execute_command("CONV.OPEN", conv, "QUEUE", "general",
                                                  "CHANNEL", "whatsapp"))
            self.assertEqual((opened["state"], opened["agent"]), ("offered", agent))
            client.execute_command("CONV.ACCEPT", conv, opened["offer"])
            client.execute_command("MSG.IN", conv, "m1", "hello")
            client.execute_command("MSG.OUT", conv, "r1", "good day", "FROM", agent)
            ((key, entries),) = streams(client.xread({f"inbox:{agent}": "0"}))
            self.assertEqual(key, f"inbox:{agent}")
            self.assertEqual([fields["type"] for _, fields in entries][-1], "message.in")
            ((_, fields),) = client.xrange("outbox:whatsapp", min="-", max="+")
            self.assertEqual(fields["payload"], "good day")
            closed = pairs(client.execute_command("CONV.CLOSE", conv))
            self.assertEqual(closed["state"], "closed")
            client.execute_command("AGENT.DEL", agent)
            client.xtrim("events", minid=client.xinfo_stream("events")["last-generated-id"],
                         approximate=False)

    def test_blocking_read(self):
        client = self.library()
        self.assertEqual(client.xread({"events": "$"}, block=1), [])
        after = client.xinfo_stream("events")["last-generated-id"]
        seen = []
        reader = threading.Thread(
            target=lambda: seen.extend(client.xread({"events": after}, count=1, block=0))
        )
        reader.start()
        self.library().execute_command("CONV.OPEN", "c1", "QUEUE", "general")
        reader.join(HUNG_S)
        ((_, ((_, fields),)),) = seen
        self.assertEqual((fields["type"], fields["conv"]), ("conversation.opened", "c1"))

    def test_stream_methods(self):
        client = self.library()
        for number in range(5):
            client.execute_command("CONV.OPEN", f"c{number}", "QUEUE", "general")
        length = client.xlen("events")
        info = client.xinfo_stream("events")
        self.assertEqual(info["length"], length)
        self.assertEqual(info["first-entry"][1]["type"], "policy.applied")
        entries = client.xrange("events", count=3)
        self.assertEqual([name for name, _ in entries], ["1-0", "2-0", "3-0"])
        self.assertEqual(client.xtrim("events", minid="3", approximate=False), 2)
        self.assertEqual(client.xlen("events"), length - 2)

    def test_pipeline(self):
        client = self.library()
        with client.pipeline(transaction=False) as pipe:
            for number in range(1_000):
                pipe.execute_command("CONV.OPEN", f"c{number}", "QUEUE", "general")
            pipe.execute_command("CONV.GET", "nobody")
            replies = pipe.execute(raise_on_error=False)
        self.assertEqual([pairs(reply)["conv"] for reply in replies[:-1]],
                         [f"c{number}" for number in range(1_000)])
        self.assertIsInstance(replies[-1], redis.ResponseError)

    def test_errors(self):
        client = self.library()
        for code, command in (
            ("UNKNOWNCONV", ("CONV.GET", "nobody")),
            ("BADARG", ("CONV.OPEN", "c1", "PRIORITY", "1")),
            ("unknown command", ("NOPE",)),
        ):
            with self.assertRaises(redis.ResponseError) as caught:
                client.execute_command(*command)
            self.assertIn(code, str(caught.exception))
        self.assertTrue(client.ping())

    def test_binary_payloads(self):
        client = redis.Redis(host="127.0.0.1", port=self.daemon.port, socket_timeout=HUNG_S)
        self.addCleanup(client.close)
        payload = bytes(range(256))
        client.execute_command("MSG.IN", "c1", b"m\x00\xff", payload, "QUEUE", "general")
        (fields,) = [fields for _, fields in client.xrange("events") if b"payload" in fields]
        self.assertEqual((fields[b"payload"], fields[b"msgid"]), (payload, b"m\x00\xff"))


def streams(reply):
    """xread()'s reply: pairs of key and entries; a map of lists of entries in RESP3."""
    if isinstance(reply, dict):
        return [(key, page[0]) for key, page in reply.items()]
    return reply


if __name__ == "__main__":
    unittest.main()
