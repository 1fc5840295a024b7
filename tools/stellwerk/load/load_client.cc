// SPDX-License-Identifier: Apache-2.0
#include "tools/stellwerk/load/load_client.h"

#include <algorithm>
#include <utility>

#include "core/base/check.h"
#include "tools/stellwerk/load/reply_scanner.h"

namespace stellwerk::cli {
namespace {

using Phase = LoadLedger::Phase;

constexpr std::string_view kOpen = "*10\r\n$9\r\nCONV.OPEN\r\n$16\r\n";
constexpr std::string_view kClose = "*2\r\n$10\r\nCONV.CLOSE\r\n$16\r\n";
constexpr std::string_view kLook = "*4\r\n$9\r\nCONV.OPEN\r\n$16\r\n";
constexpr std::string_view kLookTail = "$5\r\nQUEUE\r\n$4\r\nload\r\n";
// A conversation that still waits after so many looks is given up.
constexpr std::uint32_t kLooksMax = 1'000;

}  // namespace

LoadClient::LoadClient(Connection connection, LoadLedger& ledger, const LoadShare& share)
    : connection_(std::move(connection)), ledger_(ledger), share_(share), next_(share.number) {}

void LoadClient::send(std::string_view head, const Command& command, std::string_view tail) {
  const LoadLedger::Identifier identifier = ledger_.identifier(command.conv);
  std::string& out = connection_.outgoing();
  out += head;
  out.append(identifier.data(), identifier.size());
  out += "\r\n";
  out += tail;
  under_way_.push_back(command);
}

void LoadClient::send_open(std::uint64_t since_ns) {
  send(kOpen, {.since_ns = since_ns, .conv = next_}, ledger_.draw_opening());
  next_ += share_.of;
  ++ledger_.result.opened;
  ++open_;
}

bool LoadClient::send_close(std::uint64_t since_ns) {
  if (assigned_.empty()) return false;
  const std::size_t chosen = ledger_.prng.below(assigned_.size());
  send(kClose,
       {.since_ns = since_ns, .conv = assigned_[chosen], .verb = Verb::kClose, .assigned = true},
       {});
  assigned_[chosen] = assigned_.back();
  assigned_.pop_back();
  --open_;
  return true;
}

bool LoadClient::send_due_look(std::uint64_t now_ns) {
  return !waiting_.empty() && waiting_.top().look_at <= commands_ && send_look(now_ns);
}

bool LoadClient::send_look(std::uint64_t now_ns) {
  if (waiting_.empty()) return false;
  const Waiting waiting = waiting_.top();
  waiting_.pop();
  if (waiting.looks >= kLooksMax) {
    send(kClose, {.since_ns = now_ns, .conv = waiting.conv, .verb = Verb::kClose}, {});
    --open_;
    return true;
  }
  ++ledger_.result.looks;
  send(kLook,
       {.since_ns = now_ns, .conv = waiting.conv, .looks = waiting.looks, .verb = Verb::kLook},
       kLookTail);
  return true;
}

// One command for what has arrived: a close first, as long as too many are open.
bool LoadClient::send_arrived(std::uint64_t now_ns) {
  if (arrived_.empty()) return false;
  const std::uint64_t at_ns = arrived_.front();
  if (is_full() && send_close(at_ns)) return true;
  arrived_.pop_front();
  if (ledger_.measures(at_ns)) ledger_.result.sent_late.add(now_ns - std::min(at_ns, now_ns));
  send_open(at_ns);
  return true;
}

bool LoadClient::send_next(std::uint64_t now_ns) {
  bool sent = false;
  switch (ledger_.phase) {
    case Phase::kScheduled:
      return send_due_look(now_ns) || send_arrived(now_ns);
    case Phase::kDraining:
      // Capacity has to become free before those who wait can be served.
      sent = send_close(now_ns) || send_due_look(now_ns);
      break;
    case Phase::kFlatOut:
      if (is_full()) {
        sent = send_due_look(now_ns) || send_close(now_ns);
      } else {
        send_open(now_ns);
        sent = true;
      }
      break;
  }
  // With nothing under way, no other command will make the time of a look come.
  return sent || (under_way_.empty() && send_look(now_ns));
}

void LoadClient::refill(std::uint64_t now_ns) {
  // What fills the depth goes in strokes of half of it: commands that go one by one cost more on
  // the way than at their goal, here and there. What has just arrived and fits goes at once.
  const bool in_strokes = ledger_.phase != Phase::kScheduled || was_deep_;
  const bool enough = in_strokes && under_way_.size() > share_.pipeline / 2;
  while (!enough && under_way_.size() < share_.pipeline && send_next(now_ns)) {
    ++commands_;
    was_full_ = was_full_ || is_full();
  }
  if (!enough) was_deep_ = under_way_.size() >= share_.pipeline;
  connection_.flush();
}

void LoadClient::on_assigned(std::uint32_t conv) {
  ++ledger_.result.assigned;
  assigned_.push_back(conv);
}

void LoadClient::on_reply(const Command& command, bool has_agent, std::uint64_t now_ns) {
  LoadFigures& result = ledger_.result;
  if (command.verb == Verb::kClose) {
    ++(command.assigned ? result.cycles : result.closed_waiting);
    if (command.assigned && ledger_.measures(now_ns)) ++result.measured_cycles;
    return;
  }
  if (command.verb == Verb::kOpen) {
    if (!has_agent) ++result.waited;
    if (ledger_.measures(command.since_ns)) result.latency.add(now_ns - command.since_ns);
  }
  if (ledger_.told_by_events) return;
  if (has_agent) {
    on_assigned(command.conv);
  } else {
    const std::uint32_t looks = command.verb == Verb::kLook ? command.looks + 1 : 0;
    waiting_.push({commands_ + std::max(share_.busy / 2, share_.pipeline), command.conv, looks});
  }
}

void LoadClient::on_error(const Command& command, std::string_view text) {
  if (ledger_.result.errors++ == 0) ledger_.result.first_error = text;
  if (command.verb != Verb::kClose) --open_;
}

bool LoadClient::take_replies(std::uint64_t now_ns) {
  while (true) {
    const ScannedReply reply = scan_reply(connection_.incoming());
    if (reply.kind == ScannedReply::Kind::kNeedMore) break;
    if (reply.kind == ScannedReply::Kind::kMalformed) {
      ledger_.result.first_error = "the answer is not RESP2";
      ++ledger_.result.errors;
      return false;
    }
    SW_CHECK(!under_way_.empty());
    const Command command = under_way_.front();
    under_way_.pop_front();
    if (reply.kind == ScannedReply::Kind::kError) {
      on_error(command, reply.text);
    } else {
      on_reply(command, !reply.agent.empty(), now_ns);
    }
    connection_.consume(reply.size);
  }
  return connection_.failure().empty();
}

void LoadClient::give_up_arrived(std::uint64_t now_ns) {
  LoadFigures& result = ledger_.result;
  const auto count = [&](std::uint64_t since_ns) {
    if (!ledger_.measures(since_ns)) return;
    ++result.unanswered;
    result.latency.add(now_ns - since_ns);
  };
  for (const std::uint64_t at_ns : arrived_) count(at_ns);
  arrived_.clear();
  for (Command& command : under_way_) {
    if (command.verb != Verb::kOpen) continue;
    count(command.since_ns);
    command.since_ns = ~std::uint64_t{0};  // its answer comes too late to count
  }
}

}  // namespace stellwerk::cli
