// SPDX-License-Identifier: Apache-2.0
#include "core/resp/write_reply.h"

#include <limits>
#include <vector>

#include <gtest/gtest.h>

#include "core/resp/reply_writers.h"

namespace stellwerk::resp {
namespace {

using model::Reply;
using model::ReplyKind;

const std::string kLong(128, 'x');
const std::string kTooLong(600, 'y');

std::vector<Reply> conversations() {
  std::vector<Reply> replies;
  Reply least;
  least.kind = ReplyKind::kConversation;
  least.conv = "c";
  replies.push_back(least);
  Reply most = least;
  most.conv = kLong;
  most.agent = kLong;
  most.state = model::ConvState::kOffered;
  most.duplicate = true;
  most.episode = most.position = std::numeric_limits<std::uint32_t>::max();
  most.offer = most.seq = std::numeric_limits<std::int64_t>::max();
  most.eta_ms = most.eta_p90_ms = std::numeric_limits<std::int64_t>::max();
  replies.push_back(most);
  Reply beyond = most;
  beyond.conv = kTooLong;
  replies.push_back(beyond);
  return replies;
}

std::vector<Reply> others() {
  std::vector<Reply> replies(4);
  replies[1].kind = ReplyKind::kInteger;
  replies[1].integer = -7;
  replies[2].kind = ReplyKind::kMessage;
  replies[2].conv = "c";
  replies[2].agent = "anna";
  replies[3].kind = ReplyKind::kError;
  replies[3].code = model::Code::kBadArg;
  replies[3].text = "DUE: 'x'";
  return replies;
}

template <typename Writer>
void expect_same(const Reply& reply, std::uint8_t protocol) {
  std::string expected = "before";
  Writer writer(expected);
  model::write(reply, writer);
  std::string written = "before";
  write_reply(reply, protocol, written);
  EXPECT_EQ(written, expected) << "RESP" << int{protocol};
}

TEST(WriteReply, WritesTheBytesOfTheWriters) {
  std::vector<Reply> replies = conversations();
  for (const Reply& reply : others()) replies.push_back(reply);
  for (std::size_t i = 0; i < replies.size(); ++i) {
    SCOPED_TRACE(i);
    expect_same<Resp2Writer>(replies[i], 2);
    expect_same<Resp3Writer>(replies[i], 3);
  }
}

}  // namespace
}  // namespace stellwerk::resp
