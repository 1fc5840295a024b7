// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "core/model/code.h"
#include "core/model/command.h"
#include "core/model/reply.h"
#include "core/stream/event_store.h"

// The answers to XREAD, XRANGE, XLEN, XINFO STREAM and XTRIM in the shapes of Redis streams.
namespace stellwerk::stream {

struct Problem {
  model::Code code = model::Code::kOk;
  std::string text;
};

// What is wrong with the streams of a stream command, or the numbers it starts from: UNKNOWNSTREAM
// for a key no stream has, STALE for a number older than what is retained. kStreamAfterNow and 0
// are never stale.
[[nodiscard]] Problem check(const EventStore& store, const model::Command& command);

// The part of an XREAD answer that is there already: which entries, bounded by `count` for each
// stream (0: no COUNT given) and by the store's limits.
class ReadPlan {
 public:
  // `streams`: known keys with the number to read after; valid until write().
  ReadPlan(const EventStore& store, std::span<const model::Term> streams, std::uint64_t count);

  // No stream has an entry to answer, and none has one that cannot be read.
  [[nodiscard]] bool empty() const { return parts_.empty() && problem_.code == model::Code::kOk; }

  // RESP2: an array of [key, entries]; RESP3: a map of key to entries. An error when the archive
  // cannot give back what a stream should begin with. REQUIRES: !empty().
  void write(std::uint8_t protocol, model::ReplyWriter& writer) const;

 private:
  struct Part {
    std::string_view key;
    std::uint64_t begin;  // indexes into the stream
    std::uint64_t end;
  };

  const EventStore& store_;
  std::vector<Part> parts_;
  Problem problem_;
};

// Answers kStreamRange, kStreamLength, kStreamInfo and kStreamTrim; an error as such.
// REQUIRES: check() found nothing.
void answer(EventStore& store, const model::Command& command, model::ReplyWriter& writer);

}  // namespace stellwerk::stream
