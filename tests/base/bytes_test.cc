// SPDX-License-Identifier: Apache-2.0
#include "core/base/bytes.h"

#include <cstddef>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace stellwerk::base {
namespace {

TEST(Bytes, CopiesATextOfAnySizeAndNothingElse) {
  std::string source;
  for (char i = 0; i < 100; ++i) source += static_cast<char>(i + 1);
  for (std::size_t size = 0; size < source.size(); ++size) {
    // In memory of just that size, so that a sanitizer sees what is read or written beyond it.
    const std::vector<char> text(source.begin(),
                                 source.begin() + static_cast<std::ptrdiff_t>(size));
    std::string to(size + 2, '\0');
    copy_text(to.data() + 1, {text.data(), size});
    EXPECT_EQ(to, '\0' + source.substr(0, size) + '\0') << size;
  }
}

}  // namespace
}  // namespace stellwerk::base
