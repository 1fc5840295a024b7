// SPDX-License-Identifier: Apache-2.0
#include "core/net/figures_desk.h"

#include <algorithm>
#include <chrono>

namespace stellwerk::net {

using std::chrono::steady_clock;

FiguresDesk::FiguresDesk(const runtime::Runtime& runtime, runtime::Port& port,
                         std::uint32_t inbox_commands_max)
    : runtime_(runtime), port_(port), inbox_commands_max_(inbox_commands_max) {
  for (std::uint32_t shard = 0; shard < port.shards(); ++shard) inquiries_.emplace_back();
}

void FiguresDesk::collect() {
  port_.drain([this](const runtime::Port::Reply& reply) {
    if (reply.kind != runtime::AnswerKind::kFigures) return;
    inquiries_[reply.to.session].under_way = false;
  });
}

bool FiguresDesk::all_answered() const {
  return std::none_of(inquiries_.begin(), inquiries_.end(),
                      [](const Inquiry& inquiry) { return inquiry.under_way; });
}

std::vector<metrics::ShardReadings> FiguresDesk::ask(std::int64_t timeout_ms) {
  collect();
  std::vector<metrics::ShardReadings> readings(inquiries_.size());
  for (std::uint32_t shard = 0; shard < readings.size(); ++shard) {
    readings[shard].inbox_depth = runtime_.inbox_depth(shard);
    readings[shard].inbox_commands_max = inbox_commands_max_;
    Inquiry& inquiry = inquiries_[shard];
    if (inquiry.under_way) continue;
    inquiry.mailbox.clear();
    inquiry.under_way = true;
    port_.request_figures(shard, shard, inquiry.mailbox);
  }
  const auto deadline = steady_clock::now() + std::chrono::milliseconds(timeout_ms);
  while (!all_answered()) {
    const std::chrono::nanoseconds left = deadline - steady_clock::now();
    if (left.count() <= 0) break;
    port_.wait(left.count());
    collect();
  }
  for (std::size_t shard = 0; shard < readings.size(); ++shard) {
    readings[shard].up = !inquiries_[shard].under_way;
    if (readings[shard].up) readings[shard].figures = inquiries_[shard].mailbox.figures();
  }
  return readings;
}

}  // namespace stellwerk::net
