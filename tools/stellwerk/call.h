// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "tools/stellwerk/client/address.h"

namespace stellwerk::cli {

// Sends one command and prints its reply. 0, 1 when the reply is an error, 2 without a reply.
[[nodiscard]] int run_call(const Address& daemon, const std::vector<std::string>& command);

}  // namespace stellwerk::cli
