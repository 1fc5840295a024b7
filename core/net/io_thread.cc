// SPDX-License-Identifier: Apache-2.0
#include "core/net/io_thread.h"

#include <chrono>
#include <unistd.h>
#include <utility>

#include "core/base/check.h"
#include "core/net/socket_address.h"

namespace stellwerk::net {
namespace {

namespace asio = boost::asio;
using boost::system::error_code;

constexpr std::int64_t kFinishMs = 3'000;
// Clients that send without a pause would otherwise keep a cycle from ever ending.
constexpr std::size_t kHandlersMax = 256;
// With a crank: what these may have read is decided before more is.
constexpr std::size_t kHandlersMaxWithCrank = 16;
constexpr std::chrono::milliseconds kSweepEvery{200};

std::int64_t monotonic_ms() {
  const auto now = std::chrono::steady_clock::now().time_since_epoch();
  return std::chrono::duration_cast<std::chrono::milliseconds>(now).count();
}

// A connection's key: its slot, and how often the slot was used, so that an answer for one that has
// gone finds nobody. The low half is the slot.
constexpr std::uint64_t key_of(std::uint32_t slot, std::uint32_t generation) {
  return std::uint64_t{generation} << 32U | slot;
}
constexpr std::uint32_t slot_of(std::uint64_t key) { return static_cast<std::uint32_t>(key); }

}  // namespace

IoThread::IoThread(const Options& options, const ServerFacts& facts, AccessList& access,
                   runtime::Port& port)
    : options_(options),
      crank_(options.crank),
      port_(port),
      left_(access.size()),
      place_{port,
             counters_,
             facts,
             access,
             *this,
             CycleShares(options.weights),
             resp::CommandReader(resp::ArgumentLimits{}),
             {}},
      context_(BOOST_ASIO_CONCURRENCY_HINT_UNSAFE),
      letters_(context_, mailbox_.fd()),
      answers_(context_, port.wake_fd()),
      commands_(context_),
      sweeper_(context_) {
  now_ms_ = monotonic_ms();
  wait_for_letters();
  wait_for_answers();
  if (crank_ == nullptr) return;
  commands_.assign(crank_->shard_signal(0).fd());
  wait_for_commands();
}

IoThread::~IoThread() {
  // These descriptors belong to others.
  letters_.release();
  answers_.release();
  if (commands_.is_open()) commands_.release();
  while (const std::optional<Mail> mail = mailbox_.receive()) {
    if (mail->kind == Mail::Kind::kConnection) {
      ::close(mail->fd);
      delete mail->tls;
    }
    if (mail->kind == Mail::Kind::kRoster) delete mail->roster;
    if (mail->kind == Mail::Kind::kVerdict) delete mail->login;
  }
}

void IoThread::meet(std::span<IoThread* const> threads) { threads_ = threads; }

std::size_t IoThread::do_work() {
  begin_cycle();
  std::size_t work = 0;
  if (!decides_on()) {
    take_turns();
    const std::size_t most = crank_ == nullptr ? kHandlersMax : kHandlersMaxWithCrank;
    while (work < most && context_.poll_one() > 0) ++work;
  }
  // The shards begin while this thread takes over the answers of before.
  port_.flush();
  if (crank_ != nullptr) work += decided_ = crank_->do_work();
  work += port_.drain([this](const runtime::Port::Reply& reply) { deliver(reply); });
  waiting_.insert(waiting_.end(), served_.begin(), served_.end());
  served_.clear();
  work += touched_.size() + rosters_.size() + waiting_.size();
  if (!rosters_.empty()) hand_on();
  settle_touched();
  bury();
  if (work == 0) sleep();
  return 1;
}

bool IoThread::finish() {
  SW_CHECK(quiet_);
  if (crank_ != nullptr) std::exchange(crank_, nullptr)->stop();
  // Nothing would end the sleep that do_work() falls into: the letter that woke for the stop may
  // have been read already.
  if (open_ == 0) return true;
  if (finish_by_ms_ == 0) finish_by_ms_ = monotonic_ms() + kFinishMs;
  sweep_later();
  do_work();
  return open_ == 0 || now_ms_ >= finish_by_ms_;
}

Connection* IoThread::find(std::uint64_t key) {
  const std::uint32_t index = slot_of(key);
  if (index >= slots_.size()) return nullptr;
  Slot& slot = slots_[index];
  if (slot.connection == nullptr || key_of(index, slot.generation) != key) return nullptr;
  return slot.connection->closed() ? nullptr : slot.connection.get();
}

void IoThread::touch(Connection& connection) {
  if (std::exchange(connection.touched, true)) return;
  touched_.push_back(&connection);
}

void IoThread::wait_for_turn(Connection& connection, bool has_read) {
  if (std::exchange(connection.awaits_turn, true)) return;
  (has_read ? served_ : waiting_).push_back(connection.session().key());
}

void IoThread::begin_cycle() {
  now_ms_ = monotonic_ms();
  place_.shares.begin_cycle(now_ms_);
}

void IoThread::take_turns() {
  turns_.swap(waiting_);
  for (const std::uint64_t key : turns_) {
    Connection* const connection = find(key);
    if (connection == nullptr) continue;
    if (!place_.shares.has_left(connection->session().share())) {
      waiting_.push_back(key);
      continue;
    }
    connection->awaits_turn = false;
    connection->go_on();
  }
  turns_.clear();
}

void IoThread::done(Connection& connection) { dead_.push_back(connection.session().key()); }

void IoThread::settle_touched() {
  // Settling may touch again, for the next batch.
  settling_.swap(touched_);
  for (Connection* const connection : settling_) {
    connection->touched = false;
    connection->settle();
    if (connection->needs_sweep()) sweep_later();
  }
  settling_.clear();
}

void IoThread::bury() {
  // A dead one may have been touched after its last settling.
  if (!touched_.empty() || dead_.empty()) return;
  for (const std::uint64_t key : dead_) {
    Slot& slot = slots_[slot_of(key)];
    SW_CHECK(slot.connection != nullptr && slot.connection->closed());
    slot.connection.reset();
    ++slot.generation;
    free_slots_.push_back(slot_of(key));
    --open_;
    counters_.closed.add(1);
  }
  dead_.clear();
}

void IoThread::deliver(const runtime::Port::Reply& reply) {
  if (reply.kind == runtime::AnswerKind::kFigures) {
    SW_CHECK(!figures_.empty());
    // Requests to different shards may be answered in another order.
    for (auto request = figures_.begin(); request != figures_.end(); ++request) {
      if (request->session != reply.to.session || !request->mailbox.ready()) continue;
      if (Connection* const connection = find(reply.to.session)) {
        connection->session().figures_came(request->mailbox.figures());
        connection->resume();
      }
      figures_.erase(request);
      return;
    }
    return;
  }
  Connection* const connection = find(reply.to.session);
  if (connection == nullptr) return;
  connection->session().answer(reply.bytes);
  connection->resume();
}

void IoThread::ask_figures(std::uint64_t session, std::uint32_t tenant) {
  FiguresRequest& request = figures_.emplace_back();
  request.session = session;
  const std::uint32_t shard = port_.shard_of(tenant);
  port_.request_figures(shard, session, request.mailbox, tenant);
}

void IoThread::read_letters() {
  while (const std::optional<Mail> mail = mailbox_.receive()) {
    switch (mail->kind) {
      case Mail::Kind::kConnection:
        adopt(*mail);
        break;
      case Mail::Kind::kRoster:
        add_to(std::unique_ptr<Roster>(mail->roster));
        break;
      case Mail::Kind::kVerdict:
        take_verdict(std::unique_ptr<Login>(mail->login));
        break;
      case Mail::Kind::kQuiesce:
        quiesce();
        break;
      case Mail::Kind::kLogin:
      case Mail::Kind::kQuiet:
      case Mail::Kind::kWake:
        break;
    }
  }
}

void IoThread::adopt(const Mail& mail) {
  std::unique_ptr<TlsStream> tls(mail.tls);
  asio::ip::tcp::socket socket(context_);
  error_code error;
  if (socket.assign(socket_protocol(mail.fd), mail.fd, error)) ::close(mail.fd);
  if (!error) socket.non_blocking(true, error);
  if (error || quiet_) {
    counters_.closed.add(1);
    return;
  }
  if (free_slots_.empty()) {
    free_slots_.push_back(static_cast<std::uint32_t>(slots_.size()));
    slots_.emplace_back();
  }
  const std::uint32_t index = free_slots_.back();
  free_slots_.pop_back();
  ClientRecord client;
  client.id = mail.number;
  client.fd = mail.fd;
  client.address = peer_address(mail.fd);
  client.local_address = local_address(mail.fd);
  client.connected_ms = client.active_ms = now_ms_;
  Slot& slot = slots_[index];
  slot.connection = std::make_unique<Connection>(*this, place_, options_.limits, std::move(socket),
                                                 std::move(tls), key_of(index, slot.generation),
                                                 std::move(client));
  ++open_;
  slot.connection->start();
  if (slot.connection->needs_sweep()) sweep_later();
}

void IoThread::pass_on(std::unique_ptr<Roster> roster) {
  roster->origin = options_.index;
  add_to(std::move(roster));
}

void IoThread::add_to(std::unique_ptr<Roster> roster) {
  const bool at_home = roster->origin == options_.index;
  if (at_home && roster->home_again) {
    Connection* const connection = find(roster->session);
    if (connection == nullptr) return;
    connection->session().roster_came(*roster);
    connection->resume();
    return;
  }
  for (const Slot& slot : slots_) {
    Connection* const connection = slot.connection.get();
    if (connection == nullptr || connection->closed()) continue;
    if (!connection->session().list(*roster)) continue;
    counters_.cut_killed.add(1);
    if (at_home && connection->session().key() == roster->session) {
      roster->kills_asker = true;
    } else {
      connection->close();
    }
  }
  roster->home_again = true;
  rosters_.push_back(std::move(roster));
  hand_on();
}

bool IoThread::check(std::unique_ptr<Login> login) {
  if (logins_ >= LoginDesk::kUnderWayMax) return false;
  login->origin = options_.index;
  if (!options_.login_desk->send({.kind = Mail::Kind::kLogin, .login = login.get()})) return false;
  static_cast<void>(login.release());
  ++logins_;
  return true;
}

void IoThread::take_verdict(std::unique_ptr<Login> login) {
  --logins_;
  if (Connection* const connection = find(login->session)) {
    connection->session().login_came(*login);
    return connection->resume();
  }
  const bool granted = login->verdict == Login::Verdict::kGranted;
  if (granted && login->held != login->user) leave(*login->user);
}

void IoThread::leave(const User& user) { left_[user.index].add(1); }

void IoThread::hand_on() {
  Mailbox& next = threads_[(options_.index + 1) % threads_.size()]->mailbox();
  std::erase_if(rosters_, [&next](std::unique_ptr<Roster>& roster) {
    if (!next.send({.kind = Mail::Kind::kRoster, .roster = roster.get()})) return false;
    static_cast<void>(roster.release());
    return true;
  });
}

void IoThread::quiesce() {
  quiet_ = true;
  // What was read and waits for its turn is answered, too.
  place_.shares.lift();
  waiting_.insert(waiting_.end(), served_.begin(), served_.end());
  served_.clear();
  take_turns();
  for (const Slot& slot : slots_) {
    if (slot.connection != nullptr) slot.connection->quiesce();
  }
  port_.flush();
  SW_CHECK(options_.office->send({.kind = Mail::Kind::kQuiet, .number = options_.index}));
}

void IoThread::sweep_later() {
  if (std::exchange(sweeping_, true)) return;
  sweeper_.expires_after(kSweepEvery);
  sweeper_.async_wait([this](const error_code& error) {
    if (error) return;
    sweeping_ = false;
    now_ms_ = monotonic_ms();
    bool again = false;
    for (const Slot& slot : slots_) {
      if (slot.connection == nullptr || slot.connection->closed()) continue;
      slot.connection->sweep(now_ms_);
      again = again || slot.connection->needs_sweep();
    }
    if (again) sweep_later();
  });
}

}  // namespace stellwerk::net
