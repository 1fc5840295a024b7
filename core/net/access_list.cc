// SPDX-License-Identifier: Apache-2.0
#include "core/net/access_list.h"

#include <algorithm>

#include "core/base/check.h"

namespace stellwerk::net {
namespace {

constexpr std::int64_t kHour = 3'600;  // seconds

}  // namespace

AccessList::AccessList(const std::vector<UserOptions>& users,
                       const std::vector<TenantOptions>& tenants) {
  std::vector<runtime::TokenBucket*> buckets;
  for (const TenantOptions& tenant : tenants) {
    buckets.push_back(tenant.rate > 0 ? &tenant_buckets_.emplace_back(tenant.rate, kHour)
                                      : nullptr);
  }
  for (const UserOptions& options : users) {
    SW_CHECK(options.tenant < buckets.size() && find(options.name) == nullptr);
    User& user = users_.emplace_back();
    user.options = options;
    user.index = static_cast<std::uint32_t>(users_.size() - 1);
    if (options.rate > 0) user.bucket.emplace(options.rate, kHour);
    user.tenant_bucket = buckets[options.tenant];
  }
}

User* AccessList::find(std::string_view name) {
  const auto found = std::find_if(users_.begin(), users_.end(),
                                  [name](const User& user) { return user.options.name == name; });
  return found == users_.end() ? nullptr : &*found;
}

}  // namespace stellwerk::net
