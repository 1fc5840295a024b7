// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string_view>

#include <stellwerk/events.h>
#include <stellwerk/replies.h>

#include "core/api/answer_writer.h"
#include "core/base/bytes.h"
#include "core/base/check.h"
#include "core/model/command.h"

// The embedder's side of answer_writer.h. The bytes are our own: what does not fit aborts.
namespace stellwerk::api {

// One value of an answer, without the values inside it.
struct Value {
  Tag tag = Tag::kNull;
  std::string_view text;  // kText, kError
  std::int64_t integer = 0;
  double real = 0;
  std::uint32_t items = 0;  // kMap: pairs; kArray: values
  Code code = Code::kOk;    // kError
};

// Reads values one after the other. Views into the bytes.
class AnswerReader {
 public:
  AnswerReader() : bytes_(std::string_view{}) {}
  explicit AnswerReader(std::string_view bytes) : bytes_(bytes) {}

  // REQUIRES: there is one.
  [[nodiscard]] Value next();
  // Reads past the rest of a value that next() has returned.
  void skip_inside(const Value& value);
  // The fields of a Reply, after its tag.
  [[nodiscard]] model::Reply reply();

 private:
  base::ByteReader bytes_;
};

// Calls take(key, value) for each pair of a map; what take() leaves inside a value is skipped by
// answering false.
template <typename Take>
void for_each_pair(AnswerReader& reader, const Value& map, const Take& take) {
  SW_CHECK(map.tag == Tag::kMap);
  for (std::uint32_t i = 0; i < map.items; ++i) {
    const Value key = reader.next();
    const Value value = reader.next();
    if (!take(key.text, value)) reader.skip_inside(value);
  }
}

// What CONV.EXPLAIN answers.
void read_explanation(AnswerReader& reader, const Value& map, Reply& reply);

// Answers whether the key is one of a conversation's status.
bool take_status(std::string_view key, const Value& value, ConversationStatus& status);

// Fills `reply` (all but the ticket) with the answer to a command of that kind.
void read_reply(std::string_view bytes, model::CommandKind kind, Reply& reply);

// Reads one entry of a stream.
void read_event(AnswerReader& reader, Event& event);

// The status of an answer that is an error.
[[nodiscard]] Status status_of(const Value& error);

}  // namespace stellwerk::api
