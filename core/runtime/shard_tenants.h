// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <vector>

#include "core/engine/limits.h"
#include "core/runtime/out_tray.h"
#include "core/runtime/tenant.h"
#include "core/stream/limits.h"

namespace stellwerk::runtime {

// Which tenants a shard has; see ShardOptions.
struct ShardPlace {
  std::uint32_t index = 0;
  std::uint32_t shards = 1;
  std::uint32_t tenants = 1;

  [[nodiscard]] bool has(std::uint32_t tenant) const {
    return tenant < tenants && tenant % shards == index;
  }
  friend bool operator==(const ShardPlace&, const ShardPlace&) = default;
};

// Makes what keeps the events of a tenant that memory need not hold; may be empty.
using MakeArchive = std::function<std::unique_ptr<stream::Archive>(std::uint32_t tenant)>;

// All tenants of one shard: what its records lead to.
// Thread safety: none; one thread at a time.
class ShardTenants {
 public:
  ShardTenants(const ShardPlace& place, const engine::Limits& engine, const stream::Limits& streams,
               OutTray& out, MakeArchive archive = {});

  // As before their first record.
  void renew();

  // REQUIRES: place().has(tenant).
  [[nodiscard]] Tenant& of(std::uint32_t tenant) const;
  [[nodiscard]] const ShardPlace& place() const { return place_; }
  // In the order of their numbers.
  [[nodiscard]] std::span<const std::unique_ptr<Tenant>> all() const { return tenants_; }

 private:
  const ShardPlace place_;
  const engine::Limits engine_;
  const stream::Limits streams_;
  OutTray& out_;
  const MakeArchive archive_;
  std::vector<std::unique_ptr<Tenant>> tenants_;
};

}  // namespace stellwerk::runtime
