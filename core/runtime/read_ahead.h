// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "core/journal/history.h"

namespace stellwerk::runtime {

// Visits the records from `from` up to, not with, `to` as journal::History::read() does, while a
// thread of its own reads some blocks of them ahead. Nobody else uses the history meanwhile.
[[nodiscard]] journal::Problem read_ahead(const journal::History& history, std::uint64_t from,
                                          std::uint64_t to, const journal::History::Visit& visit);

}  // namespace stellwerk::runtime
