// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "core/base/time.h"
#include "core/engine/limits.h"
#include "core/runtime/idle.h"
#include "core/runtime/seats.h"
#include "core/stream/limits.h"

namespace stellwerk::runtime {

struct RuntimeOptions {
  // Threads that decide, each with its tenants: tenant t lives in shard t % shards. 1 to 256.
  std::uint32_t shards = 1;
  // 1 to 1,000,000.
  std::uint32_t tenants = 1;
  // I/O threads and embedders' producers that may exist at once. 1 to 65,535.
  std::uint32_t ports_max = 256;
  // Commands in flight to one shard; the next is refused. 1 to 16,777,216. Default 65,536.
  std::uint32_t inbox_commands_max = 65'536;
  Idle idle = Idle::kBlock;
  // How many times faster than real time the engine's clock runs. Above 0, at most 1,000,000.
  double speed = 1.0;
  // Engine time does not start before this: the last time of an earlier run.
  base::Instant not_before{0};
  // As of FoldingOptions.
  std::uint64_t snapshot_records = 200'000;
  bool keep_all_records = false;
  engine::Limits engine;  // of each tenant
  // By tenant, those missing have the defaults.
  std::vector<TenantTerms> terms = {};
  stream::Limits streams;

  // The name of the first field whose value is out of its range; empty when all are usable.
  [[nodiscard]] std::string_view invalid_field() const;
};

}  // namespace stellwerk::runtime
