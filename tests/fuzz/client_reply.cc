// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cstddef>
#include <string_view>

#include "tests/fuzz/target.h"
#include "tools/stellwerk/client/value.h"
#include "tools/stellwerk/load/reply_scanner.h"

// Replies as a client reads them. Input: the bytes of a connection. A reply is read whole or not at
// all, wherever the bytes are cut; what the load generator steps over is as long as what it is to
// who reads it.

namespace stellwerk::fuzz {
namespace {

using cli::ReplyReader;
using cli::ScannedReply;
using Status = ReplyReader::Status;

constexpr std::size_t kCutsMax = 300;
constexpr std::size_t kRepliesMax = 200;

bool is_reply(const ScannedReply& scanned) {
  return scanned.kind == ScannedReply::Kind::kReply || scanned.kind == ScannedReply::Kind::kError;
}

// Nothing that is cut short is taken for a reply, or for a wrong one.
void check_cuts(std::string_view reply) {
  const std::size_t step = std::max<std::size_t>(1, reply.size() / kCutsMax);
  for (std::size_t size = 0; size < reply.size(); size += step) {
    const Exact part(reply.substr(0, size));
    SW_CHECK(ReplyReader::read(part.view()).status == Status::kNeedMore);
    SW_CHECK(!is_reply(cli::scan_reply(part.view())));
  }
}

// Only what the bytes had: no value is larger than they are.
std::size_t text_size(const cli::Value& value) {
  std::size_t size = value.text.size();
  for (const cli::Value& item : value.items) size += text_size(item);
  return size;
}

}  // namespace

void check_input(std::string_view input) {
  std::string_view rest = input;
  for (std::size_t i = 0; i < kRepliesMax; ++i) {
    const Exact bytes(rest);
    const ReplyReader::Result read = ReplyReader::read(bytes.view());
    const ScannedReply scanned = cli::scan_reply(bytes.view());
    if (read.status != Status::kValue) {
      SW_CHECK(read.consumed == 0);
      return;
    }
    SW_CHECK(read.consumed > 0 && read.consumed <= rest.size());
    SW_CHECK(text_size(read.value) <= read.consumed);
    if (is_reply(scanned)) {
      SW_CHECK(scanned.size == read.consumed);
      SW_CHECK((scanned.kind == ScannedReply::Kind::kError) == read.value.is_error());
    }
    check_cuts(rest.substr(0, read.consumed));
    rest.remove_prefix(read.consumed);
  }
}

}  // namespace stellwerk::fuzz
