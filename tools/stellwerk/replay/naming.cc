// SPDX-License-Identifier: Apache-2.0
#include "tools/stellwerk/replay/naming.h"

#include "core/base/text.h"

namespace stellwerk::cli {

std::optional<std::size_t> Naming::contact(std::string_view conversation) const {
  if (!conversation.starts_with(prefix_)) return std::nullopt;
  const auto number = base::parse_integer(conversation.substr(prefix_.size()));
  if (!number || *number < 0) return std::nullopt;
  return static_cast<std::size_t>(*number);
}

}  // namespace stellwerk::cli
