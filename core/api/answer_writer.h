// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "core/model/reply.h"
#include "core/runtime/outlet.h"

// Answers as bytes between the router's thread and the embedder's: each value begins with a tag.
namespace stellwerk::api {

enum class Tag : std::uint8_t {
  kError = 1,    // code u8, text
  kReply = 2,    // the fields of a model::Reply
  kMap = 3,      // number of pairs u32; the values follow
  kArray = 4,    // number of values u32; they follow
  kText = 5,     // text
  kInteger = 6,  // u64
  kReal = 7,     // the bits as u64
  kNull = 8,
};

// Appends to a buffer of the caller's, which must outlive the writer.
class AnswerWriter final : public model::ReplyWriter {
 public:
  explicit AnswerWriter(std::string& out) : out_(&out) {}

  void map(std::size_t pairs) override;
  void array(std::size_t items) override;
  void text(std::string_view value) override;
  void simple(std::string_view value) override;
  void integer(std::int64_t value) override;
  void real(double value) override;
  void null() override;
  void null_array() override;
  void error(model::Code code, std::string_view text) override;

  void reply(const model::Reply& reply);

 private:
  std::string* out_;
};

// Writes what a shard answers to producers and event readers.
class AnswerOutlet final : public runtime::Outlet {
 public:
  AnswerOutlet() : writer_(unused_) {}
  AnswerOutlet(const AnswerOutlet&) = delete;
  AnswerOutlet& operator=(const AnswerOutlet&) = delete;

  void reply(const runtime::Envelope& to, const model::Reply& reply, std::string& out) override;
  model::ReplyWriter& begin(const runtime::Envelope& to, std::string& out) override;
  void end(const runtime::Envelope& to) override;

 private:
  std::string unused_;
  AnswerWriter writer_;
};

}  // namespace stellwerk::api
