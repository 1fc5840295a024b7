# SPDX-License-Identifier: Apache-2.0
"""Daemons with users: their configuration, and connections that log in."""

import hashlib
import os
import pathlib
import tempfile

from support import Daemon, SystemTest

PASSWORD = "secret of {}"
ROLES = ("gateway", "desk", "supervisor", "admin", "observer")


def scrypt(password, n=1024, r=8, p=1):
    """The text form of a hash, by another implementation than the daemon's."""
    salt = os.urandom(16)
    key = hashlib.scrypt(password.encode(), salt=salt, n=n, r=r, p=p, maxmem=1 << 28, dklen=32)
    return f"scrypt${n}${r}${p}${salt.hex()}${key.hex()}"


def user(name, role, /, **keys):
    """A [[user]]; his password is PASSWORD with his name unless `password` is a hash."""
    keys = {"name": name, "role": role, "password": scrypt(PASSWORD.format(name)), **keys}
    lines = [f'{key} = "{value}"' if isinstance(value, str) else f"{key} = {value}"
             for key, value in keys.items()]
    return "\n".join(["[[user]]", *lines, ""])


class AccessTest(SystemTest):
    """As SystemTest, with a user named after each role unless `users` says otherwise."""

    users = tuple(user(role, role) for role in ROLES)
    config = ""
    first = "admin"  # as whom `self.client` is logged in

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.write_config(self.folder)
        self.daemon = Daemon("--config", self.file, *self.flags)
        self.addCleanup(self._end_daemon)
        self.client = self.login(self.first)
        if self.policy:
            self.client.call("POLICY.APPLY", self.policy)

    def write_config(self, folder):
        self.file = folder / "daemon.toml"
        self.file.write_text(self.config + "\n".join(self.users))

    def reader(self):
        return self.login(self.first)

    def login(self, name, protocol=2):
        connection = self.connect(protocol)
        assert connection.call("AUTH", name, PASSWORD.format(name)) == "OK"
        return connection
