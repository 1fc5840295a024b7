// SPDX-License-Identifier: Apache-2.0
#include "core/model/reply.h"

#include <string>

#include <gtest/gtest.h>

namespace stellwerk::model {
namespace {

// What was written, as one line.
class Transcript final : public ReplyWriter {
 public:
  void map(std::size_t pairs) override { add("%" + std::to_string(pairs)); }
  void array(std::size_t items) override { add("*" + std::to_string(items)); }
  void text(std::string_view value) override { add("'" + std::string(value) + "'"); }
  void simple(std::string_view value) override { add("+" + std::string(value)); }
  void integer(std::int64_t value) override { add(std::to_string(value)); }
  void real(double value) override { add("," + std::to_string(value)); }
  void null() override { add("null"); }
  void null_array() override { add("null-array"); }
  void error(Code code, std::string_view text) override {
    add("-" + std::string(name(code)) + " " + std::string(text));
  }

  std::string line;

 private:
  void add(const std::string& item) {
    if (!line.empty()) line += ' ';
    line += item;
  }
};

std::string written(const Reply& reply) {
  Transcript transcript;
  write(reply, transcript);
  return transcript.line;
}

TEST(Reply, WritesAWaitingConversationWithNulls) {
  Reply reply;
  reply.kind = ReplyKind::kConversation;
  reply.conv = "c1";
  reply.position = 3;
  reply.seq = 12;
  reply.episode = 1;
  EXPECT_EQ(written(reply),
            "%10 'conv' 'c1' 'state' 'waiting' 'agent' null 'offer' null 'position' 3 "
            "'eta_ms' null 'eta_p90_ms' null 'seq' 12 'duplicate' 0 'episode' 1");
}

TEST(Reply, SaysWhetherItEscalatedWhereThatWasAsked) {
  Reply reply;
  reply.kind = ReplyKind::kConversation;
  reply.state = ConvState::kActive;
  reply.conv = "c1";
  reply.escalated = 0;
  EXPECT_EQ(written(reply),
            "%11 'conv' 'c1' 'state' 'active' 'agent' null 'offer' null 'position' null "
            "'eta_ms' null 'eta_p90_ms' null 'seq' 0 'duplicate' 0 'episode' 0 'escalated' 0");
}

TEST(Reply, WritesAnOfferedConversationWithEverything) {
  Reply reply;
  reply.kind = ReplyKind::kConversation;
  reply.state = ConvState::kOffered;
  reply.conv = "c1";
  reply.agent = "ann";
  reply.offer = 42;
  reply.eta_ms = 0;
  reply.eta_p90_ms = 7;
  reply.seq = 12;
  reply.duplicate = true;
  reply.episode = 2;
  EXPECT_EQ(written(reply),
            "%10 'conv' 'c1' 'state' 'offered' 'agent' 'ann' 'offer' 'o42' 'position' null "
            "'eta_ms' 0 'eta_p90_ms' 7 'seq' 12 'duplicate' 1 'episode' 2");
}

TEST(Reply, WritesAMessage) {
  Reply reply;
  reply.kind = ReplyKind::kMessage;
  reply.state = ConvState::kActive;
  reply.conv = "c1";
  reply.seq = 5;
  reply.episode = 1;
  EXPECT_EQ(written(reply),
            "%6 'conv' 'c1' 'seq' 5 'state' 'active' 'agent' null 'duplicate' 0 'episode' 1");
}

TEST(Reply, WritesWhatIsNoMap) {
  Reply reply;
  EXPECT_EQ(written(reply), "+OK");
  reply.kind = ReplyKind::kInteger;
  reply.integer = -3;
  EXPECT_EQ(written(reply), "-3");
  reply.kind = ReplyKind::kError;
  reply.code = Code::kStale;
  reply.text = "the offer has ended";
  EXPECT_EQ(written(reply), "-STALE the offer has ended");
}

}  // namespace
}  // namespace stellwerk::model
