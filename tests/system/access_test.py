# SPDX-License-Identifier: Apache-2.0
"""Users: logging in, what each role may, what each user may take."""

import hashlib
import re
import subprocess
import time
import unittest

from access_support import PASSWORD, ROLES, AccessTest, scrypt, user

from resp import HUNG_S, ReplyError, encode, pairs
from support import DAEMON

OPEN_TO_ALL = {"auth", "hello", "quit", "reset"}


class LogIn(AccessTest):
    users = (user("default", "admin"), user("gw", "gateway"))
    first = "default"

    def test_nothing_is_answered_before(self):
        stranger = self.connect()
        for entry in self.call("COMMAND"):
            with self.subTest(entry[0]):
                if entry[0] not in OPEN_TO_ALL:
                    self.assert_error("NOAUTH", entry[0], names="AUTH", client=stranger)
        self.assert_error("NOAUTH", "NONSENSE", client=stranger)
        self.assert_error("NOAUTH", "CONV.OPEN", "c1", "QUEUE", "general", client=stranger)
        self.assert_error("UNKNOWNCONV", "CONV.GET", "c1")

    def test_the_ways_in(self):
        for words in (("AUTH", "gw", PASSWORD.format("gw")),
                      ("AUTH", PASSWORD.format("default")),
                      ("HELLO", 3, "AUTH", "gw", PASSWORD.format("gw"), "SETNAME", "whatsapp")):
            client = self.connect()
            client.call(*words)
            self.assertEqual(client.call("PING"), "PONG", words)
        self.assertEqual(client.call("CLIENT", "GETNAME"), "whatsapp")
        self.assertEqual(client.ask("HELLO").kind, "%", "RESP3 since the log-in")
        self.assertEqual(pairs(self.connect().call("HELLO", 2))["server"], "stellwerk")

    def test_wrong_ones(self):
        for words in (("AUTH", "gw", "wrong"), ("AUTH", "nobody", PASSWORD.format("gw")),
                      ("AUTH", "GW", PASSWORD.format("gw")), ("AUTH", "gw", ""),
                      ("HELLO", 3, "AUTH", "gw", "wrong")):
            client = self.connect()
            self.assert_error("WRONGPASS", *words, client=client)
            self.assert_error("NOAUTH", "PING", client=client)
            self.assertEqual(client.ask("HELLO").kind, "*", "it is RESP2 as before")
        # Whoever is logged in stays so.
        self.assert_error("WRONGPASS", "AUTH", "gw", "wrong")
        self.assertEqual(self.call("POLICY.CHECK", "") and self.call("PING"), "PONG")

    def test_another_user_takes_over(self):
        client = self.login("gw")
        self.assert_error("NOPERM", "XTRIM", "events", "MINID", 1, client=client)
        client.call("AUTH", "default", PASSWORD.format("default"))
        client.call("XTRIM", "events", "MINID", 1)
        self.assertEqual(client.call("RESET"), "RESET")
        self.assert_error("NOAUTH", "PING", client=client)

    def test_what_is_pipelined_behind_it_waits_for_it(self):
        client = self.connect()
        client.send_all([("PING",), ("AUTH", "gw", PASSWORD.format("gw")), ("PING",),
                         ("CONV.OPEN", "c1", "QUEUE", "general"), ("AUTH", "gw", "wrong"),
                         ("PING",)])
        replies = [client.reply() for _ in range(6)]
        self.assertEqual(replies[0].code, "NOAUTH")
        self.assertEqual(replies[1:3], ["OK", "PONG"])
        self.assertEqual(pairs(replies[3])["conv"], "c1")
        self.assertEqual(replies[4].code, "WRONGPASS")
        self.assertEqual(replies[5], "PONG")

    def test_a_stranger_cannot_send_much(self):
        stranger = self.connect()
        stranger.write(encode("AUTH", "gw", "x" * 20_000))
        self.assertEqual(stranger.reply().code, "ERR")
        self.assertTrue(stranger.at_end())
        client = self.login("gw")
        self.assertEqual(client.call("ECHO", "x" * 20_000), "x" * 20_000)

    def test_lists_of_clients_name_the_user(self):
        gateway = self.login("gw")
        self.connect().call("HELLO")
        lines = self.call("CLIENT", "LIST").splitlines()
        users = sorted(re.search(r"user=(\S*)", line)[1] for line in lines)
        self.assertEqual(users, ["", "default", "gw"])
        self.assertEqual(self.call("CLIENT", "KILL", "USER", "gw"), 1)
        self.assertTrue(gateway.at_end())


class Libraries(AccessTest):
    def test_redis_py_and_redis_cli(self):
        import redis

        words = {"port": self.daemon.port, "username": "gateway"}
        client = redis.Redis(password=PASSWORD.format("gateway"), **words)
        self.assertTrue(client.ping())
        client.close()
        with self.assertRaisesRegex(redis.RedisError, "WRONGPASS"):
            redis.Redis(password="wrong", **words).ping()
        done = subprocess.run(
            ["redis-cli", "-3", "-p", str(self.daemon.port), "--no-auth-warning", "--user", "desk",
             "--pass", PASSWORD.format("desk"), "AGENT.LIST"],
            check=True, capture_output=True, text=True)
        self.assertIn("0", done.stdout)


class Slow(AccessTest):
    """Hashes that take a while."""

    users = (user("slow", "gateway", password=scrypt(PASSWORD.format("slow"), n=1 << 13)),
             user("admin", "admin"))

    def time_to_refuse(self, name):
        client = self.connect()
        began = time.monotonic()
        self.assert_error("WRONGPASS", "AUTH", name, "wrong", client=client)
        return time.monotonic() - began

    def test_an_unknown_user_takes_as_long(self):
        known = min(self.time_to_refuse("slow") for _ in range(3))
        unknown = min(self.time_to_refuse("nobody") for _ in range(3))
        self.assertGreater(unknown, known / 3)

    def test_others_are_served_meanwhile(self):
        waiting = [self.connect() for _ in range(80)]
        for client in waiting:
            client.send("AUTH", "slow", PASSWORD.format("slow"))
        self.assertEqual(self.call("PING"), "PONG")
        last = [client for client in waiting if not client.readable(0)]
        self.assertTrue(last, "the log-ins were all checked before an earlier PING was answered")
        replies = [client.reply() for client in waiting]
        granted = [reply for reply in replies if reply == "OK"]
        refused = [reply.text for reply in replies if isinstance(reply, ReplyError)]
        self.assertGreaterEqual(len(granted), 64)
        self.assertTrue(refused, "80 at once, and none was too many")
        for text in refused:
            self.assertRegex(text, r"^FULL .*retry-after-ms=\d+")

    def test_a_stop_while_they_wait(self):
        client = self.connect()
        client.send("AUTH", "slow", PASSWORD.format("slow"))
        self.assertEqual(self.daemon.terminate(), (0, ""))


class Rights(AccessTest):
    def test_each_role_may_what_the_table_says(self):
        docs = {name.lower(): pairs(doc) for name, doc in self.map("COMMAND", "DOCS").items()}
        self.assertGreater(len(docs), 40)
        clients = {role: self.login(role) for role in ROLES}
        for name, doc in docs.items():
            allowed = {role for role in ROLES if role in doc["roles"]}
            self.assertIn("admin", allowed, name)
            for role, client in clients.items():
                with self.subTest(command=name, role=role):
                    if name in ("quit", "reset", "snapshot"):
                        continue
                    client.send(name)
                    reply = client.reply()
                    refused = isinstance(reply, ReplyError) and reply.code == "NOPERM"
                    self.assertEqual(refused, role not in allowed, reply)
                    if refused:
                        for part in (name, role, *allowed):
                            self.assertIn(part, reply.text)

    def test_command_info_has_them(self):
        [entry] = self.call("COMMAND", "INFO", "POLICY.APPLY")
        self.assertEqual(entry[6], ["@policy", "@admin"])

    def test_what_each_role_is_there_for(self):
        supervisor, gateway = self.login("supervisor"), self.login("gateway")
        desk, observer = self.login("desk"), self.login("observer")
        supervisor.call("AGENT.SET", "anna", "CAPACITY", 2)
        desk.call("AGENT.STATE", "anna", "ONLINE")
        offer = gateway.map("CONV.OPEN", "c1", "QUEUE", "general", "CHANNEL", "email")["offer"]
        [stream] = desk.call("XREAD", "STREAMS", "inbox:anna", 0)
        self.assertEqual(stream[0], "inbox:anna")
        desk.call("CONV.ACCEPT", "c1", offer)
        gateway.call("MSG.IN", "c1", "m1", "hello?")
        desk.call("MSG.OUT", "c1", "m2", "hello", "FROM", "anna")
        self.assertEqual(gateway.call("XLEN", "outbox:email"), 1)
        self.assertEqual(observer.map("CONV.GET", "c1")["state"], "active")
        digest = observer.call("SHARD.DIGEST")
        for client, words in (
            (desk, ("CONV.OPEN", "c2", "QUEUE", "general")), (desk, ("AGENT.SET", "bob")),
            (desk, ("XREAD", "STREAMS", "events", 0)), (desk, ("QUEUE.STATS",)),
            (desk, ("XREAD", "STREAMS", "inbox:anna", "outbox:email", 0, 0)),
            (gateway, ("XRANGE", "inbox:anna", "-", "+")), (gateway, ("AGENT.DEL", "anna")),
            (gateway, ("XINFO", "STREAM", "inbox:anna")), (gateway, ("XLEN", "inbox:anna")),
            (supervisor, ("POLICY.APPLY", "")), (supervisor, ("POLICY.SHADOW", "off")),
            (desk, ("POLICY.SHADOW",)), (supervisor, ("MSG.IN", "c1", "m", "x")),
            (supervisor, ("client", "list")), (supervisor, ("CLIENT", "KILL", "ID", 1)),
            (supervisor, ("CLOCK", "HOLD", 1)), (observer, ("CONV.CLOSE", "c1")),
        ):
            with self.subTest(words):
                self.assert_error("NOPERM", *words, client=client)
        self.assertEqual(observer.call("SHARD.DIGEST"), digest, "what is refused changes nothing")
        self.assertEqual(observer.map("POLICY.SHADOW")["running"], 0)
        self.assertEqual(supervisor.call("CLIENT", "SETNAME", "team"), "OK")
        self.assertTrue(supervisor.map("CLOCK")["now_ms"])
        self.assertNotIn("connected_clients", desk.call("INFO"))
        self.assertIn("connected_clients", self.call("INFO"))


class Shares(AccessTest):
    users = (user("admin", "admin"), user("gw", "gateway", rate="10/s", connections_max=2))

    def test_the_rate_of_a_user(self):
        clients = [self.login("gw"), self.login("gw")]
        for client in clients:
            client.send_all([("PING",)] * 100)
        replies = [client.reply() for client in clients for _ in range(100)]
        granted = [reply for reply in replies if reply == "PONG"]
        # A second's worth at once, and what the time that passed has brought.
        self.assertGreaterEqual(len(granted), 10)
        self.assertLess(len(granted), 200)
        for reply in replies:
            if reply != "PONG":
                self.assertRegex(reply.text, r"^FULL .*retry-after-ms=[1-9]\d*$")
        self.assertEqual(self.call("PING"), "PONG", "another user is not held back")

    def test_connections_of_a_user(self):
        first, second = self.login("gw"), self.login("gw")
        third = self.connect()
        self.assert_error("FULL", "AUTH", "gw", PASSWORD.format("gw"), client=third,
                          names="retry-after-ms=")
        self.assert_error("FULL", "HELLO", 3, "AUTH", "gw", PASSWORD.format("gw"), client=third,
                          names="retry-after-ms=")
        # Once more on the same connection takes no second place.
        first.call("AUTH", "gw", PASSWORD.format("gw"))
        second.close()
        until = time.monotonic() + HUNG_S
        third.send("AUTH", "gw", PASSWORD.format("gw"))
        while isinstance(reply := third.reply(), ReplyError) and time.monotonic() < until:
            third.send("AUTH", "gw", PASSWORD.format("gw"))
        self.assertEqual(reply, "OK")


class SlowShares(AccessTest):
    users = (user("admin", "admin"), user("minutes", "gateway", rate="1/min"),
             user("hours", "gateway", rate="1/h"))

    def test_rates_of_minutes_and_hours(self):
        for name, least, most in (("minutes", 50_000, 60_000), ("hours", 3_500_000, 3_600_000)):
            client = self.login(name)
            self.assertEqual(client.call("PING"), "PONG")
            error = self.assert_error("FULL", "PING", client=client)
            wait = int(re.search(r"retry-after-ms=(\d+)", error)[1])
            self.assertTrue(least < wait <= most, error)


class Hashes(unittest.TestCase):
    def test_what_the_daemon_prints(self):
        done = subprocess.run([DAEMON, "--hash-password"], input="höchst geheim\n", check=True,
                              capture_output=True, text=True)
        kind, n, r, p, salt, key = done.stdout.strip().split("$")
        self.assertEqual(kind, "scrypt")
        other = hashlib.scrypt("höchst geheim".encode(), salt=bytes.fromhex(salt), n=int(n),
                               r=int(r), p=int(p), maxmem=1 << 28, dklen=32)
        self.assertEqual(key, other.hex())

    def test_no_password(self):
        done = subprocess.run([DAEMON, "--hash-password"], input="\n", check=False,
                              capture_output=True, text=True)
        self.assertEqual((done.returncode, done.stdout), (2, ""))


if __name__ == "__main__":
    unittest.main()
