// SPDX-License-Identifier: Apache-2.0
#include "core/sim/faults/distortion.h"

#include "core/base/check.h"

namespace stellwerk::sim {

using model::CommandKind;
using model::Field;

bool Distortion::active() const {
  switch (mutant_) {
    case Mutant::kForgetsRequests:
    case Mutant::kRenamesMessages:
    case Mutant::kOverstatesCapacity:
    case Mutant::kWithholds:
    case Mutant::kLowersSkills:
    case Mutant::kStarves:
    case Mutant::kHalvesShare:
      return true;
    default:
      return false;
  }
}

void Distortion::distort(const runtime::CommandBlock& sent, runtime::CommandBlock& given) {
  for (const runtime::CommandRecord& record : sent.records()) {
    const model::Command* const command = decoder_.decode(sent.bytes(record));
    SW_CHECK(command != nullptr);
    model::Command changed = *command;
    distort(changed);
    given.add(record.envelope, changed);
  }
}

void Distortion::distort(model::Command& command) {
  ++count_;
  switch (mutant_) {
    case Mutant::kForgetsRequests:
      command.fields &= ~(std::uint64_t{1} << static_cast<unsigned>(Field::kRequest));
      command.request = {};
      return;
    case Mutant::kRenamesMessages:
      if (command.kind != CommandKind::kMessageIn) return;
      text_ = "m9" + std::to_string(count_);
      command.message = text_;
      return;
    case Mutant::kOverstatesCapacity:
      if (command.has(Field::kCapacity)) ++command.capacity;
      return;
    case Mutant::kWithholds:
      if (command.kind != CommandKind::kConvOpen || count_ % 5 != 0) return;
      terms_ = {{"s99", 9}};
      command.skills = terms_;
      command.mark(Field::kSkills);
      return;
    case Mutant::kLowersSkills:
      if (command.kind != CommandKind::kConvOpen) return;
      command.skills = {};
      return;
    case Mutant::kStarves:
    case Mutant::kHalvesShare: {
      if (command.kind != CommandKind::kPolicyApply) return;
      auto policy = model::decode_policy(command.payload);
      SW_CHECK(policy);
      const bool no_share = mutant_ == Mutant::kStarves;
      policy->routing.catch_up_permille = no_share ? 0 : policy->routing.catch_up_permille / 2;
      for (auto& queue : policy->queues) queue.late_max_mode = model::LateMax::kOff;
      text_.clear();
      model::encode(*policy, text_);
      command.payload = text_;
      return;
    }
    default:
      return;
  }
}

}  // namespace stellwerk::sim
