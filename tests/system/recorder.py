# SPDX-License-Identifier: Apache-2.0
"""Keeps what a test script saw of the wire contract, for contract_coverage.py to judge.

ctest names a folder in STELLWERK_RECORDS; each script leaves one file there, by its own name."""

import atexit
import json
import os
import pathlib
import sys

FOLDER = os.environ.get("STELLWERK_RECORDS")
# Replies of other commands are not maps of a command's own.
WITH_FIELDS = ("hello", "eta", "clock")


class Recorder:
    def __init__(self):
        self.accepted = set()
        self.errors = {}  # command -> codes
        self.fields = {}  # command -> sets of the fields that a reply had, as tuples
        self.events = {}  # type -> the same of the entries seen

    def answered(self, command, value):
        """Command: the name as sent; value: the reply as resp.Value."""
        name = (command if isinstance(command, str) else command.decode("latin-1")).lower()
        if value.kind == "-":
            self.errors.setdefault(name, set()).add(value.data.partition(" ")[0])
            return
        self.accepted.add(name)
        if name in ("xrange", "xread"):
            for entry in entries_in(name, value):
                fields = entry.data[1].data
                self.keep(self.events, fields[1].data, fields[::2])
        elif "." in name or name in WITH_FIELDS:
            for each in maps_in(name, value):
                self.keep(self.fields, name, keys_of(each))

    @staticmethod
    def keep(table, name, keys):
        if keys is not None:
            table.setdefault(name, set()).add(tuple(key.data for key in keys))

    def save(self, path):
        kept = {"accepted": sorted(self.accepted),
                **{part: {name: sorted(found) for name, found in getattr(self, part).items()}
                   for part in ("errors", "fields", "events")}}
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(kept))


def entries_in(name, value):
    """The entries of a reply of XRANGE or XREAD in either version."""
    if name == "xrange":
        return value.data
    if value.kind == "%":
        return [entry for _, entries in value.data for entry in entries.data]
    return [entry for stream in value.data or () for entry in stream.data[1].data]


def keys_of(value):
    if value.kind == "%":
        return [key for key, _ in value.data]
    if value.kind == "*" and len(value.data) % 2 == 0:
        return value.data[::2]
    return None


def maps_in(name, value):
    """The maps whose fields the command is documented with."""
    if name.endswith(".list"):
        return value.data[1].data
    if name == "queue.stats":
        return [each for _, each in value.data] if value.kind == "%" else value.data[1::2]
    return [value]


RECORDER = Recorder() if FOLDER and not sys.argv[1:] else None
if RECORDER:
    atexit.register(RECORDER.save, pathlib.Path(FOLDER, f"{pathlib.Path(sys.argv[0]).stem}.json"))
