// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/model/policy.h"
#include "core/net/access_list.h"
#include "core/net/endpoint.h"
#include "core/runtime/journal_thread.h"
#include "core/runtime/runtime_options.h"

namespace stellwerk::net {

struct ServerOptions {
  Endpoint listen;
  Endpoint http;
  // Where clients connect with TLS, by that certificate and key (PEM files, read anew on SIGHUP).
  std::optional<Endpoint> tls_listen;
  std::string tls_cert;
  std::string tls_key;
  // 0: one thread reads, decides and answers; with one shard only.
  std::uint32_t io_threads = 1;
  // Connections at once; the next are answered with an error and closed.
  std::uint32_t connections_max = 10'000;
  // Unsent bytes at which a connection that does not read is closed.
  std::size_t output_max = 256U << 20U;
  // A client whose machine says nothing for so long is taken for gone. 1,000 or more.
  std::int64_t peer_timeout_ms = 60'000;
  // From connecting to the end of the TLS handshake, and with users to the log-in. 1 or more.
  std::int64_t login_timeout_ms = 10'000;
  // Who may log in; nobody: whoever can connect may do everything.
  std::vector<UserOptions> users;
  std::vector<TenantOptions> tenants = {{"default"}};  // by index
  // Shards, limits and the clock. ports_max is set by the server.
  runtime::RuntimeOptions runtime;
  std::string config;         // shown by INFO
  std::string data = "none";  // shown by INFO
  // Told while it serves what an operator should know, a sentence each; by any thread.
  std::function<void(const std::string&)> note;
};

// The daemon without its command line: shards, I/O threads, the listener and the HTTP server, put
// together and taken apart in the right order.
// Thread safety: belongs to one thread, but for request_stop().
class Server {
 public:
  // Replays the journal, binds both addresses and starts the shards. Null when that fails; `error`
  // then says why. Without a journal nothing outlives the process.
  [[nodiscard]] static std::unique_ptr<Server> open(
      const ServerOptions& options, std::string& error,
      std::unique_ptr<runtime::JournalThread> journal = nullptr);
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  // The journal has brought back a policy of the tenant. Before start().
  [[nodiscard]] bool has_policy(std::uint32_t tenant = 0) const;

  // Applies the first policy of the tenant. False when it is refused; `error` then says why.
  // Before run().
  [[nodiscard]] bool apply_policy(std::string_view toml, const model::Policy& policy,
                                  std::string& error, std::uint32_t tenant = 0);

  // Starts to serve: clients are accepted from here on.
  void start();

  // Where it listens, with the ports that the system picked.
  [[nodiscard]] const Endpoint& listen() const;
  [[nodiscard]] const Endpoint& http() const;
  // Null without tls_listen.
  [[nodiscard]] const Endpoint* tls() const;
  // Commands replayed from the journal at the start.
  [[nodiscard]] std::uint64_t recovered() const;
  // Of those, records that were decided again; the others came with a snapshot.
  [[nodiscard]] std::uint64_t replayed() const;
  // What was noticed on the way that an operator should know, a sentence each.
  [[nodiscard]] const std::vector<std::string>& notes() const;

  // Waits for SIGTERM, SIGINT or request_stop(), then stops in order: no more connections, nothing
  // more read, everything read answered. Within five seconds, however slow clients read.
  // Answers the signal, 0 for request_stop().
  int run();

  // Ends run(). Any thread.
  void request_stop();

 private:
  struct State;
  explicit Server(std::unique_ptr<State> state);

  std::unique_ptr<State> state_;
};

}  // namespace stellwerk::net
