// SPDX-License-Identifier: Apache-2.0
#include "tools/stellwerk/output_file.h"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fstream>

#include <fmt/format.h>

namespace stellwerk::cli {

bool write_to(const std::string& path, const std::string& text) {
  if (path == "-") {
    fmt::print("{}", text);
    return true;
  }
  errno = 0;
  std::ofstream file(path, std::ios::binary);
  file << text;
  file.close();
  if (!file.fail()) return true;
  fmt::print(stderr, "stellwerk: {} cannot be written: {}\n", path,
             std::strerror(errno != 0 ? errno : EIO));
  return false;
}

}  // namespace stellwerk::cli
