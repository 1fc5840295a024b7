# SPDX-License-Identifier: Apache-2.0
"""Tenants see nothing of each other, whatever they ask for."""

import re
import shutil
import unittest
import urllib.request

from access_support import PASSWORD, AccessTest, user

from resp import ReplyError, pairs
from support import POLICY, Daemon

TENANTS = ("default", "acme", "brown", "crane")
# What changes with the time, or with the connection, or is a sum over names.
VOLATILE = re.compile(r"_ms$|^(at|due)$")


def settings(tenants=TENANTS):
    text = "".join(f'[[tenant]]\nname = "{name}"\npolicy = "policy.toml"\n\n'
                   for name in tenants)
    return text


class TenantsTest(AccessTest):
    users = (user("admin", "admin"),
             *(user(name, "admin", tenant=name) for name in TENANTS[1:]),
             user("watcher", "observer", tenant="acme"))
    config = settings()
    policy = None
    flags = ("--shards", "2")

    def setUp(self):
        super().setUp()
        self.acme, self.brown, self.crane = (self.login(name) for name in TENANTS[1:])

    def write_config(self, folder):
        super().write_config(folder)
        # Named in the configuration by its path from there.
        (folder / "policy.toml").write_text(POLICY)


def settled(value, name=""):
    """A reply without what changes with the time."""
    if isinstance(value, ReplyError):
        return ("error", value.text)
    if isinstance(value, dict):
        return {key: settled(item, key) for key, item in value.items()}
    if isinstance(value, list):
        return [settled(item, value[i - 1] if i % 2 else "") for i, item in enumerate(value)]
    return "*" if isinstance(name, str) and VOLATILE.search(name) else value


def renamed(value, old, new):
    if isinstance(value, str):
        return value.replace(old, new)
    if isinstance(value, dict):
        return {renamed(k, old, new): renamed(v, old, new) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        return [renamed(item, old, new) for item in value]
    return value


class Separate(TenantsTest):
    def fill(self, client, prefix):
        """Something of everything; answers the offer."""
        client.call("AGENT.SET", f"{prefix}-anna", "CAPACITY", 2, "SKILLS", "billing=3")
        client.call("AGENT.STATE", f"{prefix}-anna", "ONLINE")
        offer = client.map("CONV.OPEN", f"{prefix}-c1", "QUEUE", "general", "CHANNEL",
                           f"{prefix}-mail")["offer"]
        client.call("CONV.ACCEPT", f"{prefix}-c1", offer)
        client.call("MSG.IN", f"{prefix}-c1", f"{prefix}-m1", "hello")
        client.call("MSG.OUT", f"{prefix}-c1", f"{prefix}-m2", "hello", "REQ", f"{prefix}-r1")
        return client.map("CONV.OPEN", f"{prefix}-c2", "QUEUE", "general")["offer"]

    def picture(self, client):
        """All that a tenant can see of itself."""
        commands = [("AGENT.LIST",), ("CONV.LIST",), ("QUEUE.STATS",), ("POLICY.GET",),
                    ("XINFO", "STREAM", "events"), ("XRANGE", "events", "-", "+"),
                    ("SHARD.DIGEST",)]
        return [settled(client.call(*words)) for words in commands]

    def attempts(self, prefix, offer):
        """Every command of the table, with every identifier that the prefix has: each in the place
        of each argument and in each option, unless the command has calls of its own below."""
        names = [f"{prefix}-anna", f"{prefix}-c1", f"{prefix}-c2", f"{prefix}-mail", offer,
                 f"{prefix}-r1", f"{prefix}-m1", "general"]
        for command, doc in sorted(self.docs.items()):
            for name in names:
                for words in self.calls(command, doc, name, prefix, offer):
                    yield command, *words
        for words in (("AUTH", prefix, "x"), ("HELLO", 2, "AUTH", prefix, "x"),
                      ("CLIENT", "KILL", "USER", prefix), ("CLIENT", "LIST", "ID", 10**9),
                      ("CLIENT", "KILL", "ID", 10**9), ("COMMAND", "DOCS", prefix),
                      ("INFO", "server")):
            yield words

    def calls(self, command, doc, name, prefix, offer):
        special = self.special(prefix, offer)
        if command in special:
            yield from special[command](name)
        elif doc["group"] != "connection":
            yield from self.by_the_table(doc, name)

    @staticmethod
    def by_the_table(doc, name):
        """Its positional arguments alone, then with each option in turn."""
        arguments = [pairs(told) for told in doc.get("arguments", ())]
        named = [told for told in arguments if "token" in told and told["type"] != "pure-token"]
        places = [told.get("token", name) for told in arguments if told not in named]
        yield places
        for told in named:
            yield [*places, told["token"], name]

    @staticmethod
    def special(prefix, offer):
        """Commands whose other arguments must be right for one name to tell anything."""
        keys = ["events", f"inbox:{prefix}-anna", f"outbox:{prefix}-mail"]
        return {
            "agent.state": lambda name: [(name, "AWAY")],
            "agent.beat": lambda name: [(name, 1)],
            "agent.del": lambda name: [(name, "FORCE", 1)],
            "agent.list": lambda _: [(), ("COUNT", 100)],
            "conv.list": lambda name: [(), ("AGENT", name), ("QUEUE", "general")],
            "conv.open": lambda name: [(name, "QUEUE", "general"),
                                       (name, "QUEUE", "general", "REOPEN", 1),
                                       (f"new-{name}", "QUEUE", "general", "STICKY", name)],
            "conv.accept": lambda name: [(name, offer)],
            "conv.decline": lambda name: [(name, offer)],
            "conv.update": lambda name: [(name, "PRIORITY", 0)],
            "conv.take": lambda name: [(name, f"{prefix}-anna")],
            "conv.transfer": lambda name: [(name, "AGENT", f"{prefix}-anna"),
                                           (name, "QUEUE", "general")],
            "msg.in": lambda name: [(name, f"{prefix}-m1", "x")],
            "msg.out": lambda name: [(name, f"{prefix}-m2", "x", "REQ", f"{prefix}-r1"),
                                     (name, f"{prefix}-m3", "x", "FROM", f"{prefix}-anna")],
            "queue.stats": lambda _: [()],
            "policy.apply": lambda _: [(POLICY,)],
            "policy.check": lambda _: [(POLICY,)],
            "policy.shadow": lambda _: [(), (POLICY,), ("OFF",)],
            "policy.get": lambda _: [()], "shard.digest": lambda _: [()],
            "snapshot": lambda _: [()], "clock": lambda _: [("HOLD", 1)],
            "xread": lambda _: [("STREAMS", *keys, *[0] * len(keys))],
            "xrange": lambda _: [(key, "-", "+") for key in keys],
            "xlen": lambda _: [(key,) for key in keys],
            "xinfo": lambda _: [("STREAM", key) for key in keys],
            "xtrim": lambda _: [("events", "MINID", 3)],
        }

    def test_names_of_another_tenant_are_as_good_as_names_of_nobody(self):
        """brown asks for what acme has, crane for what nobody has: they are told the same."""
        self.docs = {name: pairs(doc) for name, doc in self.map("COMMAND", "DOCS").items()}
        offer = self.fill(self.acme, "aaa")
        before = self.picture(self.acme)
        tried = set()
        asked = 0
        for (words, others) in zip(self.attempts("aaa", offer), self.attempts("zzz", offer),
                                   strict=True):
            with self.subTest(words=words):
                self.brown.send(*words)
                self.crane.send(*others)
                told = settled(self.brown.reply())
                tried.add(words[0].lower())
                if words[0] not in ("shard.digest", "INFO"):
                    control = renamed(settled(self.crane.reply()), "zzz", "aaa")
                    self.assertEqual(renamed(told, "zzz", "aaa"), control)
                else:
                    self.crane.reply()
                asked += 1
        self.assertGreater(asked, 300)
        # What a connection says of itself has no names of others to ask for.
        self.assertLessEqual(set(self.docs) - tried,
                             {"config", "echo", "ping", "quit", "reset", "select"})
        self.assertEqual(self.picture(self.acme), before, "nothing of it has changed")

    def test_what_is_counted(self):
        empty = self.picture(self.brown)
        info = self.brown.call("INFO")
        self.fill(self.acme, "aaa")
        self.assertEqual(self.picture(self.brown), empty)
        hidden = re.compile(r"engine_time_ms:\d+")
        self.assertEqual(hidden.sub("", self.brown.call("INFO")), hidden.sub("", info))
        self.assertIn("conversations_open:2", self.acme.call("INFO"))
        self.assertIn("tenant:acme", self.acme.call("INFO"))
        self.assertIn("conversations_open:0", self.call("INFO"), "an operator's own tenant")

    def test_connections(self):
        self.connect().call("HELLO")
        mine = self.acme.call("CLIENT", "LIST").splitlines()
        self.assertEqual([re.search(r"user=(\S*)", line)[1] for line in mine], ["acme"])
        self.assertEqual(len(self.call("CLIENT", "LIST").splitlines()), 5)
        victim = self.brown.call("CLIENT", "ID")
        self.assertEqual(self.acme.call("CLIENT", "KILL", "ID", victim), 0)
        self.assertEqual(self.acme.call("CLIENT", "KILL", "USER", "brown"), 0)
        self.assertEqual(self.acme.call("CLIENT", "KILL", "SKIPME", "yes"), 0)
        self.assertEqual(self.brown.call("PING"), "PONG")
        self.assertEqual(self.call("CLIENT", "KILL", "ID", victim), 1)
        self.assertTrue(self.brown.at_end())

    def test_what_concerns_all_takes_an_operator(self):
        for words in (("SNAPSHOT",), ("CLOCK", "HOLD", 1)):
            self.assert_error("NOPERM", *words, names="tenant default", client=self.acme)
            self.assertNotEqual(self.client.error(*words).partition(" ")[0], "NOPERM")
        self.assert_error("NOPERM", "XTRIM", "events", "MINID", 1, client=self.login("watcher"))

    def test_blocked_readers(self):
        """Each is woken by its own tenant's events alone."""
        self.brown.send("XREAD", "BLOCK", 0, "STREAMS", "inbox:anna", "$")
        for client in (self.acme, self.crane, self.client):
            client.call("AGENT.SET", "anna")
            client.call("AGENT.STATE", "anna", "ONLINE")
            self.assertEqual(client.map("CONV.OPEN", "c", "QUEUE", "general")["state"], "offered")
        other = self.login("brown")
        other.call("AGENT.SET", "anna")
        self.assertFalse(self.brown.readable(0))
        other.call("AGENT.STATE", "anna", "ONLINE")
        offer = other.map("CONV.OPEN", "own", "QUEUE", "general")["offer"]
        [[_, [[_, fields]]]] = self.brown.reply()
        self.assertEqual((pairs(fields)["conv"], pairs(fields)["offer"]), ("own", offer))

    def test_another_log_in_on_the_same_connection(self):
        """Replies stay in order although the next tenant lives in another shard."""
        client = self.connect()
        commands, expected = [], []
        for round_ in range(30):
            name = TENANTS[1 + round_ % 3]
            commands.append(("AUTH", name, PASSWORD.format(name)))
            expected.append("OK")
            for number in range(5):
                conv = f"{name}-{round_}-{number}"
                commands.append(("CONV.OPEN", conv, "QUEUE", "general"))
                expected.append(conv)
        client.send_all(commands)
        replies = [client.reply() for _ in commands]
        self.assertEqual([r if r == "OK" else pairs(r)["conv"] for r in replies], expected)
        for name, mine in (("acme", self.acme), ("brown", self.brown), ("crane", self.crane)):
            convs = [pairs(item)["conv"] for item in mine.call("CONV.LIST")[1]]
            self.assertEqual(len(convs), 50)
            self.assertTrue(all(conv.startswith(name) for conv in convs))

    def test_metrics_name_the_tenant(self):
        self.fill(self.acme, "aaa")
        url = f"http://127.0.0.1:{self.daemon.http_port}/metrics"
        text = urllib.request.urlopen(url).read().decode()
        for name, number in (("default", 0), ("acme", 2), ("brown", 0), ("crane", 0)):
            self.assertIn(f'stellwerk_conversations_open{{tenant="{name}"}} {number}\n', text)


class Shared(TenantsTest):
    config = settings(TENANTS[:3]) + '[[tenant]]\nname = "crane"\nrate = "5/s"\n'

    def test_the_rate_of_a_tenant(self):
        self.crane.send_all([("PING",)] * 100)
        replies = [self.crane.reply() for _ in range(100)]
        self.assertLess(replies.count("PONG"), 100)
        self.assertRegex(next(r for r in replies if r != "PONG").text,
                         r"^FULL the tenant .*retry-after-ms=\d+$")
        self.assertEqual(self.acme.call("PING"), "PONG")


class Kept(TenantsTest):
    """With a journal, tenants keep what they have, whatever the configuration's order."""

    def setUp(self):
        super().setUp()
        self.data = self.folder / "data"

    def start(self, config):
        self.file.write_text(config + "\n".join(self.users))
        daemon = Daemon("--config", self.file, "--data", self.data, "--snapshot-records", "0")
        self.addCleanup(daemon.close)
        return daemon

    def login_at(self, daemon, name):
        client = daemon.connect()
        self.addCleanup(client.close)
        client.call("AUTH", name, PASSWORD.format(name))
        return client

    def digests(self, daemon):
        return {name: self.login_at(daemon, name).call("SHARD.DIGEST")
                for name in ("admin", *TENANTS[1:])}

    def test_restarts(self):
        daemon = self.start(settings())
        for name in ("admin", *TENANTS[1:]):
            self.login_at(daemon, name).call("CONV.OPEN", f"of-{name}", "QUEUE", "general")
        digests = self.digests(daemon)
        self.assertEqual(len(set(digests.values())), 4)
        self.assertEqual(daemon.terminate(), (0, ""))
        daemon = self.start(settings(("crane", "dyer", "acme", "brown")))
        self.assertEqual(self.digests(daemon), digests)
        self.assertEqual(self.login_at(daemon, "admin").call("SNAPSHOT"), "OK")
        daemon.process.kill()
        daemon.process.wait()
        # One more than the snapshot knows, and all others from the snapshot.
        daemon = self.start(settings(("acme", "brown", "crane", "dyer", "evans")))
        self.assertIn("of them from a snapshot", daemon.log())
        self.assertEqual(self.digests(daemon), digests)
        self.assertEqual((self.data / "tenants").read_text().split("\n")[1:-1],
                         ["default", "acme", "brown", "crane", "dyer", "evans"])
        self.assertEqual(daemon.terminate(), (0, ""))

    def test_one_that_is_no_longer_configured(self):
        daemon = self.start(settings())
        self.login_at(daemon, "brown").call("CONV.OPEN", "c1", "QUEUE", "general")
        self.assertEqual(daemon.terminate(), (0, ""))
        users, type(self).users = self.users, (self.users[0],)
        self.addCleanup(setattr, type(self), "users", users)
        daemon = self.start("")
        self.assertIn("has the tenant brown, which the configuration has not", daemon.log())
        self.assertEqual(daemon.terminate(), (0, ""))
        type(self).users = users
        daemon = self.start(settings(("brown", "acme", "crane")))
        self.assertEqual(self.login_at(daemon, "brown").map("CONV.GET", "c1")["state"], "waiting")
        self.assertEqual(daemon.terminate(), (0, ""))

    def test_a_directory_from_before_there_were_tenants(self):
        daemon = Daemon("--data", self.data, "--snapshot-records", "0")
        self.addCleanup(daemon.close)
        client = daemon.connect()
        self.addCleanup(client.close)
        client.call("POLICY.APPLY", POLICY)
        client.call("CONV.OPEN", "c1", "QUEUE", "general")
        client.call("SNAPSHOT")
        digest = client.call("SHARD.DIGEST")
        self.assertFalse((self.data / "tenants").exists())
        self.assertEqual(daemon.terminate(), (0, ""))
        daemon = self.start(settings())
        digests = self.digests(daemon)
        self.assertEqual(digests["admin"], digest)
        self.assertEqual(digests["acme"], digests["brown"])
        self.assertEqual(daemon.terminate(), (0, ""))

    def test_a_damaged_list(self):
        daemon = self.start(settings())
        self.assertEqual(daemon.terminate(), (0, ""))
        (self.data / "tenants").write_text("stellwerk-tenants 1\nacme\n")
        with self.assertRaisesRegex(AssertionError, "tenants is not what this program writes"):
            self.start(settings())
        shutil.rmtree(self.data)


if __name__ == "__main__":
    unittest.main()
