// SPDX-License-Identifier: Apache-2.0
#include "core/sim/faults/lens.h"

namespace stellwerk::sim {
namespace {

using model::EventType;

constexpr std::uint64_t kEvery = 97;

}  // namespace

int Lens::show(model::Event& event) {
  const bool struck = event.seq % kEvery == kEvery - 1;
  const bool ends = event.type == EventType::kConversationRequeued ||
                    event.type == EventType::kOfferExpired ||
                    event.type == EventType::kOfferDeclined;
  switch (mutant_) {
    case Mutant::kDropsEvent:
      return struck ? 0 : 1;
    case Mutant::kRepeatsEvent:
      return struck ? 2 : 1;
    case Mutant::kHidesRelease:
      if (hidden_ == 0 && event.seq > kEvery && ends) {
        ++hidden_;
        return 0;
      }
      break;
    case Mutant::kHidesAnswerInTime:
      if (hidden_ == 0 && event.type == EventType::kSlaMet) {
        ++hidden_;
        return 0;
      }
      break;
    case Mutant::kNamesAnother:
      if (event.seq > kEvery && event.type == EventType::kConversationAssigned &&
          event.offer == 0) {
        event.agent = event.agent == "a0" ? "a1" : "a0";
      }
      break;
    case Mutant::kTellsBreachLate:
      if (event.type == EventType::kSlaBreached) event.at.ms += 1;
      break;
    default:
      break;
  }
  event.seq -= hidden_;
  return 1;
}

void Lens::reread(model::Event& event) const {
  if (mutant_ == Mutant::kRewritesHistory && event.seq % kEvery == 0) event.at.ms += 1;
}

}  // namespace stellwerk::sim
