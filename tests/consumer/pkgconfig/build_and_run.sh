#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# build_and_run.sh COMPILER PKG_CONFIG_DIR OUTPUT VERSION
# Builds ../main.cc with what pkg-config says and runs it.
set -euo pipefail
compiler=$1
export PKG_CONFIG_PATH=$2
output=$3
version=$4

[[ $(pkg-config --modversion stellwerk) == "${version}" ]] || {
  echo "pkg-config has stellwerk $(pkg-config --modversion stellwerk), not ${version}" >&2
  exit 1
}

read -r -a flags < <(pkg-config --cflags stellwerk)
read -r -a libs < <(pkg-config --static --libs stellwerk)
mkdir -p "$(dirname "${output}")"
"${compiler}" -std=c++20 "${flags[@]}" "$(dirname "$0")/../main.cc" -o "${output}" "${libs[@]}"
"${output}" "${version}"
