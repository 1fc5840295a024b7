// SPDX-License-Identifier: Apache-2.0
#include <string>
#include <string_view>

#include "core/model/codec.h"
#include "tests/fuzz/target.h"

// Bytes that claim to be a command, an event or a policy: what decodes must encode to the same
// bytes, so that nothing is read that was never written, and a journal is as it was after a
// rewrite.

namespace stellwerk::fuzz {
namespace {

// Read, and written in the present format.
constexpr char kPolicyFormat = 3;  // those before are read, and written in this one

void check_command(std::string_view bytes) {
  model::CommandDecoder decoder;
  const model::Command* const command = decoder.decode(bytes);
  if (command == nullptr) return;
  std::string again;
  model::encode(*command, again);
  SW_CHECK(again == bytes);
  // Cut short it is no command, and neither with more behind it.
  SW_CHECK(decoder.decode(Exact(bytes.substr(0, bytes.size() - 1)).view()) == nullptr);
  SW_CHECK(decoder.decode(again + '\0') == nullptr);
}

void check_event(std::string_view bytes) {
  const auto event = model::decode_event(bytes);
  if (!event) return;
  std::string again;
  model::encode(*event, again);
  SW_CHECK(again == bytes);
  SW_CHECK(!model::name(event->type).empty());
  SW_CHECK(!model::decode_event(Exact(bytes.substr(0, bytes.size() - 1)).view()));
  SW_CHECK(!model::decode_event(again + '\0'));
}

void check_policy(std::string_view bytes) {
  const auto policy = model::decode_policy(bytes);
  if (!policy) return;
  std::string again;
  model::encode(*policy, again);
  if (bytes.front() < kPolicyFormat) {
    const auto rewritten = model::decode_policy(again);
    std::string still;
    if (rewritten) model::encode(*rewritten, still);
    SW_CHECK(still == again);
  } else {
    SW_CHECK(again == bytes);
  }
  SW_CHECK(!model::decode_policy(Exact(bytes.substr(0, bytes.size() - 1)).view()));
  SW_CHECK(!model::decode_policy(again + '\0'));
}

}  // namespace

void check_input(std::string_view input) {
  check_command(input);
  check_event(input);
  check_policy(input);
}

}  // namespace stellwerk::fuzz
