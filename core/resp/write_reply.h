// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

#include "core/model/reply.h"

namespace stellwerk::resp {

// Appends what model::write() makes a writer of this version of the protocol (2 or 3) write: the
// same bytes, put together in one piece for what most commands are answered with.
void write_reply(const model::Reply& reply, std::uint8_t protocol, std::string& out);

}  // namespace stellwerk::resp
