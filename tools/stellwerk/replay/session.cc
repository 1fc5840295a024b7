// SPDX-License-Identifier: Apache-2.0
#include "tools/stellwerk/replay/session.h"

#include <charconv>
#include <optional>
#include <utility>

#include "core/base/text.h"

namespace stellwerk::cli {
namespace {

// The value of "name:value" on a line of INFO.
std::string_view info_field(std::string_view info, std::string_view name) {
  while (!info.empty()) {
    std::string_view line = base::next_item(info, '\n');
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (base::next_item(line, ':') == name) return line;
  }
  return {};
}

}  // namespace

Session::Session(const Access& daemon) : connection_(open_session(daemon)) {
  error_ = connection_.failure();
}

Value Session::ask(const Request& request) {
  if (!error_.empty()) return {};
  std::optional<Value> reply = connection_.call(request);
  if (!reply) {
    error_ = connection_.failure();
    return {};
  }
  if (reply->is_error()) error_ = reply->text;
  return std::move(*reply);
}

double Session::speed(double otherwise) {
  const Value info = ask({"INFO"});
  const std::string_view text = info_field(info.text, "clock_speed");
  double speed = 0;
  const auto result = std::from_chars(text.data(), text.data() + text.size(), speed);
  return result.ec == std::errc() && speed > 0 ? speed : otherwise;
}

std::uint64_t Session::open_conversations() {
  const Value stats = ask({"QUEUE.STATS"});
  std::int64_t open = 0;
  for (std::size_t i = 1; i < stats.items.size(); i += 2) {
    for (const char* field : {"waiting", "offered", "active"}) {
      if (const Value* count = stats.items[i].find(field)) open += count->as_integer();
    }
  }
  return static_cast<std::uint64_t>(open);
}

std::uint64_t Session::assigned_total(const std::string& queue) {
  const Value stats = ask({"QUEUE.STATS", queue});
  if (stats.items.size() < 2) return 0;
  const Value* total = stats.items[1].find("assigned_total");
  return total == nullptr ? 0 : static_cast<std::uint64_t>(total->as_integer());
}

void Session::require_empty() {
  const std::uint64_t open = open_conversations();
  if (!error_.empty() || open == 0) return;
  error_ = "the daemon holds " + std::to_string(open) +
           " open conversations, which would be mixed up with new ones: use a daemon without"
           " (stellwerkd --listen 127.0.0.1:0 --data none), or close them first";
}

void Session::apply_policy(const std::string& toml) {
  if (!error_.empty()) return;
  (void)ask({"POLICY.APPLY", toml});
  if (!error_.empty()) error_ = "POLICY.APPLY: " + error_;
}

std::uint64_t Session::last_entry() {
  const Value information = ask({"XINFO", "STREAM", "events"});
  const Value* last = information.find("last-generated-id");
  if (last == nullptr) return 0;
  std::string_view id = last->text;
  const auto number = base::parse_integer(base::next_item(id, '-'));
  return number && *number > 0 ? static_cast<std::uint64_t>(*number) : 0;
}

std::string Session::digest() { return ask({"SHARD.DIGEST"}).text; }

}  // namespace stellwerk::cli
