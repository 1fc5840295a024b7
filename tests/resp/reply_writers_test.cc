// SPDX-License-Identifier: Apache-2.0
#include "core/resp/reply_writers.h"

#include <limits>

#include <gtest/gtest.h>

namespace stellwerk::resp {
namespace {

struct WriterCase {
  const char* what;
  void (*write)(model::ReplyWriter&);
  std::string resp2;
  std::string resp3;
};

const WriterCase kCases[] = {
    {"map", [](auto& w) { w.map(2); }, "*4\r\n", "%2\r\n"},
    {"array", [](auto& w) { w.array(3); }, "*3\r\n", "*3\r\n"},
    {"empty array", [](auto& w) { w.array(0); }, "*0\r\n", "*0\r\n"},
    {"text", [](auto& w) { w.text("a\r\nb"); }, "$4\r\na\r\nb\r\n", "$4\r\na\r\nb\r\n"},
    {"empty text", [](auto& w) { w.text(""); }, "$0\r\n\r\n", "$0\r\n\r\n"},
    {"no text", [](auto& w) { w.text({}); }, "$0\r\n\r\n", "$0\r\n\r\n"},
    {"simple", [](auto& w) { w.simple("OK"); }, "+OK\r\n", "+OK\r\n"},
    {"simple with a line end", [](auto& w) { w.simple("a\r\nb"); }, "+a  b\r\n", "+a  b\r\n"},
    {"integer", [](auto& w) { w.integer(0); }, ":0\r\n", ":0\r\n"},
    {"least integer", [](auto& w) { w.integer(std::numeric_limits<std::int64_t>::min()); },
     ":-9223372036854775808\r\n", ":-9223372036854775808\r\n"},
    {"real", [](auto& w) { w.real(0.1); }, "$3\r\n0.1\r\n", ",0.1\r\n"},
    {"real with all digits", [](auto& w) { w.real(1.0 / 3); }, "$18\r\n0.3333333333333333\r\n",
     ",0.3333333333333333\r\n"},
    {"least real", [](auto& w) { w.real(-std::numeric_limits<double>::denorm_min()); },
     "$7\r\n-5e-324\r\n", ",-5e-324\r\n"},
    {"infinity", [](auto& w) { w.real(-std::numeric_limits<double>::infinity()); },
     "$4\r\n-inf\r\n", ",-inf\r\n"},
    {"not a number", [](auto& w) { w.real(std::numeric_limits<double>::quiet_NaN()); },
     "$3\r\nnan\r\n", ",nan\r\n"},
    {"null", [](auto& w) { w.null(); }, "$-1\r\n", "_\r\n"},
    {"null array", [](auto& w) { w.null_array(); }, "*-1\r\n", "_\r\n"},
    {"error", [](auto& w) { w.error(model::Code::kBadArg, "DUE: 'x'\r\n+OK"); },
     "-BADARG DUE: 'x'  +OK\r\n", "-BADARG DUE: 'x'  +OK\r\n"},
};

TEST(ReplyWriters, WriteEachKindOfValue) {
  for (const WriterCase& item : kCases) {
    std::string resp2 = "before";
    Resp2Writer two(resp2);
    item.write(two);
    EXPECT_EQ(resp2, "before" + item.resp2) << item.what;
    std::string resp3 = "before";
    Resp3Writer three(resp3);
    item.write(three);
    EXPECT_EQ(resp3, "before" + item.resp3) << item.what;
  }
}

TEST(ReplyWriters, TextsOfEveryLengthAroundTheShortOnes) {
  for (std::size_t size = 0; size < 200; ++size) {
    const std::string value(size, 'x');
    std::string out;
    Resp3Writer(out).text(value);
    EXPECT_EQ(out, "$" + std::to_string(size) + "\r\n" + value + "\r\n");
  }
}

TEST(ReplyWriters, WriteAConversation) {
  model::Reply reply;
  reply.kind = model::ReplyKind::kConversation;
  reply.conv = "c1";
  reply.position = 1;
  reply.episode = 1;
  std::string out;
  Resp3Writer three(out);
  model::write(reply, three);
  EXPECT_EQ(out,
            "%10\r\n$4\r\nconv\r\n$2\r\nc1\r\n$5\r\nstate\r\n$7\r\nwaiting\r\n$5\r\nagent\r\n_\r\n"
            "$5\r\noffer\r\n_\r\n$8\r\nposition\r\n:1\r\n$6\r\neta_ms\r\n_\r\n$10\r\neta_p90_ms\r\n"
            "_\r\n$3\r\nseq\r\n:0\r\n$9\r\nduplicate\r\n:0\r\n$7\r\nepisode\r\n:1\r\n");
}

}  // namespace
}  // namespace stellwerk::resp
