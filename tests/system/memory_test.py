# SPDX-License-Identifier: Apache-2.0
"""The daemon when memory does not suffice: it ends, and nothing acknowledged is lost."""

import contextlib
import os
import pathlib
import random
import re
import resource
import tempfile
import threading
import unittest

from crash_campaign import Broken, Directory, Gateway

CLIENTS = 3
PAYLOAD_MAX = 20_000
MORE_BYTES = 32 << 20  # than it has when the load begins
SANITIZED_BYTES = 1 << 40  # of address space: a sanitizer reserves more, a daemon takes less
GROUPS = pathlib.Path("/sys/fs/cgroup")


class Memory(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.directory = Directory(folder.name, "always")
        self.addCleanup(lambda: self.directory.daemon.close())

    def status_bytes(self, field):
        text = pathlib.Path(f"/proc/{self.directory.daemon.process.pid}/status").read_text()
        return int(re.search(rf"^{field}:\s*(\d+) kB$", text, re.MULTILINE)[1]) << 10

    def skip_with_a_sanitizer(self):
        if self.status_bytes("VmSize") > SANITIZED_BYTES:
            self.skipTest("a sanitizer needs its address space unlimited")

    def load_until_it_ends(self):
        """Clients at work until the daemon is gone; who they were."""
        seed = random.randrange(1 << 32)
        gateways = [Gateway(f"g{i}", seed + i, PAYLOAD_MAX) for i in range(CLIENTS)]
        broken = []

        def drive(gateway):
            try:
                gateway.drive(self.directory.daemon, lambda: None)
            except Broken as why:
                broken.append(why)
                self.directory.daemon.process.kill()

        threads = [threading.Thread(target=drive, args=(each,)) for each in gateways]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(broken, [], f"seed {seed}")
        return gateways

    def check_restart(self, gateways):
        daemon = self.directory.daemon
        daemon.close()
        self.directory.daemon = self.directory.start()
        acknowledged, digest = self.directory.check(gateways)
        self.assertGreater(acknowledged, 50, "there was a load")
        self.directory.daemon.process.kill()
        self.directory.daemon.close()
        self.directory.daemon = self.directory.start()
        with contextlib.closing(self.directory.daemon.connect()) as client:
            self.assertEqual(client.call("SHARD.DIGEST"), digest)
        self.directory.finish()

    def test_a_limited_address_space(self):
        self.skip_with_a_sanitizer()
        daemon = self.directory.daemon
        limit = self.status_bytes("VmSize") + MORE_BYTES
        resource.prlimit(daemon.process.pid, resource.RLIMIT_AS, (limit, limit))
        gateways = self.load_until_it_ends()
        self.assertEqual(daemon.wait(), (3, ""))
        last = daemon.log().splitlines()[-1]
        self.assertRegex(last, rf"out of memory: its limit is {limit >> 20} MiB \(ulimit -v\)")
        self.assertRegex(last, "acknowledged is in the journal.*more memory.*start it again")
        self.check_restart(gateways)

    def test_a_start_that_does_not_fit(self):
        self.skip_with_a_sanitizer()
        before = resource.getrlimit(resource.RLIMIT_AS)
        self.addCleanup(resource.setrlimit, resource.RLIMIT_AS, before)
        self.directory.daemon.process.kill()
        self.directory.daemon.close()
        limit = 150 << 20
        resource.setrlimit(resource.RLIMIT_AS, (limit, before[1]))
        # Too little for its threads and buffers.
        with self.assertRaisesRegex(AssertionError, "out of memory.*: its limit is 150 MiB"):
            self.directory.daemon = self.directory.start()

    def test_a_limited_group(self):
        group, limit = self.group()
        daemon = self.directory.daemon
        (group / "cgroup.procs").write_text(str(daemon.process.pid))
        limit.write_text(str(MORE_BYTES))
        gateways = self.load_until_it_ends()
        self.assertEqual(daemon.wait(), (-9, ""), "the kernel ends it without a word")
        self.check_restart(gateways)

    def group(self):
        """A control group of the test's own, and the file that limits its memory."""
        if os.geteuid() != 0:
            self.skipTest("control groups take root")
        first = GROUPS / "memory" if (GROUPS / "memory").is_dir() else GROUPS
        group = first / f"stellwerk-test-{os.getpid()}"
        try:
            group.mkdir()
        except OSError as why:
            self.skipTest(f"no control group of one's own: {why}")
        self.addCleanup(group.rmdir)
        for name in ("memory.limit_in_bytes", "memory.max"):
            if (group / name).exists():
                return group, group / name
        self.skipTest("control groups limit no memory here")


if __name__ == "__main__":
    unittest.main()
