// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <array>
#include <string_view>

// The errors of the wire contract, for people: what COMMAND ERRORS tells.
namespace stellwerk::resp {

struct ErrorRow {
  std::string_view code;
  bool any = false;  // any command may answer it; the others name it in command_answers.h
  std::string_view meaning;
  std::string_view remedy;
};

inline constexpr std::array kErrors = {
    ErrorRow{"ERR", true, "no such command, wrong number of arguments, broken framing",
             "mend the program"},
    ErrorRow{"BADARG", true, "an argument has a wrong value; the text names it", "mend the call"},
    ErrorRow{"NOAUTH", true, "nobody has logged in on this connection",
             "log in with AUTH or HELLO"},
    ErrorRow{"NOPERM", true,
             "the user's role may not; the text names the command, the role and those who may",
             "log in as somebody else, or ask for another role"},
    ErrorRow{"UNKNOWNQUEUE", false, "the policy has no such queue", "check POLICY.GET"},
    ErrorRow{"UNKNOWNAGENT", false, "no such agent is registered", "AGENT.SET first"},
    ErrorRow{"UNKNOWNCONV", false, "never opened, or closed and forgotten",
             "open it, or let it go"},
    ErrorRow{"UNKNOWNOFFER", false, "no such offer was ever made", "mend the program"},
    ErrorRow{"UNKNOWNSTREAM", false, "the key is not events, inbox:AGENT or outbox:CHANNEL",
             "mend the call"},
    ErrorRow{"BADSTATE", false,
             "the conversation's or agent's state forbids it; the text names the state",
             "read the state, decide anew"},
    ErrorRow{"STALE", false,
             "it was right once: an ended offer, an older epoch or episode, an agent who no longer "
             "has the conversation, a stream position that is no longer kept",
             "drop the work; for a stream, go on from first="},
    ErrorRow{"FULL", true, "a bound or a rate is reached; the text has retry-after-ms=N",
             "try again after that time"},
    ErrorRow{"TOOBIG", false, "the payload is too large", "store it elsewhere, send a reference"},
    ErrorRow{"UNROUTABLE", false, "that agent can never take that conversation",
             "name another agent, or change what the conversation asks for"},
    ErrorRow{"CONFLICT", false, "the policy has another version than IF said",
             "read it again, merge, apply again"},
    ErrorRow{"WRONGPASS", false, "Redis' own: the user or the password is wrong",
             "log in with the right ones"},
    ErrorRow{"NOPROTO", false, "Redis' own: another version of the protocol than 2 or 3",
             "HELLO 2 or HELLO 3"},
};

[[nodiscard]] constexpr bool is_error_code(std::string_view code) {
  return std::any_of(kErrors.begin(), kErrors.end(),
                     [code](const ErrorRow& row) { return row.code == code; });
}

}  // namespace stellwerk::resp
