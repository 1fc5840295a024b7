// SPDX-License-Identifier: Apache-2.0
#include "tools/stellwerk/load/assignment_feed.h"

#include <utility>

#include "tools/stellwerk/load/element_scanner.h"

namespace stellwerk::cli {
namespace {

using Found = ElementScanner::Found;

constexpr std::string_view kCount = "10000";
constexpr std::string_view kBlockMs = "1000";

}  // namespace

AssignmentFeed::AssignmentFeed(Connection connection, std::uint64_t after)
    : connection_(std::move(connection)), last_(std::to_string(after) + "-0") {}

void AssignmentFeed::ask() {
  connection_.send({"XREAD", "COUNT", kCount, "BLOCK", kBlockMs, "STREAMS", "events", last_});
  connection_.flush();
}

// "*1 *2 events *N", or null when nothing has happened, and then asks again.
bool AssignmentFeed::take_head() {
  ElementScanner scanner(connection_.incoming());
  char type = 0;
  std::string_view text;
  Found found = scanner.element(type, text);
  if (found == Found::kElement && type == '-') {
    fail(std::string(text));
    return false;
  }
  std::int64_t count = 0;
  if (found == Found::kElement && (type != '*' || !ElementScanner::number(text, count))) {
    found = Found::kMalformed;
  }
  if (found == Found::kElement && count == 1) {
    found = scanner.array(count);
    if (found == Found::kElement) found = scanner.element(type, text);
    if (found == Found::kElement) found = scanner.array(entries_left_);
  }
  if (found == Found::kMalformed) fail("the answer is no list of entries");
  if (found != Found::kElement) {
    entries_left_ = 0;
    return false;
  }
  connection_.consume(scanner.scanned());
  if (entries_left_ <= 0) ask();
  return true;
}

// "*2 id *2k name value ..."; `assigned` stays empty unless it is that event.
bool AssignmentFeed::take_entry(std::string_view& assigned) {
  ElementScanner scanner(connection_.incoming());
  std::int64_t count = 0;
  char type = 0;
  std::string_view id;
  Found found = scanner.array(count);
  if (found == Found::kElement) found = scanner.element(type, id);
  if (found == Found::kElement) found = scanner.array(count);
  std::string_view key;
  std::string_view conv;
  bool is_assignment = false;
  for (std::int64_t i = 0; i < count && found == Found::kElement; ++i) {
    std::string_view text;
    found = scanner.element(type, text);
    if (i % 2 == 0) {
      key = text;
    } else if (key == "type") {
      is_assignment = text == "conversation.assigned";
    } else if (is_assignment && key == "conv") {
      conv = text;
    }
  }
  if (found == Found::kMalformed) fail("an entry is no list of names and values");
  if (found != Found::kElement) return false;
  if (--entries_left_ == 0) {
    last_ = id;
    ask();
  }
  connection_.consume(scanner.scanned());
  assigned = conv;
  return true;
}

std::string_view AssignmentFeed::next() {
  std::string_view assigned;
  while (connection_.failure().empty() && !connection_.incoming().empty()) {
    if (entries_left_ > 0 ? !take_entry(assigned) : !take_head()) break;
    if (!assigned.empty()) return assigned;
  }
  return {};
}

}  // namespace stellwerk::cli
