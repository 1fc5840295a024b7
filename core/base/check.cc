// SPDX-License-Identifier: Apache-2.0
#include "core/base/check.h"

#include <cstdio>
#include <cstdlib>

namespace stellwerk::base {

void check_failed(const char* file, int line, const char* expression,
                  const char* message) noexcept {
  if (message == nullptr) {
    std::fprintf(stderr, "%s:%d: check failed: %s\n", file, line, expression);
  } else {
    std::fprintf(stderr, "%s:%d: check failed: %s (%s)\n", file, line, expression, message);
  }
  std::fflush(stderr);
  std::abort();
}

}  // namespace stellwerk::base
