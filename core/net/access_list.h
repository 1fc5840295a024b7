// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/net/password.h"
#include "core/resp/role.h"
#include "core/runtime/seats.h"
#include "core/runtime/token_bucket.h"

namespace stellwerk::net {

// Who may log in, as configured.
struct UserOptions {
  std::string name;
  PasswordHash password;
  resp::Role role = resp::Role::kObserver;
  std::uint32_t tenant = 0;           // index
  std::uint64_t rate = 0;             // commands an hour over all his connections; 0: any number
  std::uint64_t connections_max = 0;  // at once; 0: any number
};

struct TenantOptions {
  std::string name;
  std::uint64_t rate = 0;  // commands an hour of all its users; 0: any number
  runtime::TenantTerms terms = {};
};

// A user while the daemon runs.
struct User {
  UserOptions options;
  std::uint32_t index = 0;
  std::optional<runtime::TokenBucket> bucket;
  runtime::TokenBucket* tenant_bucket = nullptr;  // null: its tenant has no rate

  // Who may see and do what concerns all tenants.
  [[nodiscard]] bool is_operator() const {
    return options.role == resp::Role::kAdmin && options.tenant == 0;
  }
};

// All users. Nobody configured: whoever can connect may do everything, in the first tenant.
// Thread safety: any thread; only the buckets change.
class AccessList {
 public:
  // REQUIRES: user names differ, each user's tenant is one of `tenants`.
  AccessList(const std::vector<UserOptions>& users, const std::vector<TenantOptions>& tenants);
  AccessList(const AccessList&) = delete;
  AccessList& operator=(const AccessList&) = delete;

  // Somebody is configured: it takes a log-in.
  [[nodiscard]] bool guarded() const { return !users_.empty(); }
  // Null when there is none of that name.
  [[nodiscard]] User* find(std::string_view name);
  [[nodiscard]] std::size_t size() const { return users_.size(); }
  // Whose password takes as long to check as one of an unknown user has to. REQUIRES: guarded().
  [[nodiscard]] const User& decoy() const { return users_.front(); }

 private:
  std::deque<runtime::TokenBucket> tenant_buckets_;
  std::deque<User> users_;
};

}  // namespace stellwerk::net
