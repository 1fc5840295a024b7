# SPDX-License-Identifier: Apache-2.0
"""Rules about the build: explicit lists, flags in one place, nothing left out."""

import re

from rule import Rule, pattern

FLAGS_PLACE = "tools/cmake/StellwerkTargets.cmake"


def cmake(file):
    return file.is_cmake


def source(file):
    return file.path.endswith(".cc")


def test_script(file):
    name = re.search(r"(?:^|_)test\.(?:py|sh|mjs|js)$", file.name)
    return bool(name) and file.path.startswith("tests/")


def cmake_lists_above(file, tree):
    folder = file.folder
    while True:
        lists = tree.by_path.get(f"{folder}/CMakeLists.txt" if folder else "CMakeLists.txt")
        if lists:
            yield lists
        if not folder:
            return
        folder = folder.rpartition("/")[0]


def find_unlisted(file, tree):
    name = re.escape(file.name)
    if not any(re.search(rf"(?<![\w.-]){name}(?![\w.-])", lists.text)
               for lists in cmake_lists_above(file, tree)):
        yield 0, "named in no CMakeLists.txt above it, so nobody builds or runs it"


RULES = [
    Rule("unlisted-source", "every source file is built", source, find_unlisted),
    Rule("unlisted-test", "every test script is run", test_script, find_unlisted),
    pattern("glob", "lists of files are explicit", cmake, r"\bfile\s*\(\s*GLOB", "text"),
    pattern(
        "global-flags",
        "what a target needs is said at the target",
        cmake,
        r"^\s*(?:include_directories|link_libraries|link_directories|add_compile_options"
        r"|add_definitions|add_compile_definitions|add_link_options)\s*\(",
        "text",
    ),
    pattern(
        "flags-elsewhere",
        f"compiler flags are in {FLAGS_PLACE} only",
        lambda file: file.is_cmake and file.path != FLAGS_PLACE,
        r"\bCMAKE_CXX_FLAGS\w*|\btarget_(?:compile|link)_options\s*\(",
        "text",
    ),
]
