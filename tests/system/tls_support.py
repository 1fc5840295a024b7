# SPDX-License-Identifier: Apache-2.0
"""Daemons with TLS: certificates made here, and connections that trust them."""

import pathlib
import ssl
import subprocess
import tempfile
import urllib.request

from resp import Connection
from support import POLICY, Daemon, SystemTest


def openssl(*words):
    subprocess.run(["openssl", *map(str, words)], check=True, stdin=subprocess.DEVNULL,
                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def make_certificate(folder, name, *more):
    """A certificate for localhost that vouches for itself."""
    cert, key = folder / f"{name}.pem", folder / f"{name}.key"
    openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-days", 2,
            "-subj", f"/O={name}/CN=localhost", "-addext", "subjectAltName=DNS:localhost",
            "-keyout", key, "-out", cert, *(more or ("-nodes",)))
    return cert, key


def trusting(cert):
    return ssl.create_default_context(cafile=cert)


class TlsTest(SystemTest):
    users = ()

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.cert, self.key = make_certificate(self.folder, "first")
        config = self.folder / "d.toml"
        config.write_text(f'[daemon]\ntls_listen = "127.0.0.1:0"\ntls_cert = "{self.cert}"\n'
                          f'tls_key = "{self.key}"\n' + "\n".join(self.users) + POLICY)
        self.daemon = Daemon("--config", config, *self.flags)
        self.addCleanup(self._end_daemon)

    def secure(self, cert=None, protocol=2):
        connection = Connection(self.daemon.tls_port, protocol, tls=trusting(cert or self.cert))
        self.addCleanup(connection.close)
        return connection

    def cut(self, reason):
        url = f"http://127.0.0.1:{self.daemon.http_port}/metrics"
        lines = urllib.request.urlopen(url).read().decode().splitlines()
        [line] = [line for line in lines if f'_cut_total{{reason="{reason}"}}' in line]
        return int(line.split()[1])
