// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/bytes.h"
#include "core/model/policy.h"

// The routing plan of a queue as bytes, a part of the encoded policy.
namespace stellwerk::model {

template <class Out>
void put_skills(const std::vector<SkillNeed>& skills, Out& out) {
  out.u32(static_cast<std::uint32_t>(skills.size()));
  for (const SkillNeed& need : skills) {
    out.text(need.skill);
    out.u8(need.level);
  }
}

template <class Out>
void put_step(const StepPolicy& step, Out& out) {
  out.u64(static_cast<std::uint64_t>(step.after.ms));
  out.u8(static_cast<std::uint8_t>(step.kind));
  put_skills(step.skills, out);
  out.u32(static_cast<std::uint32_t>(step.prefer.size()));
  for (const std::string& skill : step.prefer) out.text(skill);
  out.u8(step.relax);
  out.u8(step.if_present ? 1 : 0);
  out.u8(static_cast<std::uint8_t>(step.move));
  out.text(step.to);
  out.u8(static_cast<std::uint8_t>(step.hours));
}

template <class Out>
void put_plan(const QueuePolicy& queue, Out& out) {
  out.u32(static_cast<std::uint32_t>(queue.steps.size()));
  for (const StepPolicy& step : queue.steps) put_step(step, out);
  out.u32(static_cast<std::uint32_t>(queue.overflows.size()));
  for (const OverflowPolicy& overflow : queue.overflows) {
    out.text(overflow.to);
    out.u8(static_cast<std::uint8_t>(overflow.when));
    out.u64(overflow.limit);
  }
  out.text(queue.when_full);
  out.u32(static_cast<std::uint32_t>(queue.split.size()));
  for (const SplitShare& share : queue.split) {
    out.text(share.queue);
    out.u32(share.share);
  }
  out.u8(queue.shuts ? 1 : 0);
}

// The least bytes of each.
inline constexpr std::size_t kSkillSizeMin = 4 + 1;
inline constexpr std::size_t kStepSizeMin = 8 + 1 + 4 + 4 + 1 + 1 + 1 + 4;
inline constexpr std::size_t kOverflowSizeMin = 4 + 1 + 8;
inline constexpr std::size_t kSplitSizeMin = 4 + 4;
inline constexpr std::size_t kPlanSizeMin = 4 + 4 + 4 + 4 + 1;

// These fail the reader where the bytes are not what was put.
[[nodiscard]] std::vector<SkillNeed> take_skills(base::ByteReader& reader);
void take_plan(base::ByteReader& reader, QueuePolicy& queue, std::uint8_t format);

}  // namespace stellwerk::model
