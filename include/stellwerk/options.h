// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

// How a router is made.
//
// Thread safety: plain values.
namespace stellwerk {

// The bounds of what a router holds. Memory follows what is used, not what is allowed.
struct Limits {
  // Conversations that are not closed; the next is answered kFull. 1 to 100,000,000.
  // Default: 10,000,000. Memory: about 300 bytes each, plus their attributes.
  std::uint32_t conversations_max = 10'000'000;
  // Registered agents, bots included. 1 to 10,000,000. Default: 200,000. Memory: about 200 bytes
  // each, plus names, skills and queues.
  std::uint32_t agents_max = 200'000;
  // Skills of one agent, 1 to 1,024, and skills one conversation asks for, 1 to 16. Default: 32, 4.
  std::uint32_t agent_skills_max = 32;
  std::uint32_t requirement_skills_max = 4;
  // Distinct skills. 1 to 65,535. Default: 1,024. Memory: lists of agents for each.
  std::uint32_t skills_max = 1'024;
  // Bytes of one message's payload; more is answered kTooBig. 1 to 16 MiB. Default: 64 KiB.
  std::uint32_t payload_size_max = 64 * 1024;
  // Unanswered messages held for one conversation; the next is answered kFull. 1 to 1,000,000.
  // Default: 1,000. Memory: their payloads until they are answered.
  std::uint32_t unanswered_max = 1'000;
  // Milliseconds a closed conversation stays readable at least and, as far as closed_memory goes,
  // at most. 1 ms to 7 days, the least not above the most. Default: 10 minutes, 1 hour.
  std::int64_t closed_ms_min = 600'000;
  std::int64_t closed_ms_max = 3'600'000;
  // Bytes of closed conversations beyond which the oldest are forgotten once closed_ms_min has
  // passed. Default: 256 MiB.
  std::uint64_t closed_memory = 256ULL << 20U;
  // Message identifiers by which a repeated message is recognised: milliseconds and number,
  // whichever is reached first. From 1. Default: 7 days, 10,000,000. Memory: about 40 bytes each.
  std::int64_t dedupe_ms_max = 604'800'000;
  std::uint64_t dedupe_max = 10'000'000;
  // Entries of the log that explain_conversation() answers from, one a decision and one for what
  // else happens to a conversation; the oldest make room. 0 (none is kept) to 10,000,000. Default:
  // 1,000,000. Memory: 64 bytes each.
  std::uint32_t decisions_max = 1'000'000;
};

// What the router's own thread does when there is nothing to do. Without start() it has no meaning.
enum class Idle : std::uint8_t {
  kBlock,  // looks again a few times, then sleeps until there is work
  kYield,  // offers its core to others but never sleeps
  kSpin,   // burns its core: the lowest latency
};

struct Options {
  // The policy: queues, SLAs and channels, as a TOML document. A router without queues takes no
  // conversation. Default: empty, none until Producer::apply_policy().
  std::string policy = {};

  // The time at which the router begins, Unix milliseconds, on the clock that poll() is told.
  // Not negative. Default: not given, the machine's clock when open() is called.
  std::optional<std::int64_t> start_ms = {};

  // Producers and event readers that exist at the same time. 1 to 65,000. Default: 256.
  // Memory: about 150 KiB each that is in use.
  std::uint32_t producers_max = 256;

  // Commands sent and not decided; the next is refused with kFull. 1 to 16,777,216.
  // Default: 65,536. Memory: about 150 bytes each, plus payloads.
  std::uint32_t inbox_commands_max = 65'536;

  // Replies of one producer that it has not taken with next(); the next command is refused with
  // kFull. 1 to 16,777,216. Default: 65,536. Memory: about 150 bytes each.
  std::uint32_t replies_max = 65'536;

  // Events that can still be read, by number and by bytes, whichever is reached first; the oldest
  // go. From 1, and from 1 MiB. Default: 1,000,000 and 1 GiB. Memory: about 120 bytes each, plus
  // payloads.
  std::uint64_t events_max = 1'000'000;
  std::uint64_t events_memory_max = 1ULL << 30U;

  // With start() only. Default: kBlock.
  Idle idle = Idle::kBlock;

  // With start() only: how many times faster than the machine's clock the router's runs. Above 0,
  // at most 1,000,000. Default: 1.
  double speed = 1.0;

  Limits limits = {};

  // The first field whose value is out of its range, "limits.agents_max" for one of Limits; empty
  // when all are usable. The policy is not looked at: Router::check_policy() does that.
  [[nodiscard]] std::string_view invalid_field() const;
};

}  // namespace stellwerk
