// SPDX-License-Identifier: Apache-2.0
#include "core/runtime/runtime_options.h"

#include <algorithm>

namespace stellwerk::runtime {

std::string_view RuntimeOptions::invalid_field() const {
  if (shards < 1 || shards > 256) return "shards";
  if (tenants < 1 || tenants > 1'000'000) return "tenants";
  if (ports_max < 1 || ports_max > 65'535) return "ports_max";
  if (inbox_commands_max < 1 || inbox_commands_max > (1U << 24U)) return "inbox_commands_max";
  // Written so that a NaN is refused.
  if (!(speed > 0.0 && speed <= 1'000'000.0)) return "speed";
  if (streams.entries_max < 1) return "streams.entries_max";
  if (streams.answer_entries_max < 1) return "streams.answer_entries_max";
  const auto is_wrong = [](const TenantTerms& each) {
    return each.weight < 1 || each.weight > 1'000;
  };
  if (std::any_of(terms.begin(), terms.end(), is_wrong)) return "terms";
  return "";
}

}  // namespace stellwerk::runtime
