// SPDX-License-Identifier: Apache-2.0
#include "core/policy/nearest.h"

#include <array>
#include <string>

#include <gtest/gtest.h>

namespace stellwerk::policy {
namespace {

struct NearestCase {
  std::string_view name;
  std::string_view expected;
};

TEST(Nearest, FindsWhatWasMeant) {
  constexpr std::array<std::string_view, 6> kCandidates = {"name",    "wrap_up", "first_response",
                                                           "warn_at", "goal",    "next_response"};
  const NearestCase cases[] = {
      {"nmae", "name"},
      {"wrapup", "wrap_up"},
      {"wrap-up", "wrap_up"},
      {"frist_response", "first_response"},
      {"response", ""},
      {"warnat", "warn_at"},
      {"gaol", "goal"},
      {"g", ""},
      {"", ""},
      {"weight", ""},
      {"nextresponse", "next_response"},
  };
  for (const NearestCase& item : cases) {
    EXPECT_EQ(nearest(item.name, kCandidates), item.expected) << item.name;
  }
  EXPECT_EQ(nearest(std::string(100'000, 'n'), kCandidates), "");
  EXPECT_EQ(nearest("name", {}), "");
}

}  // namespace
}  // namespace stellwerk::policy
