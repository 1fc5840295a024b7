// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include "core/engine/limits.h"

namespace stellwerk::tests {

// Runs a behaviour table: one step a line, `command -> reply | event | event`.
//
//   policy offer                   applies a named document (policy_lines.cc)
//   queue q offer=auto             an entry of the document that the next POLICY.APPLY carries
//   at 20s                         time passes until 20 s after the start
//   advance 5s -> offer.expired c1 a1
//   CONV.OPEN c1 QUEUE q -> offered a1 position=1 | conversation.opened c1 | offer.created c1 a1
//   # remark
//
// Without `->` a command must only not be refused. After it the reply and the events must be these,
// all of them, in this order; `...` stands for any further events, and `unordered` as the first
// event frees the order. `advance` and `at` have events only, or `nothing`.
// In what is expected a bare word is a value that some field must have (in a reply: its first word
// is the state, OK, a number, or -CODE followed by pieces of the text; `-?` is any refusal);
// name=value, name~piece, name>value compare one field; !name says it is absent, null or 0.
// Times of day (at, due, expires, opened_ms, due_ms) count from the start, names with _ms take
// durations. `$x` keeps a value at its first use and stands for it afterwards, `$x+1` too;
// `@c1` in a command is the newest offer of c1.
//
// After every step the engine's invariants, the books and the recorder's rules must hold. The whole
// history is then run three times more, with time passing in small pieces, with commands alone, and
// with the state saved and loaded after every step: events, replies and digest must be the same.
void check(std::string_view table, const engine::Limits& limits = {});

}  // namespace stellwerk::tests
