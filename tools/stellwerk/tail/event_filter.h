// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "tools/stellwerk/tail/stream_event.h"

namespace stellwerk::cli {

// Which events are shown: those that match all that is given.
struct EventFilter {
  std::vector<std::string> types;  // "sla.breached", or "sla" for all that begin with it
  std::string conv, agent, queue;

  [[nodiscard]] bool matches(const StreamEvent& event) const;
};

// Empty, or why no event can have such a type.
[[nodiscard]] std::string check_event_type(const std::string& type);

}  // namespace stellwerk::cli
