#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Checks that includes point down and that what must stay in one layer stays there.

Exits 1 and prints FILE:LINE: MESSAGE for each include that breaks a rule."""

import re
import sys

from source_tree import Tree

# A file may include its own layer and every layer of a lower rank; never one of the same rank.
RANKS = {
    "core/base": 0,
    "core/model": 1,
    "core/queueing": 1,
    "core/resp": 2,
    "core/engine": 2,
    "core/journal": 2,
    "core/planning": 2,
    "core/policy": 2,
    "core/stream": 2,
    "core/runtime": 3,
    "core/metrics": 4,
    "core/net": 5,
    "core/sim": 5,
    "core/api": 5,
    "tools": 6,
    "bench": 7,
    "docs": 7,
    "tests": 8,
}
# Folders of RANKS outside core/ that are one layer with everything in them.
OUTER = ("tools", "bench", "docs", "tests")

THREADS = (
    "atomic|thread|mutex|shared_mutex|condition_variable|future|semaphore|latch|barrier|stop_token"
    "|pthread.h"
)
# (what is included, layers that may, what to do instead)
RESTRICTED = (
    (
        re.compile(rf"<({THREADS})>"),
        ("core/runtime", "bench", "docs", "tests"),
        "threads and atomics live in core/runtime",
    ),
    (
        re.compile(r"<(concurrentqueue|moodycamel)/"),
        ("core/runtime",),
        "use the bounded inbox of core/runtime",
    ),
    (
        re.compile(r"<boost/"),
        ("core/net", "tools", "bench", "tests"),
        "sockets live in core/net",
    ),
    (
        re.compile(r"<(chrono|ctime|time\.h|sys/time\.h)>"),
        ("core/runtime", "core/net", "tools", "bench", "docs", "tests"),
        "take the time as a parameter; core/runtime reads the clock",
    ),
    (
        re.compile(r"<prometheus/"),
        ("core/metrics", "tools", "tests"),
        "exporting lives in core/metrics",
    ),
    (re.compile(r"<random>"), (), "use core/base/prng.h: the same numbers under every compiler"),
)

# Layers whose behaviour must not depend on the order of a hash container.
ORDERED = ("base", "model", "engine", "journal", "planning", "policy", "queueing", "sim", "stream")

INCLUDE = re.compile(r'^\s*#\s*include\s+(?P<target><[^>]+>|"[^"]+")', re.MULTILINE)
PUBLIC = re.compile(r"<stellwerk/(?P<name>[^>]+)>")
STANDARD = re.compile(r"<[a-z_]+>")
HASH_TYPE = r"(?:(?:flat|node)_hash_(?:map|set)|unordered_(?:multi)?(?:map|set))"
HASH_ALIAS = re.compile(rf"\busing\s+(\w+)\s*=\s*[\w:]*{HASH_TYPE}\s*<")


def layer_of(path):
    """The key of RANKS that a path belongs to, "include" for the public headers, or None."""
    parts = path.split("/")
    if parts[0] == "include":
        return "include"
    if parts[0] in OUTER:
        return parts[0]
    return "/".join(parts[:2]) if parts[0] == "core" and len(parts) > 2 else None


def check_project_include(layer, target, tree):
    if target not in tree.by_path:
        return f'"{target}" is no file of this project; write the path from its root'
    below = layer_of(target)
    if layer == "include":
        return f'a public header includes std and <stellwerk/> only, not "{target}"'
    if below == layer:
        return None
    if below not in RANKS or RANKS[below] >= RANKS[layer]:
        return f'{layer} must not include {below}: includes point down, siblings never'
    return None


def check_system_include(layer, target, tree):
    public = PUBLIC.match(target)
    if public:
        name = f"include/stellwerk/{public['name']}"
        if name not in tree.by_path and f"{name}.in" not in tree.by_path:
            return f"{target} is no public header"
        # The version is no interface: what reports it may be anywhere.
        if layer not in ("include", "core/api", *OUTER) and public["name"] != "version.h":
            return f"{layer} must not include {target}: only core/api implements the public headers"
        return None
    if layer == "include":
        return None if STANDARD.fullmatch(target) else f"a public header must not include {target}"
    for pattern, layers, remedy in RESTRICTED:
        if pattern.match(target) and layer not in layers:
            return f"{layer} must not include {target}: {remedy}"
    return None


def check_includes(file, tree):
    layer = layer_of(file.path)
    if layer is None:
        yield 1, "belongs to no layer; tools/dev/check_layers.py has the list"
        return
    if layer not in RANKS and layer != "include":
        yield 1, f"{layer} is no layer; tools/dev/check_layers.py has the list"
        return
    for match in INCLUDE.finditer(file.text):
        target = match["target"]
        if target.startswith('"'):
            message = check_project_include(layer, target.strip('"'), tree)
        else:
            message = check_system_include(layer, target, tree)
        if message:
            yield file.line_of(match.start("target")), message


def after_template(text, start):
    """The text behind the template argument list whose '<' is the last character before `start`."""
    depth = 1
    for offset in range(start, len(text)):
        depth += {"<": 1, ">": -1}.get(text[offset], 0)
        if depth == 0:
            return text[offset + 1 : offset + 120]
    return ""


def hash_names(text):
    """Names of variables and members declared as hash containers in a text without comments."""
    names = set()
    for match in re.finditer(rf"{HASH_TYPE}\s*<", text):
        behind = after_template(text, match.end())
        declared = re.match(r"[&\s]*(\w+)\s*(?:;|=|\{|,|\)|ABSL_|$)", behind)
        if declared:
            names.add(declared[1])
    for alias in HASH_ALIAS.findall(text):
        names.update(re.findall(rf"\b{alias}\b[&\s]+(\w+)\s*[;={{,)]", text))
    return names


def check_hash_iteration(file, tree):
    """Order of iteration differs from run to run, so it must never reach behaviour."""
    parts = file.path.split("/")
    if parts[0] != "core" or parts[1] not in ORDERED:
        return
    twin = tree.twin(file)
    names = hash_names(file.code) | (hash_names(twin.code) if twin else set())
    for name in sorted(names):
        for match in re.finditer(
            rf"for\s*\([^;)]*:\s*[\w.>*-]*\b{name}\s*\)|\b{name}\.c?begin\(|erase_if\(\s*{name}\b",
            file.code,
        ):
            line = file.line_of(match.start())
            if not file.allows("hash-order", line):
                yield line, f"iterates the hash container {name}: keep an ordered index beside it"


def check(tree):
    """All findings of a tree: (path, line, message)."""
    for file in tree.files:
        outside = file.path.startswith(("tests/consumer/", "tests/compile_fail/"))
        if not file.is_cpp or outside:
            continue
        for rule in (check_includes, check_hash_iteration):
            for line, message in rule(file, tree):
                yield file.path, line, message


def main():
    findings = list(check(Tree.read()))
    for path, line, message in findings:
        print(f"{path}:{line}: {message}")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
