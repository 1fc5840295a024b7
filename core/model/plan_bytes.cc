// SPDX-License-Identifier: Apache-2.0
#include "core/model/plan_bytes.h"

#include <utility>

namespace stellwerk::model {
namespace {

template <typename Enum>
Enum take_enum(base::ByteReader& reader, Enum greatest) {
  return static_cast<Enum>(reader.u8_up_to(static_cast<std::uint8_t>(greatest)));
}

StepPolicy take_step(base::ByteReader& reader, std::uint8_t format) {
  StepPolicy step;
  step.after = {reader.i64()};
  step.kind = take_enum(reader, StepKind::kHuman);
  step.skills = take_skills(reader);
  for (std::uint32_t n = reader.count(4); n > 0; --n) step.prefer.emplace_back(reader.text());
  step.relax = reader.u8();
  step.if_present = reader.u8_up_to(1) == 1;
  step.move = take_enum(reader, StepMove::kDivert);
  step.to = reader.text();
  if (format >= 4) step.hours = take_enum(reader, StepHours::kClosed);
  return step;
}

}  // namespace

std::vector<SkillNeed> take_skills(base::ByteReader& reader) {
  std::vector<SkillNeed> skills;
  for (std::uint32_t n = reader.count(kSkillSizeMin); n > 0; --n) {
    SkillNeed need;
    need.skill = reader.text();
    need.level = reader.u8();
    skills.push_back(std::move(need));
  }
  return skills;
}

void take_plan(base::ByteReader& reader, QueuePolicy& queue, std::uint8_t format) {
  for (std::uint32_t n = reader.count(kStepSizeMin); n > 0; --n) {
    queue.steps.push_back(take_step(reader, format));
  }
  for (std::uint32_t n = reader.count(kOverflowSizeMin); n > 0; --n) {
    OverflowPolicy overflow;
    overflow.to = reader.text();
    overflow.when = take_enum(reader, OverflowWhen::kClosed);
    overflow.limit = reader.u64();
    queue.overflows.push_back(std::move(overflow));
  }
  queue.when_full = reader.text();
  for (std::uint32_t n = reader.count(kSplitSizeMin); n > 0; --n) {
    SplitShare share;
    share.queue = reader.text();
    share.share = reader.u32();
    queue.split.push_back(std::move(share));
  }
  queue.shuts = reader.u8_up_to(1) == 1;
}

}  // namespace stellwerk::model
