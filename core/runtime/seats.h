// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace stellwerk::runtime {

// In the place of a tenant's number: what concerns a whole shard.
inline constexpr std::uint32_t kNobody = 0xFFFF'FFFFU;

// What one tenant gets of what it shares with others.
struct TenantTerms {
  // Of the commands that are decided while several tenants wait. 1 to 1,000.
  std::uint32_t weight = 1;
  // Conversations that are not closed, and registered agents, bots included; the next is answered
  // FULL. 0: as many as the engine's limits allow.
  std::uint64_t open_max = 0;
  std::uint64_t agents_max = 0;
};

// The tenants of one shard, numbered from 0 without gaps, and their weights. Nobody comes last.
class Seats {
 public:
  // One tenant.
  Seats() : Seats(1, {1}) {}
  // `weights` by seat. Of all tenants, every `shards`-th lives in the shard.
  Seats(std::uint32_t shards, std::vector<std::uint32_t> weights)
      : shards_(shards), weights_(std::move(weights)) {}
  // Shard `index` of those that `tenants` tenants live in; `terms` by tenant, those missing have
  // the defaults.
  static Seats of(std::uint32_t index, std::uint32_t shards, std::uint32_t tenants,
                  const std::vector<TenantTerms>& terms) {
    std::vector<std::uint32_t> weights;
    for (std::uint64_t tenant = index; tenant < tenants; tenant += shards) {
      weights.push_back(tenant < terms.size() ? terms[tenant].weight : 1);
    }
    return {shards, std::move(weights)};
  }

  // Tenants.
  [[nodiscard]] std::size_t count() const { return weights_.size(); }
  [[nodiscard]] std::size_t of(std::uint32_t tenant) const {
    return tenant == kNobody ? weights_.size() : tenant / shards_;
  }
  [[nodiscard]] std::uint32_t weight(std::size_t seat) const {
    return seat < weights_.size() ? weights_[seat] : 1;
  }

 private:
  std::uint32_t shards_;
  std::vector<std::uint32_t> weights_;
};

}  // namespace stellwerk::runtime
