// SPDX-License-Identifier: Apache-2.0
#include "tools/stellwerk/output_file.h"

#include <cstdio>
#include <fstream>

#include <fmt/format.h>

namespace stellwerk::cli {

bool write_to(const std::string& path, const std::string& text) {
  if (path == "-") {
    fmt::print("{}", text);
    return true;
  }
  std::ofstream file(path, std::ios::binary);
  file << text;
  file.close();
  if (!file.fail()) return true;
  fmt::print(stderr, "stellwerk: {}: cannot be written; is the folder there, and may it be?\n",
             path);
  return false;
}

}  // namespace stellwerk::cli
