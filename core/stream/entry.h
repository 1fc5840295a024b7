// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

#include "core/model/event.h"
#include "core/model/reply.h"

namespace stellwerk::stream {

// The identifier of an entry as clients see it: "17-0".
[[nodiscard]] std::string entry_id(std::uint64_t seq);

// Writes [id, [field, value, ...]]: `type` first, then conv, agent, queue, offer, at and what else
// the event has. A flat array of texts under every protocol version.
void write_entry(const model::Event& event, model::ReplyWriter& writer);

}  // namespace stellwerk::stream
