// SPDX-License-Identifier: Apache-2.0
#include "core/runtime/idle.h"

namespace stellwerk::runtime {

std::string_view name(Idle idle) {
  switch (idle) {
    case Idle::kSpin:
      return "spin";
    case Idle::kYield:
      return "yield";
    case Idle::kBlock:
      return "block";
  }
  return "";
}

std::optional<Idle> parse_idle(std::string_view text) {
  for (const Idle idle : {Idle::kSpin, Idle::kYield, Idle::kBlock}) {
    if (text == name(idle)) return idle;
  }
  return std::nullopt;
}

}  // namespace stellwerk::runtime
