// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <string_view>

// What each command answers: the column of the command table about replies.
namespace stellwerk::resp {

struct CommandAnswer {
  std::string_view command;
  // The codes that it answers beside those that any command may (ErrorRow::any), blanks between.
  std::string_view errors;
  std::string_view reply;        // for people
  std::string_view fields = {};  // of the map, or of each map, that is answered
};

namespace answers {

inline constexpr std::string_view kConversation = "the conversation's map";
inline constexpr std::string_view kConversationFields =
    "conv state agent offer position eta_ms eta_p90_ms seq duplicate episode";
inline constexpr std::string_view kEscalationFields =
    "conv state agent offer position eta_ms eta_p90_ms seq duplicate episode escalated";
inline constexpr std::string_view kMessage = "the conversation's map, short";
inline constexpr std::string_view kMessageFields = "conv seq state agent duplicate episode";
inline constexpr std::string_view kConversationViewFields =
    "conv state agent offer position eta_ms eta_p90_ms seq duplicate episode queue channel "
    "customer priority opened_ms waited_ms due_ms resolution_due_ms window_due_ms step sla "
    "handovers agents outcome skills units attrs unroutable replies_left turns customer_writes_ms "
    "offers callback callback_ms on_time_chance";
inline constexpr std::string_view kAgentFields =
    "agent kind state epoch skills capacity used conversations idle_ms over channels queues "
    "labels reason lease_ms misses declines handled weight rank cost";
inline constexpr std::string_view kPage = "an array: the next cursor or 0, and an array of maps";

inline constexpr std::array kAnswers = {
    CommandAnswer{"auth", "WRONGPASS FULL", "OK"},
    CommandAnswer{"client", "", "as Redis"},
    CommandAnswer{"command", "", "as Redis; ERRORS and EVENTS a map of maps"},
    CommandAnswer{"config", "", "an empty map"},
    CommandAnswer{"echo", "", "the message"},
    CommandAnswer{"hello", "WRONGPASS NOPROTO FULL", "a map",
                  "server version proto id mode role modules"},
    CommandAnswer{"info", "", "text, a figure a line"},
    CommandAnswer{"ping", "", "PONG, or the message"},
    CommandAnswer{"quit", "", "OK"},
    CommandAnswer{"reset", "", "RESET"},
    CommandAnswer{"select", "", "OK"},

    CommandAnswer{"agent.set", "", "OK"},
    CommandAnswer{"agent.state", "UNKNOWNAGENT", "an integer, the epoch"},
    CommandAnswer{"agent.beat", "UNKNOWNAGENT STALE", "OK"},
    CommandAnswer{"agent.get", "UNKNOWNAGENT", "a map", kAgentFields},
    CommandAnswer{"agent.list", "", kPage, kAgentFields},
    CommandAnswer{"agent.del", "UNKNOWNAGENT BADSTATE", "OK"},

    CommandAnswer{"conv.open", "UNKNOWNQUEUE STALE FULL", kConversation, kConversationFields},
    CommandAnswer{"conv.accept", "UNKNOWNCONV UNKNOWNOFFER STALE", kConversation,
                  kConversationFields},
    CommandAnswer{"conv.decline", "UNKNOWNCONV UNKNOWNOFFER STALE", kConversation,
                  kConversationFields},
    CommandAnswer{"conv.update", "UNKNOWNCONV UNKNOWNQUEUE BADSTATE STALE FULL", kConversation,
                  kConversationFields},
    CommandAnswer{"conv.escalate", "UNKNOWNCONV BADSTATE STALE", kConversation, kEscalationFields},
    CommandAnswer{"conv.hold", "UNKNOWNCONV BADSTATE STALE", kConversation, kConversationFields},
    CommandAnswer{"conv.resume", "UNKNOWNCONV BADSTATE STALE", kConversation, kConversationFields},
    CommandAnswer{"conv.take", "UNKNOWNCONV UNKNOWNAGENT BADSTATE STALE FULL UNROUTABLE",
                  kConversation, kConversationFields},
    CommandAnswer{"conv.transfer",
                  "UNKNOWNCONV UNKNOWNQUEUE UNKNOWNAGENT BADSTATE STALE FULL UNROUTABLE",
                  kConversation, kConversationFields},
    CommandAnswer{"conv.decide", "UNKNOWNCONV UNKNOWNAGENT BADSTATE STALE FULL UNROUTABLE",
                  kConversation, kConversationFields},
    CommandAnswer{"conv.callback", "UNKNOWNCONV BADSTATE STALE", kConversation,
                  kConversationFields},
    CommandAnswer{"conv.close", "UNKNOWNCONV STALE", kConversation, kConversationFields},
    CommandAnswer{"conv.wrapped", "UNKNOWNCONV BADSTATE STALE", kConversation, kConversationFields},
    CommandAnswer{"conv.abandon", "UNKNOWNCONV STALE", kConversation, kConversationFields},
    CommandAnswer{"conv.get", "UNKNOWNCONV", "a map", kConversationViewFields},
    CommandAnswer{
        "conv.explain", "UNKNOWNCONV", "a map",
        "conv state agent episode queue step next_step_ms lane due_ms slack_ms waited_ms "
        "unroutable missing text complete decisions timeline agents_registered agents_able lacking "
        "agents"},
    CommandAnswer{"conv.list", "UNKNOWNQUEUE UNKNOWNAGENT", kPage, kConversationViewFields},

    CommandAnswer{"msg.in", "UNKNOWNQUEUE STALE FULL TOOBIG", kMessage, kMessageFields},
    CommandAnswer{"msg.out", "UNKNOWNCONV BADSTATE STALE TOOBIG", kMessage, kMessageFields},

    CommandAnswer{"xread", "UNKNOWNSTREAM STALE", "as Redis: entries by stream, or null"},
    CommandAnswer{"xrange", "UNKNOWNSTREAM STALE", "as Redis: an array of entries"},
    CommandAnswer{"xlen", "UNKNOWNSTREAM", "an integer"},
    CommandAnswer{"xinfo", "UNKNOWNSTREAM", "as Redis: a map"},
    CommandAnswer{"xtrim", "UNKNOWNSTREAM", "an integer, how many are forgotten"},

    CommandAnswer{"policy.check", "BADSTATE",
                  "a map: ok, errors and warnings; with AGAINST also live"},
    CommandAnswer{"policy.apply", "BADSTATE CONFLICT", "an integer, the version"},
    CommandAnswer{"policy.shadow", "BADSTATE", "OK; without an argument a map"},
    CommandAnswer{"policy.get", "", "a map", "version toml"},

    CommandAnswer{"eta", "UNKNOWNQUEUE", "a map",
                  "position eta_ms eta_p90_ms agents_eligible agents_free on_time_chance"},
    CommandAnswer{"queue.stats", "UNKNOWNQUEUE", "a map of queues, each a map",
                  "waiting oldest_ms offered active agents_online agents_free occupancy sl_1h "
                  "abandoned_1h p50_wait_ms p95_wait_ms breached_1h held wrapup opened_total "
                  "assigned_total ended_total burst"},
    CommandAnswer{"shard.digest", "", "16 hexadecimal digits"},
    CommandAnswer{"clock", "BADSTATE", "a map", "now_ms"},
    CommandAnswer{"snapshot", "", "OK"},
};

}  // namespace answers

}  // namespace stellwerk::resp
