// SPDX-License-Identifier: Apache-2.0
#include "core/runtime/runtime_options.h"

#include <functional>
#include <limits>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace stellwerk::runtime {
namespace {

TEST(RuntimeOptions, NamesTheFieldThatIsOutOfRange) {
  struct Case {
    std::string field;
    std::function<void(RuntimeOptions&)> spoil;
  };
  const std::vector<Case> cases = {
      {"", [](RuntimeOptions&) {}},
      {"shards", [](RuntimeOptions& o) { o.shards = 0; }},
      {"shards", [](RuntimeOptions& o) { o.shards = 257; }},
      {"tenants", [](RuntimeOptions& o) { o.tenants = 0; }},
      {"tenants", [](RuntimeOptions& o) { o.tenants = 1'000'001; }},
      {"ports_max", [](RuntimeOptions& o) { o.ports_max = 0; }},
      {"ports_max", [](RuntimeOptions& o) { o.ports_max = 65'536; }},
      {"inbox_commands_max", [](RuntimeOptions& o) { o.inbox_commands_max = 0; }},
      {"inbox_commands_max", [](RuntimeOptions& o) { o.inbox_commands_max = (1U << 24U) + 1; }},
      {"speed", [](RuntimeOptions& o) { o.speed = 0; }},
      {"speed", [](RuntimeOptions& o) { o.speed = -1; }},
      {"speed", [](RuntimeOptions& o) { o.speed = 2e6; }},
      {"speed", [](RuntimeOptions& o) { o.speed = std::numeric_limits<double>::quiet_NaN(); }},
      {"streams.entries_max", [](RuntimeOptions& o) { o.streams.entries_max = 0; }},
      {"streams.answer_entries_max", [](RuntimeOptions& o) { o.streams.answer_entries_max = 0; }},
  };
  for (const Case& each : cases) {
    RuntimeOptions options;
    each.spoil(options);
    EXPECT_EQ(options.invalid_field(), each.field);
  }
}

}  // namespace
}  // namespace stellwerk::runtime
