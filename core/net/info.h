// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "core/net/server_facts.h"
#include "core/runtime/shard_figures.h"

namespace stellwerk::net {

// Whom INFO is for.
struct InfoReader {
  std::uint32_t tenant = 0;
  // Sees what concerns all tenants: the sections Clients, Stats, the rest of Server and
  // Persistence.
  bool is_operator = true;
};

// The text of INFO in Redis' form: sections with a heading, "name:value" lines. `sections` names
// one or more, separated by blanks; empty, "all", "default" and "everything" stand for all.
[[nodiscard]] std::string info_text(const ServerFacts& facts, const runtime::Figures& figures,
                                    const InfoReader& reader,
                                    std::chrono::steady_clock::time_point now,
                                    std::string_view sections);

}  // namespace stellwerk::net
