// SPDX-License-Identifier: Apache-2.0
#include <stellwerk/version.h>

#include <cstdio>

int main(int count, char** arguments) {
  if (count != 2 || stellwerk::kVersion != arguments[1]) {
    std::fprintf(stderr, "built with stellwerk %s\n", stellwerk::kVersion.data());
    return 1;
  }
  return 0;
}
