// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include <boost/asio/ip/tcp.hpp>

#include "core/net/session.h"
#include "core/net/tls.h"

namespace stellwerk::net {

class Connection;

// The I/O thread, as its connections see it.
class ConnectionHome {
 public:
  virtual ~ConnectionHome() = default;
  // There is something to send, or an end to come to: call settle() when the batch is over.
  virtual void touch(Connection& connection) = 0;
  // The session has more to read, in another cycle: call go_on() then. Whether it has read anything
  // in this one.
  virtual void wait_for_turn(Connection& connection, bool has_read) = 0;
  // Closed, and no operation is under way: may be destroyed once the batch is over.
  virtual void done(Connection& connection) = 0;
};

// One client's socket: its bytes in and out of a session. Reads whatever is there and hands it to
// the session in place; what the session has to send goes out with one write per batch.
// Thread safety: belongs to the I/O thread. Lives until home.done() was called: handlers hold plain
// pointers.
class Connection {
 public:
  struct Limits {
    std::size_t read_size_max = 4U << 20U;  // of the read buffer; more than any request
    // Unsent bytes at which a slow reader is cut off: at the end of the next batch that finds as
    // many, and at the latest when `stall_ms_max` pass in which the client takes none of them.
    std::size_t output_max = 256U << 20U;
    std::int64_t stall_ms_max = 1'000;
    // From connecting to the end of the TLS handshake, and where users are configured to the
    // log-in.
    std::int64_t login_ms_max = 10'000;
  };

  Connection(ConnectionHome& home, SessionPlace& place, const Limits& limits,
             boost::asio::ip::tcp::socket socket, std::unique_ptr<TlsStream> tls, std::uint64_t key,
             ClientRecord client);
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  void start() { read(); }

  // Reads what has waited for this cycle.
  void go_on();

  // A reply of the shard, or what else the session waited for, is in its output now; the session
  // may be able to go on reading.
  void resume();

  // Sends what can be sent; closes when all is over. The end of every batch.
  void settle();

  // Nothing more is read; what was read is answered, then the connection is closed.
  void quiesce();

  // At once.
  void close();

  // Closes a connection whose client takes longer than it is given to read or to close its side.
  void sweep(std::int64_t now_ms);
  // Somebody has to call sweep() from time to time.
  [[nodiscard]] bool needs_sweep() const {
    return !closed_ && (lingering() || too_slow() || is_strange());
  }

  [[nodiscard]] Session& session() { return session_; }
  [[nodiscard]] const Session& session() const { return session_; }
  [[nodiscard]] bool closed() const { return closed_; }

  // For the thread's lists of connections that are touched, and that wait for their turn.
  bool touched = false;
  bool awaits_turn = false;

 private:
  [[nodiscard]] bool lingering() const { return linger_until_ms_ != 0; }
  [[nodiscard]] bool too_slow() const {
    return waiting_writable_ && session_.output().size() > limits_.output_max;
  }
  [[nodiscard]] bool is_shaking_hands() const { return tls_ != nullptr && !tls_->is_agreed(); }
  [[nodiscard]] bool is_strange() const {
    return !lingering() && !session_.ended() && (is_shaking_hands() || session_.is_strange());
  }
  void cut_slow_reader();
  void cut_stranger();
  void close_for(const boost::system::error_code& error);
  void read();
  void on_read(const boost::system::error_code& error, std::size_t size);
  void parse();
  void decrypt();
  void make_room();
  void write();
  // Sends what there is in one go; false: nothing more can be sent now.
  [[nodiscard]] bool write_once();
  void encrypt();
  void wait_writable();
  void linger();
  void finish_if_idle();

  ConnectionHome& home_;
  SessionPlace& place_;
  const Limits& limits_;
  boost::asio::ip::tcp::socket socket_;
  const std::unique_ptr<TlsStream> tls_;  // null: in clear
  Session session_;
  std::vector<char> in_;
  std::size_t begin_ = 0;  // of what is not parsed yet
  std::size_t end_ = 0;
  bool reading_ = false;
  bool waiting_writable_ = false;
  bool input_over_ = false;  // the client has closed its side
  bool closed_ = false;
  std::int64_t linger_until_ms_ = 0;
  const std::int64_t connected_ms_;
  std::int64_t taken_ms_ = 0;  // when the client last took something, or had to begin to
};

}  // namespace stellwerk::net
