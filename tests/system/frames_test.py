# SPDX-License-Identifier: Apache-2.0
"""Bytes that no client library sends: the sender is told, everybody else notices nothing."""

import random
import unittest

from resp import Closed, ReplyError, encode, pairs
from support import SystemTest

# Framing that cannot be followed any further: an error, then the connection is closed.
MALFORMED = [
    b"*x\r\n",
    b"*1\r\n$x\r\nPING\r\n",
    b"*1\r\n:4\r\nPING\r\n",
    b"*1\r\n+PING\r\n",
    b"*1\r\n$4\r\nPINGxx",
    b"*1\r\n$-1\r\n",
    b"*1\r\n$-7\r\n",
    b"*1\r\n$99999999999\r\n",
    b"*1\r\n$99999999999999999999999999\r\n",
    b"*1000000000\r\n",
    b"*1025\r\n",
    b"*1\r\n$1048577\r\n",
    b"*99999999999999999999999999\r\n",
    b"*1\r\n$1000000000\r\n",
    b"*1\r\n$" + b"1" * 1_000,
    b"*" + b"1" * 100_000,
    b"*1\r\n*1\r\n$4\r\nPING\r\n",
    b"*2\r\n$4\r\nECHO\r\n$01x\r\nA\r\n",
    b"*+1\r\n$4\r\nPING\r\n",
]

# Nothing is wrong with these.
HARMLESS = [
    (b"", b"nothing"),
    (b"\r\n", b"an empty line"),
    (b"*0\r\n", b"an empty command"),
    (b"*-1\r\n", b"a null command"),
    (b"\r\n\r\n\r\n", b"empty lines"),
]


class Malformed(SystemTest):
    def assert_unharmed(self):
        self.assertEqual(self.call("PING"), "PONG")
        other = self.connect()
        self.assertEqual(other.call("ECHO", "x"), "x")
        other.close()

    def test_an_error_and_the_end(self):
        for frame in MALFORMED:
            with self.subTest(frame[:40]):
                sender = self.connect()
                sender.write(frame)
                error = sender.reply()
                self.assertIsInstance(error, ReplyError)
                self.assertIn(error.code, ("ERR", "TOOBIG"))
                self.assertTrue(sender.at_end(), "closed behind the error")
                self.assert_unharmed()

    def test_what_came_before_is_answered_first(self):
        sender = self.connect()
        sender.write(encode("PING") + encode("CONV.OPEN", "c1", "QUEUE", "general") + b"*x\r\n")
        self.assertEqual(sender.reply(), "PONG")
        self.assertEqual(sender.reply()[1], "c1")
        self.assertIsInstance(sender.reply(), ReplyError)
        self.assertTrue(sender.at_end())
        self.assert_unharmed()

    def test_nothing_to_do(self):
        for frame, what in HARMLESS:
            with self.subTest(what):
                self.client.write(frame + encode("PING"))
                self.assertEqual(self.client.reply(), "PONG")

    def test_random_bytes(self):
        seed = random.SystemRandom().randrange(1 << 32)
        draw = random.Random(seed)
        for number in range(200):
            with self.subTest(seed=seed, number=number):
                sender = self.connect()
                frame = encode("CONV.OPEN", f"r{number}", "QUEUE", "general", "PRIORITY", 1)
                damaged = bytearray(frame)
                for _ in range(draw.randrange(1, 4)):
                    damaged[draw.randrange(len(damaged))] = draw.randrange(256)
                sender.write(bytes(damaged))
                sender.half_close()
                self.drain(sender)
                sender.close()
        self.assert_unharmed()

    def drain(self, sender):
        """Whatever is answered is RESP."""
        while True:
            try:
                sender.read()
            except Closed:
                return


class Splits(SystemTest):
    def test_byte_by_byte(self):
        commands = (
            encode("CONV.OPEN", "c1", "QUEUE", "general", "CUSTOMER", "k 1")
            + encode("PING")
            + b"PING inline\r\n"
            + encode("MSG.IN", "c1", "m1", b"\r\n\x00")
        )
        for offset in range(len(commands)):
            self.client.write(commands[offset : offset + 1])
        self.assertEqual(self.client.reply()[1], "c1")
        self.assertEqual(self.client.reply(), "PONG")
        self.assertEqual(self.client.reply(), "inline")
        self.assertEqual(self.client.reply()[1], "c1")

    def test_split_at_every_place(self):
        command = encode("ECHO", b"a\r\nb") + encode("ECHO", b"c")
        for place in range(1, len(command)):
            self.client.write(command[:place])
            self.client.write(command[place:])
            self.assertEqual((self.client.reply(), self.client.reply()), ("a\r\nb", "c"))

    def test_inline_commands(self):
        self.client.write(b"PING\r\nPING\necho hello\r\n  AGENT.SET   anna  CAPACITY 3 \r\n")
        self.assertEqual([self.client.reply() for _ in range(4)], ["PONG", "PONG", "hello", "OK"])
        self.client.write(b"AGENT.GET anna\r\n")
        self.assertIn("anna", self.client.reply())
        self.client.write(b'ECHO "two words"\r\n')
        self.assertEqual(self.client.reply(), "two words")
        self.client.write(b"NOSUCH thing\r\n")
        self.assertIsInstance(self.client.reply(), ReplyError)
        self.client.write(b'ECHO "open\r\n')
        self.assertIsInstance(self.client.reply(), ReplyError)

    def test_an_endless_inline_command(self):
        sender = self.connect()
        try:
            sender.write(b"x" * 2_000_000)
        except ConnectionError:
            pass
        try:
            self.assertIsInstance(sender.reply(), ReplyError)
        except Closed:
            pass
        self.assertTrue(sender.at_end())
        self.assertEqual(self.call("PING"), "PONG")


class Pipelines(SystemTest):
    def test_ten_thousand_in_one_go(self):
        total = 10_000
        sender = self.connect()
        sender.send_all(
            [
                ("CONV.OPEN", f"c{number}", "QUEUE", "general")
                if number % 3 else ("ECHO", str(number)) if number % 2 else ("NOPE",)
                for number in range(total)
            ]
        )
        for number in range(total):
            reply = sender.reply()
            if number % 3:
                self.assertEqual(reply[1], f"c{number}")
            elif number % 2:
                self.assertEqual(reply, str(number))
            else:
                self.assertIsInstance(reply, ReplyError)

    def test_a_reader_that_does_not_read(self):
        # A million bytes of replies nobody takes: this connection may stall, no other one does.
        lazy = self.connect()
        lazy.socket.setblocking(False)
        block = encode("ECHO", b"x" * 10_000) * 100
        sent = 0
        try:
            while sent < 64 * len(block):
                sent += lazy.socket.send(block)
        except BlockingIOError:
            pass
        self.assertEqual(self.call("PING"), "PONG")
        lazy.close()
        self.assertEqual(self.call("PING"), "PONG")

    def test_half_close(self):
        sender = self.connect()
        sender.send_all([("CONV.OPEN", f"c{number}", "QUEUE", "general") for number in range(100)])
        sender.half_close()
        for number in range(100):
            self.assertEqual(sender.reply()[1], f"c{number}")
        self.assertTrue(sender.at_end())
        self.assertEqual(self.call("PING"), "PONG")

    def test_leaving_in_the_middle(self):
        for number in range(50):
            sender = self.connect()
            sender.write(encode("CONV.OPEN", f"c{number}", "QUEUE", "general") + b"*3\r\n$4\r\nMS")
            sender.close()
        self.assertEqual(self.call("PING"), "PONG")

    def test_many_connections(self):
        clients = [self.connect(2 + number % 2) for number in range(200)]
        for number, client in enumerate(clients):
            client.send("CONV.OPEN", f"c{number}", "QUEUE", "general")
        for number, client in enumerate(clients):
            self.assertEqual(pairs(client.reply())["conv"], f"c{number}")


if __name__ == "__main__":
    unittest.main()
