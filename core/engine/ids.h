// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "core/base/pairing_heap.h"

// Dense positions in the engine's tables. None of them leaves the engine.
namespace stellwerk::engine {

using NameId = std::uint32_t;
using QueueId = NameId;  // queues, channels, skills and SLAs are numbered by first mention
using AgentSlot = std::uint32_t;
using ConvSlot = std::uint32_t;
using GroupId = std::uint32_t;
using ClassId = std::uint32_t;
using RequirementId = std::uint32_t;

inline constexpr std::uint32_t kNone = base::kNoNode;
inline constexpr AgentSlot kNobody = kNone - 1;  // whom a conversation waits for that is kept back

}  // namespace stellwerk::engine
