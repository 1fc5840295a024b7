// SPDX-License-Identifier: Apache-2.0
#include "tools/stellwerk/load/reply_scanner.h"

#include <cstring>

#include "tools/stellwerk/load/element_scanner.h"

namespace stellwerk::cli {
namespace {

using Kind = ScannedReply::Kind;
using Found = ElementScanner::Found;

constexpr std::size_t kNameSize = 5;  // of the two that are kept

Kind kind_of(Found found) {
  if (found == Found::kElement) return Kind::kReply;
  return found == Found::kNeedMore ? Kind::kNeedMore : Kind::kMalformed;
}

// One name and its value; what two of them have is kept.
Found scan_field(ElementScanner& scanner, ScannedReply& reply) {
  char type = 0;
  std::string_view name;
  std::string_view value;
  Found found = scanner.element(type, name);
  if (found != Found::kElement || type == '*')
    return found == Found::kNeedMore ? found : Found::kMalformed;
  found = scanner.element(type, value);
  if (found != Found::kElement) return found;
  if (type == '*') return Found::kMalformed;  // no reply to what is sent has lists inside
  if (type == '$' && name.size() == kNameSize) {
    // With the length known to the compiler, these are no calls.
    if (std::memcmp(name.data(), "agent", kNameSize) == 0) reply.agent = value;
    if (std::memcmp(name.data(), "state", kNameSize) == 0) reply.state = value;
  }
  return Found::kElement;
}

Kind scan_fields(ElementScanner& scanner, std::int64_t count, ScannedReply& reply) {
  for (std::int64_t pairs = count / 2; pairs > 0; --pairs) {
    const Found found = scan_field(scanner, reply);
    if (found != Found::kElement) return kind_of(found);
  }
  if (count <= 0 || count % 2 == 0) return Kind::kReply;
  char type = 0;
  std::string_view text;
  const Found found = scanner.element(type, text);
  return found == Found::kElement && type == '*' ? Kind::kMalformed : kind_of(found);
}

}  // namespace

ScannedReply scan_reply(std::string_view bytes) {
  ScannedReply reply;
  if (bytes.empty()) return reply;
  ElementScanner scanner(bytes);
  char type = 0;
  reply.kind = kind_of(scanner.element(type, reply.text));
  if (reply.kind == Kind::kReply && type == '*') {
    std::int64_t count = 0;
    reply.kind = ElementScanner::number(reply.text, count) ? scan_fields(scanner, count, reply)
                                                           : Kind::kMalformed;
  } else if (reply.kind == Kind::kReply && type == '-') {
    reply.kind = Kind::kError;
  } else if (reply.kind == Kind::kReply && type != '+' && type != ':' && type != '$') {
    reply.kind = Kind::kMalformed;
  }
  reply.size = scanner.scanned();
  return reply;
}

}  // namespace stellwerk::cli
