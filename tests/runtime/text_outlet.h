// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/base/check.h"
#include "core/runtime/out_tray.h"
#include "core/runtime/outlet.h"
#include "tests/support/transcript.h"

namespace stellwerk::runtime {

// Writes answers as the lines of a Transcript.
class TextOutlet final : public Outlet {
 public:
  void reply(const Envelope&, const model::Reply& reply, std::string& out) override {
    testing_support::Transcript transcript(out);
    model::write(reply, transcript);
    SW_CHECK(transcript.complete());
  }
  model::ReplyWriter& begin(const Envelope&, std::string& out) override {
    SW_CHECK(!writer_);
    return writer_.emplace(out);
  }
  void end(const Envelope&) override {
    SW_CHECK(writer_ && writer_->complete());
    writer_.reset();
  }

 private:
  std::optional<testing_support::Transcript> writer_;
};

// Reads blocks at once, as lines "session: answer".
class RecordingPath final : public ReplyPath {
 public:
  void deliver(ReplyBlock* block) override {
    for (const Answer& answer : block->answers()) {
      lines.push_back(std::to_string(answer.to.session) + ": " +
                      (answer.kind == AnswerKind::kFigures ? std::string("figures")
                                                           : std::string(block->bytes(answer))));
    }
    if (keep) {
      kept.push_back(block);
    } else {
      BlockPool<ReplyBlock>::give_back(block);
    }
  }
  void flush() override { ++flushes; }

  // What has arrived since the last call.
  std::vector<std::string> take() {
    std::vector<std::string> taken;
    taken.swap(lines);
    return taken;
  }
  void give_back() {
    for (ReplyBlock* const block : kept) BlockPool<ReplyBlock>::give_back(block);
    kept.clear();
  }

  bool keep = false;
  int flushes = 0;
  std::vector<std::string> lines;
  std::vector<ReplyBlock*> kept;
};

}  // namespace stellwerk::runtime
