// SPDX-License-Identifier: Apache-2.0
#include "tools/stellwerk/replay/wire_line.h"

#include "core/base/check.h"

namespace stellwerk::cli {
namespace {

// The answers of a router that was quicker than its client.
bool is_race(const Purpose& purpose, std::string_view error) {
  if (purpose.kind == Purpose::Kind::kOpen || purpose.kind == Purpose::Kind::kPresence) {
    return false;
  }
  return error.starts_with("STALE") || error.starts_with("BADSTATE");
}

}  // namespace

void WireLine::send(const Request& request, Purpose purpose) {
  connection_.send(request);
  pending_.push_back({purpose, Steady::now()});
}

void WireLine::judge(const Purpose& purpose, const Value& reply) {
  if (!reply.is_error() || is_race(purpose, reply.text)) return;
  if (errors_++ == 0) first_error_ = reply.text;
}

bool WireLine::receive(const std::function<void(const Purpose&, const Value&)>& on_reply) {
  const bool alive = connection_.fill();
  const auto now = Steady::now();
  while (auto reply = connection_.next_reply()) {
    SW_CHECK(!pending_.empty());
    const Pending pending = pending_.front();
    pending_.pop_front();
    if (pending.purpose.kind == Purpose::Kind::kOpen) {
      round_trips_.add(static_cast<std::uint64_t>((now - pending.sent).count()));
    }
    judge(pending.purpose, *reply);
    on_reply(pending.purpose, *reply);
  }
  return alive && connection_.failure().empty();
}

}  // namespace stellwerk::cli
