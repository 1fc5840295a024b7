// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <string_view>

#include "core/runtime/shard_tenants.h"

namespace stellwerk::runtime {

// Hands out the state of a shard in pieces: where it stands, then each tenant with its engine, its
// events and, last, its digest.
void save_shard(const ShardTenants& tenants,
                const std::function<void(std::string_view piece)>& take);

// Brings the state back into tenants that have just been made. Those that came later than the
// snapshot stay as they are made.
class ShardLoader {
 public:
  explicit ShardLoader(const ShardTenants& tenants) : tenants_(tenants) {}

  // False: the piece does not belong there. Then the tenants are of no use.
  [[nodiscard]] bool take(std::string_view piece);
  // Why take() refused, when it is more than that the piece does not belong there.
  [[nodiscard]] const std::string& problem() const { return problem_; }
  // All that were saved are there, with the digests they had.
  [[nodiscard]] bool done() const { return begun_ && loaded_ == saved_; }

 private:
  [[nodiscard]] bool begin(std::string_view bytes);
  [[nodiscard]] bool end_tenant(const Tenant& tenant, std::string_view digest);

  const ShardTenants& tenants_;
  bool begun_ = false;
  std::size_t saved_ = 0;
  std::size_t loaded_ = 0;
  std::string problem_;
};

}  // namespace stellwerk::runtime
