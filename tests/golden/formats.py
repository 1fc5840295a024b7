# SPDX-License-Identifier: Apache-2.0
"""What the golden directories and their test have in common: which versions there are of what is
kept on disk, and how a daemon is given the time of a recorded day."""

import hashlib
import json
import mmap
import os
import pathlib
import re
import sys
import time

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
sys.path.insert(0, str(HERE.parent / "system"))

from support import BIN  # noqa: E402  (found through the path above)

# Where each format's version is written down, and how.
VERSIONS = {
    "directory": ("core/journal/data_directory.cc", r"int64_t kVersion = (\d+);"),
    "snapshot_file": ("core/journal/snapshot_files.cc", r'"stellwerk-snapshot (\d+)\\n"'),
    "shard": ("core/runtime/shard_snapshot.cc", r"uint32_t kVersion = (\d+);"),
    "engine": ("core/engine/persist.h", r"uint32_t kStateVersion = (\d+);"),
}


def current_versions():
    versions = {}
    for name, (file, pattern) in VERSIONS.items():
        found = re.findall(pattern, (ROOT / file).read_text())
        if len(found) != 1:
            raise AssertionError(f"the version of {name} is not in {file} any more: where is it?")
        versions[name] = int(found[0])
    return versions


def goldens():
    """Folder and expectation of each."""
    for file in sorted(HERE.glob("*/expected.json")):
        yield file.parent, json.loads(file.read_text())


def event_hash(entries):
    """Of XRANGE's entries as they came."""
    return hashlib.sha256(json.dumps(entries).encode()).hexdigest()


class MovedWallClock:
    """Daemons that are started within it have another wall clock: `at_ms` when it begins."""

    def __init__(self, folder, at_ms):
        self.offsets = pathlib.Path(folder) / "offsets"
        self.offsets.write_bytes(bytes(16))
        moved_ns = at_ms * 1_000_000 - time.time_ns()
        with open(self.offsets, "r+b") as file, mmap.mmap(file.fileno(), 16) as shared:
            with memoryview(shared).cast("q") as numbers:
                numbers[0] = moved_ns
        self.surroundings = {
            "LD_PRELOAD": str((BIN / "moved_clocks.so").absolute()),
            "MOVED_CLOCKS": str(self.offsets),
            "ASAN_OPTIONS": os.environ.get("ASAN_OPTIONS", "") + ":verify_asan_link_order=0",
        }

    def __enter__(self):
        self.before = {name: os.environ.get(name) for name in self.surroundings}
        os.environ.update(self.surroundings)
        return self

    def __exit__(self, *_):
        for name, value in self.before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
