// SPDX-License-Identifier: Apache-2.0
#include "core/net/client_record.h"

#include <algorithm>

namespace stellwerk::net {

std::string client_line(const ClientRecord& client, std::int64_t now_ms, std::uint64_t outstanding,
                        std::size_t output_bytes) {
  std::string line;
  const auto add = [&line](std::string_view key, std::string_view value) {
    if (!line.empty()) line += ' ';
    line.append(key).append("=").append(value);
  };
  const auto seconds_since = [now_ms](std::int64_t then_ms) {
    return std::to_string(std::max<std::int64_t>(now_ms - then_ms, 0) / 1'000);
  };
  add("id", std::to_string(client.id));
  add("addr", client.address);
  add("laddr", client.local_address);
  add("fd", std::to_string(client.fd));
  add("name", client.name);
  add("age", seconds_since(client.connected_ms));
  add("idle", seconds_since(client.active_ms));
  add("flags", "N");
  add("db", "0");
  add("outstanding", std::to_string(outstanding));
  add("omem", std::to_string(output_bytes));
  add("cmd", client.last_command);
  add("user", client.user);
  add("resp", std::to_string(client.protocol));
  add("lib-name", client.library);
  add("lib-ver", client.library_version);
  line += '\n';
  return line;
}

bool ClientFilter::accepts(const ClientRecord& client) const {
  return !none && (id == 0 || client.id == id) && client.id != skip_id &&
         (address.empty() || client.address == address) && (!user || client.user == *user) &&
         (!tenant || client.tenant == *tenant) &&
         (local_address.empty() || client.local_address == local_address);
}

bool is_client_text(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c <= '~'; });
}

}  // namespace stellwerk::net
