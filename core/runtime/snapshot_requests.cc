// SPDX-License-Identifier: Apache-2.0
#include "core/runtime/snapshot_requests.h"

#include <string>

namespace stellwerk::runtime {

void SnapshotRequests::add(const Envelope& to) {
  if (desk_ == nullptr) {
    return refuse(to, model::Code::kErr,
                  "there is no journal to fold into a snapshot: start stellwerkd with --data DIR");
  }
  if (waiting_.size() >= kWaitingMax) {
    return refuse(to, model::Code::kFull,
                  "too many wait for a snapshot already, retry-after-ms=1000");
  }
  waiting_.push_back({desk_->ask(), to});
}

std::size_t SnapshotRequests::answer_due() {
  if (!due()) return 0;
  const std::uint64_t answered = desk_->answered();
  const std::string problem = desk_->problem();
  std::size_t count = 0;
  for (; !waiting_.empty() && waiting_.front().number <= answered; waiting_.pop_front()) {
    const Envelope& to = waiting_.front().to;
    ++count;
    if (!problem.empty()) {
      refuse(to, model::Code::kErr, problem);
      continue;
    }
    model::Reply done;
    done.kind = model::ReplyKind::kOk;
    out_.reply(to, done);
  }
  return count;
}

void SnapshotRequests::give_up() {
  for (; !waiting_.empty(); waiting_.pop_front()) {
    refuse(waiting_.front().to, model::Code::kErr,
           "no snapshot was stored: the daemon stops; nothing is lost without it");
  }
}

bool SnapshotRequests::due() const {
  return !waiting_.empty() && waiting_.front().number <= desk_->answered();
}

void SnapshotRequests::refuse(const Envelope& to, model::Code code, std::string_view text) {
  model::Reply reply;
  reply.kind = model::ReplyKind::kError;
  reply.code = code;
  reply.text = text;
  out_.reply(to, reply);
}

}  // namespace stellwerk::runtime
