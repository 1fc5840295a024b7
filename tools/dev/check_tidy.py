#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Checks the rules that every file keeps; --rules lists them.

Exits 1 and prints FILE:LINE: RULE: MESSAGE for each finding. A finding is waived by a comment
`tidy-allow(RULE): REASON` on its line or up to two above; for rules about whole files, anywhere."""

import sys

import rules_build
import rules_code
import rules_size
import rules_text
from source_tree import Tree

# These two show what the rules catch and so contain it.
SAMPLES = ("tests/tidy/samples.py", "tests/tidy/layer_samples.py")

RULES = {
    rule.name: rule
    for module in (rules_text, rules_size, rules_code, rules_build)
    for rule in module.RULES
}


def check(tree, rules=None):
    """All findings of a tree: (path, line, rule, message); line 0 stands for the whole file."""
    for rule in rules or RULES.values():
        for file in tree.files:
            if file.path in SAMPLES or not rule.applies(file):
                continue
            for line, message in rule.find(file, tree):
                if not file.allows(rule.name, line):
                    yield file.path, line, rule.name, message


def main():
    if sys.argv[1:] == ["--rules"]:
        for rule in RULES.values():
            print(f"{rule.name:18} {rule.why}")
        return 0
    if sys.argv[1:]:
        print(f"check_tidy: no argument {sys.argv[1]}; --rules is the only one", file=sys.stderr)
        return 2
    tree = Tree.read()
    for path, message in rules_size.long_files(tree):
        print(f"{path}: note: {message}")
    findings = list(check(tree))
    for path, line, rule, message in findings:
        print(f"{path}:{line}: {rule}: {message}")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
