// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "core/model/command.h"
#include "core/model/reply.h"
#include "core/net/access_list.h"
#include "core/net/client_record.h"
#include "core/net/cycle_shares.h"
#include "core/net/login_desk.h"
#include "core/net/net_counters.h"
#include "core/net/reply_order.h"
#include "core/net/server_facts.h"
#include "core/resp/command_reader.h"
#include "core/resp/request_parser.h"
#include "core/runtime/port.h"

namespace stellwerk::net {

// What a session needs done by the thread it lives on, beyond the port.
class SessionHost {
 public:
  virtual ~SessionHost() = default;
  // figures_came() follows, with those of the tenant's shard.
  virtual void ask_figures(std::uint64_t session, std::uint32_t tenant) = 0;
  // Real time, monotonic.
  [[nodiscard]] virtual std::int64_t now_ms() const = 0;
  // roster_came() follows.
  virtual void pass_on(std::unique_ptr<Roster> roster) = 0;
  // login_came() follows. False: too many are under way.
  [[nodiscard]] virtual bool check(std::unique_ptr<Login> login) = 0;
  // One connection of the user's less.
  virtual void leave(const User& user) = 0;
};

// What the sessions of one I/O thread share.
struct SessionPlace {
  runtime::Port& port;
  NetCounters& counters;
  const ServerFacts& facts;
  AccessList& access;
  SessionHost& host;
  CycleShares shares;
  resp::CommandReader reader;
  std::string scratch;  // for one answer at a time
};

// The protocol of one connection, without its socket: bytes in, commands to the shard or answers of
// its own, bytes out in the order of the commands.
// A session parks, that is reads nothing more, while the answer to its last command has to come
// first: a blocking XREAD, SNAPSHOT, INFO, CLIENT LIST and KILL, and a log-in.
// Thread safety: belongs to its I/O thread.
class Session {
 public:
  // `key` names the session to the port and to the host.
  Session(SessionPlace& place, std::uint64_t key, ClientRecord client);
  ~Session();
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  // Carries out the whole requests in `bytes`, up to one that parks or ends the session. Answers
  // how many bytes it has no further use for; the next call begins behind them.
  std::size_t read(std::string_view bytes);

  // The last read() stopped because the tenant has had its share of this cycle.
  [[nodiscard]] bool out_of_turn() const { return out_of_turn_; }
  // Whose share that is.
  [[nodiscard]] std::uint32_t share() const {
    return guarded_ && user_ == nullptr ? CycleShares::kStrangers : tenant();
  }
  // Users are configured, and the client has never logged in as one, nor is about to.
  [[nodiscard]] bool is_strange() const { return guarded_ && !was_known_ && park_ != Park::kLogin; }
  // Tells a client who has not logged in for so long, and ends.
  void send_away(std::int64_t after_ms);

  // The shard's answer to the oldest command without one.
  void answer(std::string_view bytes);
  void figures_came(const runtime::Figures& figures);
  void roster_came(const Roster& roster);
  void login_came(const Login& login);

  // Adds this client to a list it belongs to. True: it is to be closed.
  [[nodiscard]] bool list(Roster& roster) const;
  // The client's line in that list.
  [[nodiscard]] std::string line() const;

  // The client has closed its side, or is closed: what it waits for is called off.
  void input_over();
  // Nothing more is read.
  void end() { ended_ = true; }

  [[nodiscard]] bool ended() const { return ended_; }
  // True once after the answer that a parked session waited for: there may be more to read.
  [[nodiscard]] bool take_unparked();
  // Ended, and everything that will be answered is sent.
  [[nodiscard]] bool finished() const;

  [[nodiscard]] ReplyOrder& output() { return output_; }
  [[nodiscard]] const ReplyOrder& output() const { return output_; }
  [[nodiscard]] std::uint64_t key() const { return key_; }
  [[nodiscard]] const ClientRecord& client() const { return client_; }
  void active(std::int64_t now_ms) { client_.active_ms = now_ms; }

 private:
  friend class SessionCommands;

  enum class Park : std::uint8_t { kNo, kBlockedRead, kSnapshot, kFigures, kRoster, kLogin };
  // What else a HELLO asked for that logs in.
  struct Greeting {
    std::uint8_t protocol = 2;
    std::optional<std::string> name;
  };
  using Arguments = std::span<const std::string_view>;

  void carry_out(Arguments arguments);
  // Whether the client may call it; if not, that is answered. Only where users are configured.
  [[nodiscard]] bool admit(const resp::CommandRow* row, Arguments arguments);
  [[nodiscard]] bool admit_streams(const model::Command& command);
  [[nodiscard]] bool may(resp::Roles roles, bool operators, std::string_view what);
  [[nodiscard]] bool take_token();
  void begin_as_stranger();
  void be(User* user);
  void log_in(std::string_view name, std::string_view password, std::unique_ptr<Greeting> greeting);
  void finish_login();
  void log_out();
  [[nodiscard]] std::uint32_t tenant() const {
    return user_ == nullptr ? 0 : user_->options.tenant;
  }
  // Sees what concerns all tenants.
  [[nodiscard]] bool is_operator() const {
    return !guarded_ || (user_ != nullptr && user_->is_operator());
  }
  void submit(const model::Command& command);
  void submit_policy(model::Command command);
  void refuse(model::Code code, std::string_view text);
  void park(Park why) { park_ = why; }
  void unpark();
  [[nodiscard]] runtime::Envelope envelope() const;

  SessionPlace& place_;
  const std::uint64_t key_;
  ClientRecord client_;
  resp::RequestParser parser_;
  ReplyOrder output_;
  Park park_ = Park::kNo;
  bool ended_ = false;
  bool unparked_ = false;
  bool out_of_turn_ = false;
  bool was_known_ = false;
  bool called_off_ = false;  // a blocked read that will not be answered
  std::string info_section_;
  bool guarded_ = false;
  User* user_ = nullptr;  // null: nobody has logged in
  std::unique_ptr<Greeting> greeting_;
  std::optional<Login> verdict_;  // waits for the shard's answers
};

}  // namespace stellwerk::net
