// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace stellwerk::net {

inline constexpr std::uint32_t kNoTenant = 0xffff'ffff;

// What a connection is known by: the columns of CLIENT LIST.
struct ClientRecord {
  std::uint64_t id = 0;  // unique since the daemon's start
  int fd = -1;
  std::string address;        // of the client, "127.0.0.1:50000"
  std::string local_address;  // ours
  std::string name;           // CLIENT SETNAME
  std::string library;        // CLIENT SETINFO LIB-NAME
  std::string library_version;
  std::string_view last_command = "NULL";  // of the command table
  std::string_view user = "default";       // empty before a log-in, where one is needed
  std::uint32_t tenant = 0;                // kNoTenant then
  std::uint8_t protocol = 2;
  std::int64_t connected_ms = 0;  // real, monotonic
  std::int64_t active_ms = 0;     // when bytes last came
};

// One line as Redis' clients read it, with its end.
[[nodiscard]] std::string client_line(const ClientRecord& client, std::int64_t now_ms,
                                      std::uint64_t outstanding, std::size_t output_bytes);

// Which clients CLIENT LIST and CLIENT KILL mean; what is not given does not restrict.
struct ClientFilter {
  bool none = false;  // a kind of client that there is not: nobody
  std::uint64_t id = 0;
  std::string address;
  std::string local_address;
  std::uint64_t skip_id = 0;
  std::optional<std::string> user;
  std::optional<std::uint32_t> tenant;

  [[nodiscard]] bool accepts(const ClientRecord& client) const;
};

// What CLIENT SETNAME and SETINFO take: printable without blanks, so that lists stay readable.
[[nodiscard]] bool is_client_text(std::string_view text);

// A CLIENT LIST or KILL on its way through the I/O threads: each adds its part and hands it on, the
// one that it began at answers. `kill` closes those it lists.
struct Roster {
  std::uint32_t origin = 0;   // I/O thread
  std::uint64_t session = 0;  // that asked, by its key there
  ClientFilter filter;
  bool kill = false;
  bool count_answer = false;  // KILL with filters answers how many, the old form OK or an error
  bool home_again = false;    // has begun its round
  bool kills_asker = false;
  std::string lines;
  std::uint64_t killed = 0;
};

}  // namespace stellwerk::net
