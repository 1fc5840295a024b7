# SPDX-License-Identifier: Apache-2.0
"""Being at a bound is a normal answer: inboxes, slow readers, connections."""

import contextlib
import unittest

from resp import Closed, ReplyError
from support import SystemTest


class FullInbox(SystemTest):
    flags = ("--inbox-max", "64")

    def test_what_is_refused_is_said_and_not_done(self):
        total = 20_000
        sender = self.connect()
        convs = [f"c{number}" for number in range(total)]
        sender.send_all([("CONV.OPEN", conv, "QUEUE", "general") for conv in convs])
        opened, refused = [], 0
        for number in range(total):
            reply = sender.reply()
            if isinstance(reply, ReplyError):
                self.assertEqual(reply.code, "FULL")
                self.assertRegex(reply.text, r"retry-after-ms=[1-9]\d*")
                refused += 1
            else:
                self.assertEqual(reply[1], f"c{number}", "in the order of the commands")
                opened.append(reply[1])
        self.assertGreater(refused, 0, "the bound was reached")
        self.assertGreater(len(opened), 0)
        told = [event["conv"] for event in self.events() if event["type"] == "conversation.opened"]
        self.assertEqual(told, opened)


class SlowReader(SystemTest):
    flags = ("--output-max", "65536")

    def test_it_is_cut_off_and_nobody_else(self):
        payload = "x" * 60_000
        for number in range(20):
            self.call("MSG.IN", "c1", f"m{number}", payload, "QUEUE", "general")
        lazy = self.connect()
        # 1.2 MB of replies each: soon more than kernels buffer for a socket that nobody reads.
        for _ in range(200):
            with contextlib.suppress(ConnectionError):
                lazy.send("XRANGE", "events", "-", "+")
            self.assertEqual(self.call("PING"), "PONG")
            if self.metric("stellwerk_connections_cut_total", 'reason="slow_reader"') > 0:
                break
        else:
            self.fail("not cut off after 200 unread replies")
        # What was sent before may still come; then the end, or a reset where data was left unread.
        with self.assertRaises((Closed, ConnectionError)):
            while True:
                lazy.read()
        self.assertEqual(self.call("PING"), "PONG")
        self.assertEqual(self.connect().call("XLEN", "inbox:nobody"), 0)


class ManyConnections(SystemTest):
    flags = ("--connections-max", "3")

    def test_the_next_is_told_and_closed(self):
        others = [self.connect(), self.connect()]
        for other in others:
            self.assertEqual(other.call("PING"), "PONG")
        refused = self.connect()
        error = refused.reply()
        self.assertIsInstance(error, ReplyError)
        self.assertTrue(refused.at_end())
        self.assertEqual(others[0].call("QUIT"), "OK")
        self.assertTrue(others[0].at_end())
        # Its place is free once the daemon has noticed, which is soon but not at once.
        while isinstance(reply := self.greeted(), ReplyError):
            self.assertEqual(reply.code, error.code)
        self.assertEqual(reply, "PONG")

    def greeted(self):
        client = self.connect()
        with contextlib.closing(client):
            with contextlib.suppress(ConnectionError):
                client.send("PING")
            return client.reply()


class SeveralThreads(SystemTest):
    flags = ("--io-threads", "4", "--shards", "2")

    def test_connections_of_all_threads_are_one_daemon(self):
        clients = [self.connect() for _ in range(12)]
        for number, client in enumerate(clients):
            client.call("CLIENT", "SETNAME", f"client-{number}")
            client.call("CONV.OPEN", f"c{number}", "QUEUE", "general")
        names = {line.partition(" name=")[2].partition(" ")[0]
                 for line in self.call("CLIENT", "LIST").splitlines()}
        self.assertLessEqual({f"client-{number}" for number in range(12)}, names)
        self.assertEqual(self.types().count("conversation.opened"), 12)
        victim = clients[7].call("CLIENT", "ID")
        self.assertEqual(self.call("CLIENT", "KILL", "ID", victim), 1)
        self.assertTrue(clients[7].at_end())
        for client in clients[:7] + clients[8:]:
            self.assertEqual(client.call("PING"), "PONG")

    def test_each_connection_in_its_own_order(self):
        clients = [self.connect() for _ in range(8)]
        for number, client in enumerate(clients):
            client.send_all([("CONV.OPEN", f"c{number}-{step}", "QUEUE", "general")
                             for step in range(500)])
        for number, client in enumerate(clients):
            for step in range(500):
                self.assertEqual(client.reply()[1], f"c{number}-{step}")
        opened = [event["conv"] for event in self.events()
                  if event["type"] == "conversation.opened"]
        for number in range(8):
            mine = [conv for conv in opened if conv.startswith(f"c{number}-")]
            self.assertEqual(mine, [f"c{number}-{step}" for step in range(500)])


if __name__ == "__main__":
    unittest.main()
