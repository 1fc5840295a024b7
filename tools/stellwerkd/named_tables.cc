// SPDX-License-Identifier: Apache-2.0
#include "tools/stellwerkd/named_tables.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <sstream>
#include <string_view>

#include "core/base/text.h"

namespace stellwerk::daemon {
namespace {

constexpr std::int64_t kRateMax = 100'000'000;
constexpr std::int64_t kConnectionsMax = 1'000'000;
constexpr std::int64_t kWeightMax = 1'000;
constexpr std::int64_t kQuotaMax = 1'000'000'000;

// One key of a table; `apply` answers what is wrong with the text, empty when nothing is.
template <typename Draft>
struct Key {
  std::string_view name;
  bool required;
  std::string (*apply)(Draft& draft, const Options& options, std::string_view text);
};

std::string quoted(std::string_view text) { return '"' + std::string(text) + '"'; }

template <typename Draft>
std::string apply_name(Draft& draft, const Options&, std::string_view text) {
  draft.name = text;
  if (base::is_identifier(text)) return {};
  return quoted(text) + " is no name: 1 to 128 printable bytes without blank, ',', '=', '<', '>'";
}

template <typename Draft>
std::string apply_rate(Draft& draft, const Options&, std::string_view text) {
  const auto written = base::split_rate(text);
  const auto rate = written ? base::parse_integer(written->count) : std::nullopt;
  if (!rate || *rate < 1 || *rate > kRateMax) {
    return quoted(text) +
           " is no rate: write a number of 1 to 100000000 with /s, /min or /h, like "
           "5000/s";
  }
  draft.rate = static_cast<std::uint64_t>(*rate) * written->times_an_hour;
  return {};
}

std::string apply_password(net::UserOptions& user, const Options&, std::string_view text) {
  return parse_password_hash(text, user.password);
}

std::string apply_role(net::UserOptions& user, const Options&, std::string_view text) {
  const std::optional<resp::Role> role = resp::parse_role(text);
  if (!role) return quoted(text) + " is none of " + resp::names_of(resp::kLoggedIn);
  user.role = *role;
  return {};
}

std::string apply_tenant(net::UserOptions& user, const Options& options, std::string_view text) {
  const auto& all = options.tenants;
  const auto found = std::find_if(all.begin(), all.end(),
                                  [text](const Tenant& each) { return each.name == text; });
  if (found == all.end()) {
    return quoted(text) + " is no tenant: write a [[tenant]] of that name, or default";
  }
  user.tenant = static_cast<std::uint32_t>(found - all.begin());
  return {};
}

std::string apply_policy(Tenant& tenant, const Options&, std::string_view text) {
  tenant.policy = text;
  return text.empty() ? "needs the path of a TOML file" : "";
}

std::string apply_weight(Tenant& tenant, const Options&, std::string_view text) {
  const auto weight = base::parse_integer(text);
  if (!weight || *weight < 1 || *weight > kWeightMax) {
    return quoted(text) + " is no integer from 1 to 1000";
  }
  tenant.terms.weight = static_cast<std::uint32_t>(*weight);
  return {};
}

template <std::uint64_t runtime::TenantTerms::*kQuota>
std::string apply_quota(Tenant& tenant, const Options&, std::string_view text) {
  const auto most = base::parse_integer(text);
  if (!most || *most < 1 || *most > kQuotaMax) {
    return quoted(text) + " is no integer from 1 to 1000000000";
  }
  tenant.terms.*kQuota = static_cast<std::uint64_t>(*most);
  return {};
}

std::string apply_connections(net::UserOptions& user, const Options&, std::string_view text) {
  const auto most = base::parse_integer(text);
  if (!most || *most < 1 || *most > kConnectionsMax) {
    return quoted(text) + " is no integer from 1 to 1000000";
  }
  user.connections_max = static_cast<std::uint64_t>(*most);
  return {};
}

constexpr std::array kUserKeys = {
    Key<net::UserOptions>{"name", true, apply_name},
    Key<net::UserOptions>{"password", true, apply_password},
    Key<net::UserOptions>{"role", true, apply_role},
    Key<net::UserOptions>{"tenant", false, apply_tenant},
    Key<net::UserOptions>{"rate", false, apply_rate},
    Key<net::UserOptions>{"connections_max", false, apply_connections},
};

constexpr std::array kTenantKeys = {
    Key<Tenant>{"name", true, apply_name},
    Key<Tenant>{"policy", false, apply_policy},
    Key<Tenant>{"rate", false, apply_rate},
    Key<Tenant>{"weight", false, apply_weight},
    Key<Tenant>{"open_max", false, apply_quota<&runtime::TenantTerms::open_max>},
    Key<Tenant>{"agents_max", false, apply_quota<&runtime::TenantTerms::agents_max>},
};

// Reads one table into a draft, and complains of what is wrong with it.
template <typename Draft>
class TableReader {
 public:
  TableReader(std::string_view kind, std::span<const Key<Draft>> keys, const Options& options,
              std::vector<Complaint>& complaints)
      : kind_(kind), keys_(keys), options_(options), complaints_(complaints) {}

  void read(const toml::table& table, Draft& draft) {
    for (const auto& [key, value] : table) {
      const std::string text = complaint_about(key.str(), value, draft);
      if (!text.empty()) complain(value.source().begin.line, key.str(), text);
    }
    for (const Key<Draft>& key : keys_) {
      if (!key.required || table.contains(key.name)) continue;
      complain(table.source().begin.line, key.name, "is missing");
    }
  }

  void complain(std::uint32_t line, std::string_view key, const std::string& text) {
    std::string name(kind_);
    if (!key.empty()) name.append(".").append(key);
    complaints_.push_back({line, name, text});
  }

 private:
  std::string complaint_about(std::string_view name, const toml::node& value, Draft& draft) {
    const auto key = std::find_if(keys_.begin(), keys_.end(),
                                  [name](const Key<Draft>& each) { return each.name == name; });
    if (key == keys_.end()) {
      std::string names;
      for (const Key<Draft>& each : keys_) names.append(names.empty() ? "" : ", ") += each.name;
      return "is no key of a [[" + std::string(kind_) + "]]; there are " + names;
    }
    const std::optional<std::string> text = flag_text(value);
    return text ? key->apply(draft, options_, *text) : "must be a text or a number";
  }

  const std::string_view kind_;
  const std::span<const Key<Draft>> keys_;
  const Options& options_;
  std::vector<Complaint>& complaints_;
};

// Reads all tables of a kind into drafts, whose names must differ.
template <typename Draft>
void read_all(const toml::node& tables, TableReader<Draft>& reader, std::vector<Draft>& drafts,
              std::string_view kind) {
  const toml::array* all = tables.as_array();
  if (all == nullptr || !all->is_array_of_tables()) {
    return reader.complain(tables.source().begin.line, "",
                           "must be tables: [[" + std::string(kind) + "]]");
  }
  for (const toml::node& each : *all) {
    const toml::table& table = *each.as_table();
    Draft draft;
    draft.name.clear();
    reader.read(table, draft);
    const bool twice = std::any_of(drafts.begin(), drafts.end(), [&draft](const Draft& before) {
      return before.name == draft.name;
    });
    if (twice) {
      reader.complain(table.source().begin.line, "name", quoted(draft.name) + " is there twice");
    }
    drafts.push_back(draft);
  }
}

}  // namespace

std::optional<std::string> flag_text(const toml::node& value) {
  if (const auto* text = value.as_string()) return text->get();
  if (const auto* integer = value.as_integer()) return std::to_string(integer->get());
  if (const auto* truth = value.as_boolean()) return truth->get() ? "true" : "false";
  if (const auto* real = value.as_floating_point()) {
    std::ostringstream text;
    text << real->get();
    return text.str();
  }
  return std::nullopt;
}

void read_tenants(const toml::node& tenants, Options& options, std::vector<Complaint>& complaints) {
  TableReader<Tenant> reader("tenant", kTenantKeys, options, complaints);
  std::vector<Tenant> all;
  read_all(tenants, reader, all, "tenant");
  for (std::size_t i = 0; i < all.size(); ++i) {
    const toml::node* const policy = tenants.as_array()->get(i)->as_table()->get("policy");
    if (policy != nullptr) all[i].policy_line = policy->source().begin.line;
  }
  for (Tenant& tenant : all) {
    if (tenant.name == options.tenants.front().name) {
      options.tenants.front() = std::move(tenant);
    } else {
      options.tenants.push_back(std::move(tenant));
    }
  }
}

void read_users(const toml::node& users, Options& options, std::vector<Complaint>& complaints) {
  TableReader<net::UserOptions> reader("user", kUserKeys, options, complaints);
  read_all(users, reader, options.users, "user");
}

}  // namespace stellwerk::daemon
