// SPDX-License-Identifier: Apache-2.0
#include "tools/stellwerk/tail/follower.h"

#include <utility>

namespace stellwerk::cli {
namespace {

constexpr std::int64_t kEntriesMax = 1'000;  // of one answer

std::string id_of(std::uint64_t number) { return std::to_string(number) + "-0"; }

// The number behind "first=" of a STALE.
std::optional<std::uint64_t> first_of(const std::string& text) {
  constexpr std::string_view kFirst = "first=";
  const std::size_t at = text.find(kFirst);
  if (!text.starts_with("STALE") || at == std::string::npos) return std::nullopt;
  const std::string_view rest = std::string_view(text).substr(at + kFirst.size());
  return number_of(rest.substr(0, rest.find(' ')));
}

}  // namespace

bool Follower::fail(std::string text, bool refused) {
  failure_ = std::move(text);
  refused_ = refused;
  return false;
}

std::optional<std::uint64_t> Follower::last_of(const std::string& stream, Need need) {
  const auto information = connection_.call({"XINFO", "STREAM", stream});
  if (!information) {
    fail(connection_.failure(), false);
    return std::nullopt;
  }
  const Value* last = information->find("last-generated-id");
  const auto number = last == nullptr ? std::nullopt : number_of(last->text);
  if (!number && need == Need::kRequired) {
    fail(information->is_error() ? information->text : "XINFO STREAM says no last-generated-id",
         true);
  }
  return number;
}

bool Follower::find_position() {
  if (!position_) {
    position_ = from_ == "$" ? last_of(stream_, Need::kRequired) : number_of(from_);
    return position_.has_value();
  }
  const auto last = last_of("events", Need::kOptional);
  if (!failure_.empty()) return false;
  if (last && *last < *position_) {
    say_("the daemon's last event is " + id_of(*last) + ", " + id_of(*position_) +
         " was seen already: its history began anew. Going on from the first event there is");
    position_ = 0;
  }
  return true;
}

bool Follower::connect(int block_ms) {
  failure_.clear();
  connection_ = open_session(daemon_);
  if (!connection_.failure().empty()) return fail(connection_.failure(), false);
  if (!find_position()) return false;
  ask(block_ms);
  return true;
}

void Follower::ask(int block_ms) {
  Request request{"XREAD"};
  request.option("COUNT", kEntriesMax);
  if (block_ms > 0) request.option("BLOCK", block_ms);
  request.add("STREAMS").add(stream_).add(*position_ == 0 ? "0" : id_of(*position_));
  connection_.send(request);
  connection_.flush();
}

bool Follower::take_error(const std::string& text, int block_ms) {
  const auto first = first_of(text);
  if (!first || *first == 0) return fail(text, !text.starts_with("FULL"));
  say_(id_of(*position_ + 1) + " to " + id_of(*first - 1) +
       " are no longer retained and were missed. Going on from " + id_of(*first));
  position_ = *first - 1;
  ask(block_ms);
  return true;
}

bool Follower::receive(int block_ms, std::vector<StreamEvent>& events) {
  connection_.flush();
  connection_.fill();
  while (const auto reply = connection_.next_reply()) {
    if (reply->is_error()) {
      if (!take_error(reply->text, block_ms)) return false;
      continue;
    }
    auto received = events_of(*reply);
    if (!received) return fail("XREAD is answered with something that is no list of entries", true);
    dry_ = received->empty();
    if (!dry_) position_ = number_of(received->back().id);
    for (StreamEvent& event : *received) events.push_back(std::move(event));
    ask(block_ms);
  }
  return connection_.failure().empty() || fail(connection_.failure(), false);
}

}  // namespace stellwerk::cli
