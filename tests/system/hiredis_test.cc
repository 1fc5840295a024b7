// SPDX-License-Identifier: Apache-2.0
// Debian's hiredis, against the daemon whose port stands in STELLWERK_PORT.
#include <cstdlib>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>
#include <hiredis/hiredis.h>

namespace {

struct FreeReply {
  void operator()(redisReply* reply) const { freeReplyObject(reply); }
};
using Reply = std::unique_ptr<redisReply, FreeReply>;

struct FreeContext {
  void operator()(redisContext* context) const { redisFree(context); }
};

class Hiredis : public testing::Test {
 protected:
  void SetUp() override {
    const char* port = std::getenv("STELLWERK_PORT");
    ASSERT_NE(port, nullptr) << "run by hiredis_test.py";
    context_.reset(redisConnect("127.0.0.1", std::atoi(port)));
    ASSERT_NE(context_, nullptr);
    ASSERT_EQ(context_->err, 0) << context_->errstr;
  }

  template <typename... Arguments>
  Reply call(const char* format, Arguments... arguments) {
    return Reply(static_cast<redisReply*>(redisCommand(context_.get(), format, arguments...)));
  }

  Reply next() {
    void* reply = nullptr;
    EXPECT_EQ(redisGetReply(context_.get(), &reply), REDIS_OK);
    return Reply(static_cast<redisReply*>(reply));
  }

  redisContext* context() { return context_.get(); }

 private:
  std::unique_ptr<redisContext, FreeContext> context_;
};

std::string_view text(const redisReply* reply) { return {reply->str, reply->len}; }

// The value of a field in a map, which is a flat array here.
const redisReply* field(const redisReply& map, std::string_view name) {
  for (std::size_t i = 0; i + 1 < map.elements; i += 2) {
    if (text(map.element[i]) == name) return map.element[i + 1];
  }
  return nullptr;
}

TEST_F(Hiredis, CallsAndReadsMaps) {
  EXPECT_EQ(text(call("PING").get()), "PONG");
  const Reply opened = call("CONV.OPEN %s QUEUE %s CUSTOMER %s", "h1", "general", "k 1");
  ASSERT_EQ(opened->type, REDIS_REPLY_ARRAY);
  ASSERT_NE(field(*opened, "state"), nullptr);
  EXPECT_EQ(text(field(*opened, "state")), "waiting");
  EXPECT_EQ(field(*opened, "agent")->type, REDIS_REPLY_NIL);
  EXPECT_EQ(field(*opened, "duplicate")->type, REDIS_REPLY_INTEGER);
  EXPECT_EQ(field(*opened, "duplicate")->integer, 0);
  const Reply again = call("CONV.OPEN %s QUEUE %s", "h1", "general");
  EXPECT_EQ(field(*again, "duplicate")->integer, 1);
}

TEST_F(Hiredis, KeepsBinaryPayloads) {
  const std::string payload("\0\r\n\xff$5\r\n", 8);
  const Reply sent = call("MSG.IN h2 m1 %b QUEUE general", payload.data(), payload.size());
  ASSERT_EQ(sent->type, REDIS_REPLY_ARRAY);
  const Reply range = call("XRANGE events - +");
  std::size_t found = 0;
  for (std::size_t i = 0; i < range->elements; ++i) {
    const redisReply* carried = field(*range->element[i]->element[1], "payload");
    if (carried != nullptr && text(carried) == payload) ++found;
  }
  EXPECT_EQ(found, 1U);
}

TEST_F(Hiredis, PipelinesInOrder) {
  constexpr int kCount = 1'000;
  for (int i = 0; i < kCount; ++i) {
    redisAppendCommand(context(), "CONV.OPEN p%d QUEUE general", i);
    redisAppendCommand(context(), "ECHO %d", i);
  }
  for (int i = 0; i < kCount; ++i) {
    std::string conv("p");
    conv += std::to_string(i);
    EXPECT_EQ(text(field(*next(), "conv")), conv);
    EXPECT_EQ(text(next().get()), std::to_string(i));
  }
}

TEST_F(Hiredis, ReadsStreamsAndBlocks) {
  const Reply opened = call("CONV.OPEN h3 QUEUE general");
  const long long seq = field(*opened, "seq")->integer;
  const Reply idle = call("XREAD BLOCK 1 STREAMS events $");
  EXPECT_EQ(idle->type, REDIS_REPLY_NIL);
  const Reply read = call("XREAD BLOCK 0 COUNT 1 STREAMS events %lld", seq - 1);
  ASSERT_EQ(read->type, REDIS_REPLY_ARRAY);
  EXPECT_EQ(text(read->element[0]->element[0]), "events");
  const redisReply* entry = read->element[0]->element[1]->element[0];
  EXPECT_EQ(text(entry->element[0]), std::to_string(seq) + "-0");
  const Reply length = call("XLEN events");
  EXPECT_EQ(length->type, REDIS_REPLY_INTEGER);
  EXPECT_GE(length->integer, seq);
}

TEST_F(Hiredis, TakesErrorsAsErrors) {
  const Reply unknown = call("CONV.GET nobody");
  ASSERT_EQ(unknown->type, REDIS_REPLY_ERROR);
  EXPECT_EQ(text(unknown.get()).substr(0, 12), "UNKNOWNCONV ");
  EXPECT_EQ(call("NOPE")->type, REDIS_REPLY_ERROR);
  EXPECT_EQ(context()->err, 0) << "an error reply is not a connection error";
  EXPECT_EQ(text(call("PING").get()), "PONG");
}

}  // namespace
