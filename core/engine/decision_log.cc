// SPDX-License-Identifier: Apache-2.0
#include "core/engine/decision_log.h"

#include <algorithm>
#include <limits>

namespace stellwerk::engine {
namespace {

// Whether the byte goes on with a character that another one began.
bool continues(char byte) { return (static_cast<unsigned char>(byte) & 0xc0U) == 0x80U; }

}  // namespace

std::string_view name(TraceKind kind) {
  static constexpr std::array<std::string_view, 19> kNames = {
      "",      "assigned",   "offered",  "ended",       "requeued",   "escalated", "updated",
      "moved", "unroutable", "routable", "transferred", "held",       "resumed",   "overflowed",
      "step",  "callback",   "",         "terms",       "passed_over"};
  return kNames[static_cast<std::size_t>(kind)];
}

std::string_view name(TermKind kind) {
  static constexpr std::array<std::string_view, 17> kNames = {
      "",        "surcharge_tenths", "load_permille",  "prefer_missing",
      "skills",  "idle_ms",          "turn",           "used",
      "free",    "handled",          "share_permille", "rank",
      "surplus", "proficiency",      "cost",           "score",
      "step"};
  if (!is_score_part(kind)) return kNames[static_cast<std::size_t>(kind)];
  return model::name(score_term(kind));
}

std::string_view name(Outcome outcome) {
  static constexpr std::array<std::string_view, 5> kNames = {"", "accepted", "declined", "expired",
                                                             "revoked"};
  return kNames[static_cast<std::size_t>(outcome)];
}

std::string_view name(Lane lane) {
  static constexpr std::array<std::string_view, 8> kNames = {
      "", "on_time", "urgent", "overdue", "catch_up", "late_max", "preferred", "direct"};
  return kNames[static_cast<std::size_t>(lane)];
}

std::string_view Remark::text() const {
  const auto end = std::find(reason.begin(), reason.end(), '\0');
  return {reason.data(), static_cast<std::size_t>(end - reason.begin())};
}

Remark remark(QueueId queue, std::string_view reason) {
  Remark made;
  made.queue = queue;
  std::size_t size = std::min(reason.size(), made.reason.size());
  if (size < reason.size()) {
    while (size > 0 && continues(reason[size])) --size;
  }
  std::copy_n(reason.begin(), size, made.reason.begin());
  return made;
}

void DecisionLog::start(std::uint64_t number) {
  end_ = number;
  next_place_ = keeps() ? static_cast<std::uint32_t>(place(number)) : 0;
}

void DecisionLog::restore(const Trace& trace) {
  if (keeps()) ::new (next()) Trace(trace);
}

// Up to where the next one goes: the first number may be any.
void DecisionLog::add_block() {
  while (next_place_ / kPerBlock >= blocks_.size()) blocks_.emplace_back();
}

std::optional<std::uint64_t> DecisionLog::find(std::uint32_t handle, std::uint32_t conv) const {
  const std::uint32_t back = static_cast<std::uint32_t>(end_) - handle;
  if (handle == 0 || back == 0 || back > size_) return std::nullopt;
  const std::uint64_t number = end_ - back;
  if ((*this)[number].conversation != conv) return std::nullopt;
  return number;
}

std::optional<std::uint64_t> DecisionLog::before(std::uint64_t number) const {
  const Trace& trace = (*this)[number];
  if (trace.before == 0 || trace.before > number - first()) return std::nullopt;
  const std::uint64_t earlier = number - trace.before;
  if ((*this)[earlier].conversation != trace.conversation) return std::nullopt;
  return earlier;
}

void DecisionLog::set_outcome(std::uint32_t newest, std::uint32_t conv, AgentSlot agent,
                              Outcome outcome, base::Instant now) {
  for (auto number = find(newest, conv); number; number = before(*number)) {
    Trace& trace = *entry(place(*number));
    if (trace.kind == TraceKind::kAssigned) return;
    if (trace.kind != TraceKind::kOffered || trace.agent != agent) continue;
    const std::int64_t most = std::numeric_limits<std::uint32_t>::max();
    trace.outcome = outcome;
    trace.outcome_after_ms =
        static_cast<std::uint32_t>(std::clamp<std::int64_t>((now - trace.at).ms, 0, most));
    return;
  }
}

}  // namespace stellwerk::engine
