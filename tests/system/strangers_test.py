# SPDX-License-Identifier: Apache-2.0
"""Clients that do not say who they are, or do not come to an end with TLS, are not waited for."""

import socket
import unittest

from access_support import PASSWORD, AccessTest, user
from tls_support import TlsTest

from resp import HUNG_S
from support import Daemon, SystemTest

SHORT = ("--login-timeout", "300ms")


class Strangers(AccessTest):
    flags = SHORT

    def test_who_does_not_log_in_is_told_and_cut_off(self):
        silent, talker = self.connect(), self.connect()
        talker.send("PING")
        talker.send("AGENT.LIST")
        talker.reply()
        for stranger in (silent, talker):
            while True:
                error = stranger.reply()
                self.assertEqual(error.code, "NOAUTH")
                if "no log-in within 300 ms" in error.text:
                    break
            self.assertTrue(stranger.at_end())
        self.assertEqual(self.metric("stellwerk_connections_cut_total", 'reason="login"'), 2)
        # Who was logged in all the while is not touched, nor who was and is no longer.
        self.assertEqual(self.client.call("PING"), "PONG")
        self.assertEqual(self.client.call("RESET"), "RESET")
        self.assertIn("no log-in", self.connect().reply().text)
        self.assertTrue(self.client.error("PING").startswith("NOAUTH Authentication"))

    def test_a_wrong_password_is_no_log_in(self):
        stranger = self.connect()
        self.assertTrue(stranger.error("AUTH", "admin", "wrong").startswith("WRONGPASS"))
        self.assertIn("no log-in within", stranger.reply().text)
        self.assertTrue(stranger.at_end())


class NoUsers(SystemTest):
    flags = SHORT

    def test_nobody_has_to_log_in(self):
        idle = self.connect()
        # A daemon beside it, where that time has passed once somebody is cut off.
        with_users = Strangers()
        with_users.setUp()
        self.addCleanup(with_users.doCleanups)
        self.assertIn("no log-in within", with_users.connect().reply().text)
        self.assertEqual(idle.call("PING"), "PONG")

    def test_wrong_times(self):
        for wrong in ("0", "50ms", "1h", "soon"):
            with self.subTest(wrong), self.assertRaisesRegex(AssertionError, "login-timeout"):
                Daemon("--login-timeout", wrong)


class Handshake(TlsTest):
    flags = SHORT

    def test_one_that_does_not_come_to_an_end_is_cut_off(self):
        secure = self.secure()
        for sent in (b"", b"\x16\x03\x01\x02\x00\x01"):  # nothing, and how a handshake begins
            half = socket.create_connection(("127.0.0.1", self.daemon.tls_port), HUNG_S)
            self.addCleanup(half.close)
            half.sendall(sent)
            self.assertEqual(half.recv(1), b"")
        self.assertEqual(self.cut("login"), 2)
        self.assertEqual(secure.call("PING"), "PONG")


class SecureStranger(TlsTest):
    flags = SHORT
    users = (user("admin", "admin"),)

    def test_who_does_not_log_in_is_told_and_cut_off(self):
        secure, known = self.secure(), self.secure()
        self.assertEqual(known.call("AUTH", "admin", PASSWORD.format("admin")), "OK")
        self.assertIn("no log-in within", secure.reply().text)
        self.assertTrue(secure.at_end())
        self.assertEqual(self.cut("login"), 1)
        self.assertEqual(known.call("PING"), "PONG")


if __name__ == "__main__":
    unittest.main()
