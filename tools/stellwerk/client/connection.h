// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "tools/stellwerk/client/address.h"
#include "tools/stellwerk/client/request.h"
#include "tools/stellwerk/client/tls_channel.h"
#include "tools/stellwerk/client/value.h"

namespace stellwerk::cli {

// A TCP connection, with TLS or without, with a buffer each way. Requests are gathered by send()
// and leave together with flush(). Failures are kept: after one, failure() says what happened and
// nothing else does work. Thread safety: none.
class Connection {
 public:
  Connection() = default;
  ~Connection();
  Connection(Connection&& other) noexcept;
  Connection& operator=(Connection&& other) noexcept;
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  // Connects and waits for that, at most 5 s for each of the host's addresses; with `trust` it then
  // agrees on TLS, where an empty name stands for the address's host. On failure `failure()` of the
  // result is not empty.
  [[nodiscard]] static Connection open(const Address& address,
                                       const std::optional<TlsTrust>& trust = std::nullopt);

  void send(const Request& request) { request.append_to(out_); }
  // For requests that are encoded already.
  [[nodiscard]] std::string& outgoing() { return out_; }

  // Writes as much as the socket takes now. False once the connection has failed.
  bool flush();
  // Reads what has arrived, without waiting. False once the connection has failed or ended.
  bool fill();
  // What has arrived and was not consumed.
  [[nodiscard]] std::string_view incoming() const {
    return std::string_view(in_).substr(consumed_, filled_ - consumed_);
  }
  void consume(std::size_t count) { consumed_ += count; }
  // The next whole reply, if it has arrived.
  [[nodiscard]] std::optional<Value> next_reply();

  // Ends its use: failure() says `text` from now on, unless it has failed before. Answers false.
  bool fail(std::string text);

  // Sends one request and waits for its reply; none when the connection fails.
  [[nodiscard]] std::optional<Value> call(const Request& request);

  [[nodiscard]] bool wants_write() const { return unsent() > 0; }
  [[nodiscard]] std::size_t unsent() const { return out_.size() - written_; }
  [[nodiscard]] int descriptor() const { return descriptor_; }
  [[nodiscard]] const std::string& failure() const { return failure_; }

 private:
  void agree_on_tls(const Address& address, TlsTrust trust);
  void make_room();
  // 0 bytes: the socket takes or has none now.
  bool take(std::string_view plain, std::size_t& count);
  bool bring(char* into, std::size_t size, std::size_t& count);

  int descriptor_ = -1;
  std::unique_ptr<TlsChannel> tls_;  // unless it is plain
  std::string out_;
  std::size_t written_ = 0;
  std::string in_;
  std::size_t consumed_ = 0;
  std::size_t filled_ = 0;
  std::string failure_;
};

}  // namespace stellwerk::cli
