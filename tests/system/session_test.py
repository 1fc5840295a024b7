# SPDX-License-Identifier: Apache-2.0
"""What Redis clients send on connecting, and how errors are answered."""

import unittest

from resp import pairs
from support import SystemTest


class Greeting(SystemTest):
    policy = None

    def test_hello(self):
        two = self.connect()
        hello = two.ask("HELLO")
        self.assertEqual(hello.kind, "*", "RESP2 until asked otherwise")
        fields = pairs([item.data for item in hello.data])
        self.assertEqual(fields["proto"], 2)
        three = two.ask("HELLO", 3)
        self.assertEqual(three.kind, "%")
        self.assertEqual({k.data: v.data for k, v in three.data}["proto"], 3)
        self.assertEqual(two.ask("HELLO", 2).kind, "*", "and back")
        for field in ("server", "version", "proto", "id", "mode", "role", "modules"):
            self.assertIn(field, fields)

    def test_hello_with_options(self):
        client = self.connect()
        self.assertEqual(client.map("HELLO", 3, "SETNAME", "desk")["proto"], 3)
        self.assertEqual(client.call("CLIENT", "GETNAME"), "desk")
        self.assert_error("NOPROTO", "HELLO", 4)

    def test_no_user_is_configured(self):
        # Redis answers the same; clients configured with a password learn that none is needed.
        error = self.client.error("AUTH", "secret")
        self.assertIn("password", error)
        self.assert_error("WRONGPASS", "AUTH", "anna", "secret")
        self.assertEqual(self.call("PING"), "PONG")

    def test_ping_echo_select(self):
        self.assertEqual(self.client.ask("PING").kind, "+")
        self.assertEqual(self.call("PING", "still there?"), "still there?")
        self.assertEqual(self.call("ECHO", b"\x00 hello"), "\x00 hello")
        self.assertEqual(self.call("SELECT", 0), "OK")
        self.client.error("SELECT", 1)
        self.assert_error("ERR", "ECHO")
        self.assert_error("ERR", "PING", "a", "b")

    def test_quit(self):
        leaving = self.connect()
        leaving.send("QUIT")
        self.assertEqual(leaving.reply(), "OK")
        self.assertTrue(leaving.at_end())

    def test_reset(self):
        client = self.connect(protocol=3)
        client.call("CLIENT", "SETNAME", "desk")
        self.assertEqual(client.call("RESET"), "RESET")
        self.assertEqual(client.ask("HELLO").kind, "*", "RESP2 again")
        self.assertIn(client.call("CLIENT", "GETNAME"), (None, ""))


class ClientCommands(SystemTest):
    policy = None

    def test_identity(self):
        other = self.connect()
        mine, theirs = self.call("CLIENT", "ID"), other.call("CLIENT", "ID")
        self.assertNotEqual(mine, theirs)
        self.assertEqual(self.call("CLIENT", "SETNAME", "desk"), "OK")
        self.assertEqual(self.call("CLIENT", "GETNAME"), "desk")
        self.assertEqual(self.call("CLIENT", "SETINFO", "LIB-NAME", "mine"), "OK")
        self.assertEqual(self.call("CLIENT", "SETINFO", "LIB-VER", "1.0"), "OK")
        self.client.error("CLIENT", "SETNAME", "with blanks")
        lines = self.call("CLIENT", "LIST").strip().splitlines()
        self.assertEqual(len(lines), 2, lines)
        line = next(line for line in lines if "name=desk" in line)
        self.assertIn(f"id={mine} ", line)
        self.assertIn("addr=127.0.0.1:", line)

    def test_kill(self):
        victim = self.connect()
        number = victim.call("CLIENT", "ID")
        self.assertEqual(self.call("CLIENT", "KILL", "ID", number), 1)
        self.assertTrue(victim.at_end())
        self.assertEqual(self.call("CLIENT", "KILL", "ID", number), 0)

    def test_unknown_parts_of_client(self):
        # node-redis asks for this one and takes an error as "not here".
        self.assert_error("ERR", "CLIENT", "MAINT_NOTIFICATIONS", "ON", names="MAINT_NOTIFICATIONS")
        self.assertEqual(self.call("PING"), "PONG")


class CommandTable(SystemTest):
    policy = None

    def test_count_names_and_docs_agree(self):
        table = self.call("COMMAND")
        names = {entry[0].lower() for entry in table}
        self.assertEqual(len(table), self.call("COMMAND", "COUNT"))
        docs = self.map("COMMAND", "DOCS")
        self.assertEqual({name.lower() for name in docs}, names)
        for expected in ("conv.open", "msg.in", "agent.set", "xread", "policy.apply", "hello",
                         "queue.stats", "eta", "shard.digest", "clock"):
            self.assertIn(expected, names)
        for name, doc in docs.items():
            self.assertTrue(pairs(doc)["summary"], name)

    def test_some_of_them(self):
        info = self.call("COMMAND", "INFO", "CONV.OPEN", "nonsense")
        self.assertEqual(info[0][0].lower(), "conv.open")
        self.assertIsNone(info[1])
        docs = self.map("COMMAND", "DOCS", "XREAD")
        self.assertEqual([name.lower() for name in docs], ["xread"])

    def test_the_arity_is_what_the_daemon_insists_on(self):
        for entry in self.call("COMMAND"):
            name, arity = entry[0], entry[1]
            if abs(arity) > 1:
                with self.subTest(name):
                    error = self.assert_error("ERR", name, names="wrong number of arguments")
                    self.assertIn(name.lower(), error.lower())


class Server(SystemTest):
    policy = None

    def test_info(self):
        info = self.call("INFO")
        fields = dict(line.split(":", 1) for line in info.splitlines() if ":" in line)
        self.assertRegex(fields["stellwerk_version"], r"^\d+\.\d+\.\d+")
        self.assertEqual(fields["loading"], "0", "ioredis waits for it")
        self.assertTrue([name for name in fields if "dedupe" in name], "the window held")
        one = self.call("INFO", "server")
        self.assertIn("stellwerk_version", one)
        self.assertLess(len(one), len(info))
        kind = self.connect(3).ask("INFO").kind
        self.assertIn(kind, ("=", "$"))

    def test_config_get_is_empty(self):
        self.assertEqual(self.call("CONFIG", "GET", "save"), [])
        self.assertEqual(self.connect(3).call("CONFIG", "GET", "save"), {})


class Errors(SystemTest):
    def test_unknown_commands(self):
        error = self.assert_error("ERR", "CONV.OPNE", "c1", names="CONV.OPNE")
        self.assertIn("unknown command", error)
        self.assert_error("ERR", "GET", "key", names="unknown command")
        self.assert_error("ERR", "x" * 10_000)
        self.assert_error("ERR", b"\x00\xff\r\n")
        self.assert_error("ERR", "")

    def test_errors_are_one_line_whatever_is_quoted(self):
        for argument in (b"a\r\nb", b"\xff\xfe\x00", b"<%n%s>", b"x" * 5_000):
            error = self.client.error("CONV.OPEN", argument, "QUEUE", "general")
            self.assertLess(len(error), 1_000)
            self.client.error("CONV.OPEN", "c1", "QUEUE", argument)
            self.client.error("CONV.OPEN", "c1", argument, "x")
            self.client.error(argument)
        self.assertEqual(self.call("PING"), "PONG")

    def test_wrong_numbers_of_arguments(self):
        for command in (
            ("AGENT.STATE", "anna"), ("AGENT.BEAT", "anna"), ("AGENT.GET",), ("AGENT.DEL",),
            ("CONV.ACCEPT", "c1"), ("CONV.DECLINE", "c1"), ("CONV.CLOSE",), ("CONV.GET",),
            ("MSG.OUT", "c1", "m1"), ("XLEN",), ("XTRIM", "events"), ("POLICY.APPLY",),
            ("POLICY.CHECK",),
        ):
            with self.subTest(command):
                self.assert_error("ERR", *command, names="wrong number of arguments")

    def test_an_option_twice(self):
        self.assert_error("BADARG", "CONV.OPEN", "c1", "QUEUE", "general", "QUEUE", "billing",
                          names="QUEUE")


if __name__ == "__main__":
    unittest.main()
