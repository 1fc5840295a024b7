# SPDX-License-Identifier: Apache-2.0
"""What is wrong with users in the configuration is said at the start, with line and key."""

import pathlib
import subprocess
import tempfile
import unittest

from access_support import scrypt, user

from support import BIN, DAEMON

HASH = scrypt("x")


class Configuration(unittest.TestCase):
    def start(self, text, *flags):
        with tempfile.TemporaryDirectory() as folder:
            file = pathlib.Path(folder) / "d.toml"
            file.write_text(text)
            done = subprocess.run(
                [DAEMON, "--config", file, *flags], check=False,
                capture_output=True, text=True, timeout=60)
        return done.returncode, done.stderr.replace(f"{folder}/", "")

    def assert_refused(self, text, *complaints, flags=()):
        code, log = self.start(text, *flags)
        self.assertEqual(code, 2, log)
        for complaint in complaints:
            self.assertIn(complaint, log)

    def test_keys_of_users(self):
        good = {"name": "u", "role": "desk", "password": HASH}
        for key, value, complaint in (
            ("name", "two words", '"two words" is no name'),
            ("role", "boss", '"boss" is none of gateway, desk, supervisor, admin and observer'),
            ("tenant", "acme", '"acme" is no tenant'),
            ("rate", "fast", "is no rate"), ("rate", "0/s", "is no rate"),
            ("rate", "5/d", "is no rate"), ("rate", "5", "is no rate"),
            ("connections_max", 0, "is no integer from 1"),
            ("pass", "x", "is no key of a [[user]]"), ("name", [1], "must be a text or a number"),
        ):
            with self.subTest(key, value=value):
                table = {**good, key: value}
                text = "\n\n" + user("u", "desk", **table)
                line = 1 + text.splitlines().index(
                    f'{key} = "{value}"' if isinstance(value, str) else f"{key} = {value}")
                self.assert_refused(text, f"d.toml:{line}: user.{key}: ", complaint)

    def test_hashes(self):
        salt, key = "00" * 16, "00" * 32
        for password, complaint in (
            ("secret", "stellwerkd --hash-password"), (f"scrypt$1000$8$1${salt}${key}", "N, its"),
            (f"scrypt$512$8$1${salt}${key}", "N, its"), (f"scrypt$2097152$8$1${salt}${key}", "N,"),
            (f"scrypt$1024$0$1${salt}${key}", "r, its"), (f"scrypt$1024$33$1${salt}${key}", "r,"),
            (f"scrypt$1024$8$0${salt}${key}", "p, its"), (f"scrypt$1024$8$17${salt}${key}", "p,"),
            (f"scrypt$1048576$8$1${salt}${key}", "128 MiB"), (f"scrypt$1024$8$1$00${key}", "salt"),
            (f"scrypt$1024$8$1${salt}$00", "hash"), (f"scrypt$1024$8$1${salt}$zz{key}", "hash"),
            (f"scrypt$1024$8$1${salt}${key}$more", "stellwerkd --hash-password"),
        ):
            with self.subTest(password):
                self.assert_refused(user("u", "desk", password=password),
                                    "d.toml:4: user.password: ", complaint)

    def test_what_is_missing_or_twice(self):
        self.assert_refused('[[user]]\nname = "u"\n', "d.toml:1: user.password: is missing",
                            "d.toml:1: user.role: is missing")
        self.assert_refused(user("u", "desk") + "\n" + user("u", "admin"),
                            'user.name: "u" is there twice')
        self.assert_refused('user = "u"\n', "d.toml:1: user: must be tables: [[user]]")

    def test_a_policy_that_cannot_be_read(self):
        self.assert_refused('[[tenant]]\nname = "acme"\npolicy = "none.toml"\n',
                            "d.toml:3: tenant.policy: none.toml cannot be read: No such file")

    def test_help_names_every_key(self):
        shown = subprocess.run([DAEMON, "--help"], check=True, capture_output=True,
                               text=True).stdout
        for key in ("name", "policy", "rate", "weight", "open_max", "agents_max"):
            self.assertRegex(shown.split("A [[tenant]] has ")[1], rf"\b{key}\b")

    def test_where_it_may_listen(self):
        for flag in ("--listen", "--http"):
            self.assert_refused("", f'{flag}: "0.0.0.0:0" ', flags=(flag, "0.0.0.0:0"))
        self.assert_refused('[daemon]\nlisten = "0.0.0.0:0"\n', "d.toml:2: daemon.listen: ",
                            "no user is configured")
        self.assert_refused('[daemon]\nlisten = "0.0.0.0:0"\ninsecure_listen = true\n',
                            "no user is configured")
        self.assert_refused('[daemon]\nlisten = "0.0.0.0:0"\n' + user("u", "desk"),
                            "d.toml:2: daemon.listen: ", "insecure_listen = true")
        self.assert_refused("[daemon]\ninsecure_listen = 1\n", "daemon.insecure_listen: ")

    def test_an_insecure_one(self):
        with tempfile.TemporaryDirectory() as folder:
            file = pathlib.Path(folder) / "d.toml"
            file.write_text('[daemon]\nlisten = "0.0.0.0:0"\nhttp = "0.0.0.0:0"\n'
                            "insecure_listen = true\n" + user("u", "desk"))
            with subprocess.Popen([BIN / "stellwerkd", "--config", file], text=True,
                                  stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as daemon:
                line = daemon.stdout.readline()
                daemon.terminate()
                self.assertEqual(daemon.wait(60), 0)
        self.assertRegex(line, r"^ready resp=0\.0\.0\.0:\d+ http=0\.0\.0\.0:\d+ ")


if __name__ == "__main__":
    unittest.main()
