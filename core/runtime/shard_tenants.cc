// SPDX-License-Identifier: Apache-2.0
#include "core/runtime/shard_tenants.h"

#include <utility>

#include "core/base/check.h"

namespace stellwerk::runtime {

ShardTenants::ShardTenants(const ShardPlace& place, const engine::Limits& engine,
                           const stream::Limits& streams, OutTray& out, MakeArchive archive)
    : place_(place), engine_(engine), streams_(streams), out_(out), archive_(std::move(archive)) {
  SW_CHECK(place.index < place.shards);
  renew();
}

void ShardTenants::renew() {
  tenants_.clear();
  for (std::uint32_t t = place_.index; t < place_.tenants; t += place_.shards) {
    tenants_.push_back(
        std::make_unique<Tenant>(t, engine_, streams_, out_, archive_ ? archive_(t) : nullptr));
  }
}

Tenant& ShardTenants::of(std::uint32_t tenant) const {
  SW_CHECK(place_.has(tenant));
  return *tenants_[tenant / place_.shards];
}

}  // namespace stellwerk::runtime
