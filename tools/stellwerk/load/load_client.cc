// SPDX-License-Identifier: Apache-2.0
#include "tools/stellwerk/load/load_client.h"

#include <algorithm>

#include <fmt/format.h>

#include "core/base/check.h"
#include "tools/stellwerk/load/reply_scanner.h"

namespace stellwerk::cli {
namespace {

constexpr std::string_view kOpen = "$9\r\nCONV.OPEN\r\n";
constexpr std::string_view kClose = "*2\r\n$10\r\nCONV.CLOSE\r\n";
constexpr std::string_view kLook = "*4\r\n$9\r\nCONV.OPEN\r\n";
constexpr std::string_view kLookTail = "$5\r\nQUEUE\r\n$4\r\nload\r\n";
// A conversation that still waits after so many looks is given up.
constexpr std::uint32_t kLooksMax = 1'000;

void append_bulk(std::string& out, std::string_view text) {
  out += fmt::format("${}\r\n{}\r\n", text.size(), text);
}

std::string opening_tail(const sim::LoadDemand& demand) {
  std::string text;
  for (const std::string& argument :
       {std::string("QUEUE"), std::string("load"), std::string("CHANNEL"), std::string("load"),
        std::string("SKILLS"), demand.skills_text(), std::string("DUE"),
        std::to_string(demand.due.ms)}) {
    append_bulk(text, argument);
  }
  return text;
}

}  // namespace

LoadCommon::LoadCommon(const sim::LoadJob& job, std::uint64_t after, std::uint64_t seed)
    : prefix(fmt::format("{:08x}", after & 0xffff'ffffU)), prng(seed) {
  begins.push_back(0);
  for (const sim::LoadDemand& demand : job.demands()) {
    openings += opening_tail(demand);
    begins.push_back(static_cast<std::uint32_t>(openings.size()));
  }
}

std::string_view LoadCommon::draw_opening() {
  constexpr std::size_t kCacheLine = 64;
  const auto opening_of = [this](std::size_t demand) {
    return std::string_view(openings).substr(begins[demand], begins[demand + 1] - begins[demand]);
  };
  const std::string_view drawn = opening_of(next_demand);
  next_demand = prng.below(begins.size() - 1);
  const std::string_view ahead = opening_of(next_demand);
  for (std::size_t at = 0; at < ahead.size(); at += kCacheLine) __builtin_prefetch(&ahead[at]);
  return drawn;
}

LoadClient::LoadClient(Connection connection, LoadCommon& common, std::uint32_t pipeline,
                       std::uint32_t busy)
    : connection_(std::move(connection)), common_(common), pipeline_(pipeline), busy_(busy) {}

// Sixteen characters: the run's eight and the number.
void LoadClient::append_identifier(std::uint32_t conv) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string& out = connection_.outgoing();
  out += "$16\r\n";
  out += common_.prefix;
  for (int shift = 28; shift >= 0; shift -= 4) out += kDigits[conv >> shift & 0xfU];
  out += "\r\n";
}

void LoadClient::send_open(Steady::time_point now) {
  const std::uint32_t conv = common_.next++;
  connection_.outgoing() += "*10\r\n";
  connection_.outgoing() += kOpen;
  append_identifier(conv);
  connection_.outgoing() += common_.draw_opening();
  under_way_.push_back({.sent = now, .conv = conv});
  ++open_;
}

void LoadClient::send(std::string_view verb, const Command& command) {
  connection_.outgoing() += verb;
  append_identifier(command.conv);
  under_way_.push_back(command);
}

bool LoadClient::send_close(Steady::time_point now) {
  if (assigned_.empty()) return false;
  const std::size_t chosen = common_.prng.below(assigned_.size());
  send(kClose, {.sent = now, .conv = assigned_[chosen], .verb = Verb::kClose, .assigned = true});
  assigned_[chosen] = assigned_.back();
  assigned_.pop_back();
  --open_;
  return true;
}

bool LoadClient::send_due_look(Steady::time_point now) {
  return !waiting_.empty() && waiting_.top().look_at <= commands_ && send_look(now);
}

bool LoadClient::send_look(Steady::time_point now) {
  if (waiting_.empty()) return false;
  const Waiting waiting = waiting_.top();
  waiting_.pop();
  if (waiting.looks >= kLooksMax) {
    send(kClose, {.sent = now, .conv = waiting.conv, .verb = Verb::kClose});
    --open_;
    return true;
  }
  ++common_.looks;
  send(kLook, {.sent = now, .conv = waiting.conv, .looks = waiting.looks, .verb = Verb::kLook});
  connection_.outgoing() += kLookTail;
  return true;
}

void LoadClient::refill(bool draining) {
  // In strokes of half the depth: commands that go one by one cost more on the way than at their
  // goal, here and there.
  if (under_way_.size() > pipeline_ / 2) return;
  const auto now = Steady::now();
  while (under_way_.size() < pipeline_) {
    // At the end capacity has to become free before those who wait can be served.
    bool sent = true;
    if (draining) {
      sent = send_close(now) || send_due_look(now);
    } else if (is_full()) {
      sent = send_due_look(now) || send_close(now);
    } else {
      send_open(now);
    }
    // With nothing under way, no other command will make the time of a look come.
    if (!sent && under_way_.empty()) sent = send_look(now);
    if (!sent) break;
    ++commands_;
    was_full_ = was_full_ || is_full();
  }
  connection_.flush();
}

void LoadClient::on_reply(const Command& command, bool has_agent, Steady::time_point now) {
  if (command.verb == Verb::kClose) {
    ++(command.assigned ? common_.cycles : common_.closed_waiting);
    if (command.assigned && common_.measuring) ++common_.measured_cycles;
    return;
  }
  if (command.verb == Verb::kOpen) {
    if (!has_agent) ++common_.waited;
    if (common_.measuring) {
      common_.latency.add(static_cast<std::uint64_t>((now - command.sent).count()));
    }
  }
  if (has_agent) {
    ++common_.assigned;
    assigned_.push_back(command.conv);
  } else {
    const std::uint32_t looks = command.verb == Verb::kLook ? command.looks + 1 : 0;
    waiting_.push({commands_ + std::max(busy_ / 2, pipeline_), command.conv, looks});
  }
}

bool LoadClient::receive() {
  connection_.fill();
  const auto now = Steady::now();
  while (true) {
    const ScannedReply reply = scan_reply(connection_.incoming());
    if (reply.kind == ScannedReply::Kind::kNeedMore) break;
    if (reply.kind == ScannedReply::Kind::kMalformed) {
      common_.first_error = "the answer is not RESP2";
      ++common_.errors;
      return false;
    }
    SW_CHECK(!under_way_.empty());
    const Command command = under_way_.front();
    under_way_.pop_front();
    if (reply.kind == ScannedReply::Kind::kError) {
      if (common_.errors++ == 0) common_.first_error = reply.text;
      if (command.verb != Verb::kClose) --open_;
    } else {
      on_reply(command, !reply.agent.empty(), now);
    }
    connection_.consume(reply.size);
  }
  return connection_.failure().empty();
}

}  // namespace stellwerk::cli
