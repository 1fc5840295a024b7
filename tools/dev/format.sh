#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Formats every C++ file of the project in place. --check changes nothing and fails where it would.
set -euo pipefail
cd "$(dirname "$0")/../.."

case "${1:-}" in
  "") mode=(-i) ;;
  --check) mode=(--dry-run --Werror) ;;
  *)
    echo "format.sh: no argument ${1}; --check is the only one" >&2
    exit 2
    ;;
esac

/usr/bin/python3 tools/dev/source_tree.py .h .cc |
  xargs --max-procs="$(nproc)" --max-args=16 --no-run-if-empty clang-format-14 "${mode[@]}"
