# SPDX-License-Identifier: Apache-2.0
"""A tenant that floods: what it gets, and what the others still get."""

import threading
import unittest

from access_support import AccessTest, user

from resp import ReplyError, encode
from support import POLICY, Daemon


class Flood:
    """Sends the same commands over and over on a connection, as fast as it can, until it is ended;
    counts what is answered."""

    def __init__(self, connection, *commands):
        self._connection = connection
        self._bytes = b"".join(encode(*command) for command in commands) * 200
        self.answers = 0
        self._going = True
        self._threads = [threading.Thread(target=self._send), threading.Thread(target=self._read)]
        for thread in self._threads:
            thread.start()

    def _send(self):
        while self._going:
            self._connection.write(self._bytes)
        self._connection.half_close()

    def _read(self):
        while data := self._connection.socket.recv(1 << 16):
            self.answers += data.count(b"\r\n")

    def end(self):
        self._going = False
        for thread in self._threads:
            thread.join()


class FairnessTest(AccessTest):
    users = (user("admin", "admin"), user("acme", "admin", tenant="acme"),
             user("brown", "admin", tenant="brown"))
    config = ('[[tenant]]\nname = "acme"\npolicy = "policy.toml"\nweight = 2\n'
              '[[tenant]]\nname = "brown"\npolicy = "policy.toml"\n'
              "open_max = 2\nagents_max = 1\n")
    policy = None

    def write_config(self, folder):
        super().write_config(folder)
        (folder / "policy.toml").write_text(POLICY)


class Fairness(FairnessTest):
    flags = ("--inbox-max", "64")

    def test_the_others_are_answered_in_a_flood(self):
        flood = Flood(self.login("acme"), ("AGENT.SET", "a1"), ("AGENT.LIST",))
        self.addCleanup(flood.end)
        brown = self.login("brown")
        before = flood.answers
        for number in range(200):
            # Never FULL, though the bound of the inbox is small and somebody else is at it.
            self.assertEqual(brown.call("AGENT.SET", "b1", "CAPACITY", number + 1), "OK")
            self.assertEqual(brown.map("AGENT.GET", "b1")["capacity"], number + 1)
        self.assertGreater(flood.answers, before, "and the flood is, too")

    def test_only_who_floods_is_full(self):
        acme, brown = self.login("acme"), self.login("brown")
        total = 20_000
        writer = threading.Thread(
            target=acme.send_all, args=([("AGENT.SET", "a1")] * total,))
        writer.start()
        self.addCleanup(writer.join)
        refused = 0
        for number in range(total):
            reply = acme.reply()
            if isinstance(reply, ReplyError):
                self.assertEqual(reply.code, "FULL")
                self.assertRegex(reply.text, r"retry-after-ms=[1-9]\d*")
                refused += 1
            if number % 100 == 0:
                self.assertEqual(brown.call("AGENT.SET", "b1"), "OK")
        self.assertGreater(refused, 0)

    def test_replies_keep_their_order(self):
        acme, brown = self.login("acme"), self.login("brown")
        total = 3_000
        for client, name in ((acme, "acme"), (brown, "brown")):
            threading.Thread(target=client.send_all, args=(
                [("ECHO", f"{name}-{n}") for n in range(total)],)).start()
        for number in range(total):
            self.assertEqual(acme.reply(), f"acme-{number}")
            self.assertEqual(brown.reply(), f"brown-{number}")


class Quota(FairnessTest):
    def test_one_more_is_refused(self):
        brown, acme = self.login("brown"), self.login("acme")
        for conv in ("c1", "c2"):
            brown.call("CONV.OPEN", conv, "QUEUE", "general")
            acme.call("CONV.OPEN", conv, "QUEUE", "general")
        for command in (("CONV.OPEN", "c3", "QUEUE", "general"),
                        ("MSG.IN", "c4", "m1", "hello", "QUEUE", "general")):
            self.assert_error("FULL", *command, client=brown,
                              names=("open_max", "2", "retry-after-ms="))
        brown.call("AGENT.SET", "b1")
        self.assert_error("FULL", "AGENT.SET", "b2", client=brown,
                          names=("agents_max", "1", "AGENT.DEL"))
        brown.call("AGENT.SET", "b1", "CAPACITY", 2)
        self.assertEqual(brown.map("CONV.OPEN", "c2", "QUEUE", "general")["duplicate"], 1)
        brown.call("MSG.IN", "c2", "m1", "hello")
        brown.call("CONV.CLOSE", "c1")
        self.assertEqual(brown.map("CONV.OPEN", "c3", "QUEUE", "general")["state"], "waiting")
        for number in range(10):
            acme.call("CONV.OPEN", f"d{number}", "QUEUE", "general")
            acme.call("AGENT.SET", f"a{number}")
        self.assertEqual(self.metric("stellwerk_quota_refused_total", 'tenant="brown"'), 3)
        self.assertEqual(self.metric("stellwerk_quota_refused_total", 'tenant="acme"'), 0)
        self.assertGreater(self.metric("stellwerk_turn_seconds_count", 'tenant="brown"'), 0)


class Configuration(AccessTest):
    def test_wrong_ones_end_the_daemon(self):
        for key, value in (("weight", 0), ("weight", 1001), ("open_max", 0), ("agents_max", '"x"')):
            with self.subTest(key, value=value):
                file = self.folder / "wrong.toml"
                file.write_text(f'[[tenant]]\nname = "acme"\n{key} = {value}\n')
                with self.assertRaisesRegex(AssertionError, rf"wrong.toml:3: tenant.{key}: "):
                    Daemon("--config", file)


if __name__ == "__main__":
    unittest.main()
