// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <list>
#include <memory>
#include <span>
#include <vector>

#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/steady_timer.hpp>

#include "core/net/connection.h"
#include "core/net/mailbox.h"
#include "core/net/net_counters.h"
#include "core/net/session.h"
#include "core/runtime/idle.h"
#include "core/runtime/port.h"
#include "core/runtime/runtime.h"
#include "core/runtime/thread_runner.h"

namespace stellwerk::net {

// The connections of one thread. A cycle reads what has come in on any of them, sends the commands
// to the shards as one batch, takes over the answers that are there, and writes once to each
// connection that has some. With a crank it turns that in between, and reads on when all is
// decided. Sleeps in the event loop when there is nothing of all that. Thread safety: mailbox() and
// counters() are for anyone; everything else belongs to the thread.
class IoThread final : public runtime::Duty, public ConnectionHome, public SessionHost {
 public:
  struct Options {
    std::uint32_t index = 0;
    Connection::Limits limits;
    // Where kQuiet letters go.
    Mailbox* office = nullptr;
    // Where kLogin letters go.
    Mailbox* login_desk = nullptr;
    // By tenant.
    std::span<const std::uint32_t> weights = {};
    // Of one shard, not started: this thread decides, too. Null: shards have threads of their own.
    runtime::Runtime* crank = nullptr;
    runtime::Idle idle = runtime::Idle::kBlock;
  };

  IoThread(const Options& options, const ServerFacts& facts, AccessList& access,
           runtime::Port& port);
  ~IoThread() override;
  IoThread(const IoThread&) = delete;
  IoThread& operator=(const IoThread&) = delete;

  // All I/O threads by index, this one included. Before the thread starts.
  void meet(std::span<IoThread* const> threads);

  [[nodiscard]] Mailbox& mailbox() { return mailbox_; }
  [[nodiscard]] const NetCounters& counters() const { return counters_; }
  // Connections of the user's that have ended here, or log in as somebody else. Any thread.
  [[nodiscard]] std::uint64_t left(const User& user) const { return left_[user.index].value(); }
  [[nodiscard]] runtime::WakeSignal& signal() { return port_.signal(); }

  // runtime::Duty. Sleeps inside do_work(), so there is never nothing to do.
  std::size_t do_work() override;
  [[nodiscard]] bool has_work() override { return true; }
  [[nodiscard]] std::int64_t idle_ns_max() override { return 0; }
  // Sends what is answered, then waits, for three seconds at most, until the clients have closed.
  // REQUIRES: a kQuiesce letter came before.
  [[nodiscard]] bool finish() override;

  // ConnectionHome.
  void touch(Connection& connection) override;
  void wait_for_turn(Connection& connection, bool has_read) override;
  void done(Connection& connection) override;

  // SessionHost.
  [[nodiscard]] std::int64_t now_ms() const override { return now_ms_; }
  void ask_figures(std::uint64_t session, std::uint32_t tenant) override;
  void pass_on(std::unique_ptr<Roster> roster) override;
  [[nodiscard]] bool check(std::unique_ptr<Login> login) override;
  void leave(const User& user) override;

 private:
  struct Slot {
    std::unique_ptr<Connection> connection;
    std::uint32_t generation = 0;
  };
  struct FiguresRequest {
    std::uint64_t session;
    runtime::FiguresMailbox mailbox;
  };

  [[nodiscard]] Connection* find(std::uint64_t key);
  void wait_for_letters();
  void wait_for_answers();
  void wait_for_commands();
  [[nodiscard]] bool decides_on() const;
  void sweep_later();
  void read_letters();
  void adopt(const Mail& mail);
  void take_verdict(std::unique_ptr<Login> login);
  void add_to(std::unique_ptr<Roster> roster);
  void hand_on();
  void quiesce();
  void deliver(const runtime::Port::Reply& reply);
  void begin_cycle();
  void take_turns();
  void settle_touched();
  void bury();
  void sleep();
  void sleep_with_crank();

  const Options options_;
  runtime::Runtime* crank_;  // null: none, or it has been stopped
  std::size_t decided_ = 0;  // by the crank's last turn
  runtime::Port& port_;
  NetCounters counters_;
  std::vector<runtime::Counter> left_;  // by user
  std::size_t logins_ = 0;              // under way
  SessionPlace place_;
  Mailbox mailbox_;
  std::span<IoThread* const> threads_;
  // Before everything that uses it, so that it goes last.
  boost::asio::io_context context_;
  boost::asio::posix::stream_descriptor letters_;
  boost::asio::posix::stream_descriptor answers_;
  boost::asio::posix::stream_descriptor commands_;  // with a crank: somebody has work for it
  boost::asio::steady_timer sweeper_;
  bool sweeping_ = false;
  std::vector<Slot> slots_;
  std::vector<std::uint32_t> free_slots_;
  std::vector<Connection*> touched_;
  std::vector<Connection*> settling_;
  // Keys of those who have more to read: first who has read nothing in this cycle, then who has.
  std::vector<std::uint64_t> waiting_;
  std::vector<std::uint64_t> served_;
  std::vector<std::uint64_t> turns_;
  std::vector<std::uint64_t> dead_;  // keys
  std::list<FiguresRequest> figures_;
  std::vector<std::unique_ptr<Roster>> rosters_;  // to the next thread
  std::size_t open_ = 0;
  std::int64_t now_ms_ = 0;
  std::int64_t finish_by_ms_ = 0;
  bool quiet_ = false;
};

}  // namespace stellwerk::net
