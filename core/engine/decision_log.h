// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <bit>
#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "core/base/time.h"
#include "core/engine/ids.h"
#include "core/model/policy.h"

// What happened to conversations and why, kept to answer for it. Nothing in here routes anything.
namespace stellwerk::engine {

// The values here and below are storage format: never renumber, only add.
enum class TraceKind : std::uint8_t {
  kAssigned = 1,      // a decision: work began at once
  kOffered = 2,       // a decision: the agent was asked
  kEnded = 3,         // an episode that another one followed; see Ended
  kRequeued = 4,      // this and what follows are remarks; see Remark
  kEscalated = 5,     //
  kUpdated = 6,       // what it asks for has changed
  kMoved = 7,         // to another queue
  kUnroutable = 8,    //
  kRoutable = 9,      //
  kTransferred = 10,  //
  kHeld = 11,         //
  kResumed = 12,      //
  kCallback = 13,     //
};

[[nodiscard]] constexpr bool is_decision(TraceKind kind) {
  return kind == TraceKind::kAssigned || kind == TraceKind::kOffered;
}

enum class Outcome : std::uint8_t {
  kOpen = 0,  // not answered, or there is nothing to answer
  kAccepted = 1,
  kDeclined = 2,
  kExpired = 3,
  kRevoked = 4,
};

// Why it was the turn of a conversation.
enum class Lane : std::uint8_t {
  kNoLane = 0,     // the rule knows no lanes
  kOnTime = 1,     //
  kUrgent = 2,     // on time, but not for long
  kOverdue = 3,    //
  kCatchUp = 4,    // overdue, on the share that these are guaranteed
  kLateMax = 5,    // overdue for longer than the policy wants
  kPreferred = 6,  // its last agent was free
  kDirect = 7,     // somebody named the agent
};

// Who chose among whom.
enum class Direction : std::uint8_t {
  kAmongAgents = 0,         // a conversation came, or was looked at again
  kAmongConversations = 1,  // an agent had room
};

[[nodiscard]] std::string_view name(TraceKind kind);
[[nodiscard]] std::string_view name(Outcome outcome);
[[nodiscard]] std::string_view name(Lane lane);

// One entry of the log: one cache line.
struct alignas(64) Trace {
  base::Instant at;
  std::uint32_t conversation = 0;  // hash of its identifier
  std::uint32_t before = 0;        // so many entries back is its previous one; 0: there was none
  AgentSlot agent = kNone;
  TraceKind kind = TraceKind::kAssigned;
  std::uint8_t step = 0;  // of the routing plan, from 1; 0: there is none
  // Of decisions.
  Direction direction : 1 = Direction::kAmongAgents;
  Lane lane : 3 = Lane::kNoLane;
  model::Rule rule : 2 = model::Rule::kSlaFirst;
  model::Select select : 2 = model::Select::kLeastLoaded;
  Outcome outcome = Outcome::kOpen;
  std::uint32_t outcome_after_ms = 0;
  std::int32_t slack_ms = 0;            // to its deadline to start
  std::array<std::uint32_t, 8> body{};  // AmongAgents, AmongConversations, Ended or Remark
};
static_assert(sizeof(Trace) == 64);

// The score terms of [0] the agent chosen and [1] the one who came next. Numbers that do not fit
// are the greatest that do.
struct AmongAgents {
  AgentSlot runner_up = kNone;              // kNone: there was none, or nobody looked
  std::uint32_t groups : 24 = 0;            // of agents who have what it takes, whether free or not
  std::uint32_t excluded : 8 = 0;           // agents passed over since they declined or missed it
  std::uint32_t free : 24 = 0;              // agents of the tenant with a free unit
  std::uint32_t reserved : 8 = 0;           // groups that were kept for another queue
  std::array<std::uint32_t, 2> idle_ms{};   // since the load last changed
  std::array<std::uint16_t, 2> used{};      // units, this conversation included
  std::array<std::uint16_t, 2> capacity{};  // units
  std::array<std::uint8_t, 2> skills{};     // that the agent has
  std::array<std::uint8_t, 2> surcharge{};  // tenths of the fastest handling time; 0: none
};

struct AmongConversations {
  std::uint32_t runner_up = 0;        // hash of its identifier
  std::uint32_t runner_up_order = 0;  // number of its opening, the lower half
  std::uint32_t kinds = 0;            // of waiting conversations that the agent could take
  std::uint32_t waiting = 0;          // in its queue, itself included
  std::uint32_t extra_ms = 0;         // how much longer this agent takes than the fastest
  std::int32_t runner_up_slack_ms = 0;
  std::uint8_t priority = 0;
  std::uint8_t runner_up_priority = 0;
  std::uint8_t has_runner_up = 0;
  std::uint8_t unused = 0;
  std::uint32_t unused_too = 0;
};

// Trace::at is the time of closing.
struct Ended {
  std::int64_t opened_ms = 0;
  std::int64_t arrival_ms = 0;
  std::uint32_t abandoned = 0;
  std::array<std::uint32_t, 3> unused{};
};

struct Remark {
  QueueId queue = kNone;
  std::array<char, 28> reason{};  // cut, filled up with zeros

  [[nodiscard]] std::string_view text() const;
};

// `Body` is one of the four.
template <typename Body>
[[nodiscard]] std::array<std::uint32_t, 8> put_body(const Body& body) {
  return std::bit_cast<std::array<std::uint32_t, 8>>(body);
}
template <typename Body>
[[nodiscard]] Body body_of(const Trace& trace) {
  return std::bit_cast<Body>(trace.body);
}

[[nodiscard]] Remark remark(QueueId queue, std::string_view reason);

// The newest entries of all conversations in a ring that grows with use up to its size. Entries are
// numbered from 1; a conversation keeps the handle of its newest one, and each leads to the one
// before it. A handle stays good for four billion entries, and is known to be old for as long.
class DecisionLog {
 public:
  // Room for `most` entries of 64 bytes; 0 keeps none.
  explicit DecisionLog(std::uint32_t most) : most_(most) {}

  // Appends an entry of the conversation whose newest one is `newest`, 0 for none; answers the new
  // handle. Trace::before is not the caller's to say.
  std::uint32_t append(const Trace& trace, std::uint32_t newest);

  // The number of the entry; none when it is gone or of another conversation.
  [[nodiscard]] std::optional<std::uint64_t> find(std::uint32_t handle, std::uint32_t conv) const;
  // The one before, of the same conversation.
  [[nodiscard]] std::optional<std::uint64_t> before(std::uint64_t number) const;
  // REQUIRES: first() <= number < end().
  [[nodiscard]] const Trace& operator[](std::uint64_t number) const {
    return chunks_[place(number) / kPerChunk][place(number) % kPerChunk];
  }
  // What became of the newest offer of the conversation to the agent. Nothing happens when it is
  // gone.
  void set_outcome(std::uint32_t newest, std::uint32_t conv, AgentSlot agent, Outcome outcome,
                   base::Instant now);

  [[nodiscard]] std::uint64_t first() const { return end_ - size_; }
  [[nodiscard]] std::uint64_t end() const { return end_; }

  // For loading: the next entry has this number. REQUIRES: nothing was appended, number > 0.
  void start(std::uint64_t number) { end_ = number; }
  // Appends as it is.
  void restore(const Trace& trace);

 private:
  static constexpr std::size_t kPerChunk = 1'024;

  [[nodiscard]] std::size_t place(std::uint64_t number) const {
    return static_cast<std::size_t>(number % most_);
  }
  Trace& at(std::uint64_t number) {
    return chunks_[place(number) / kPerChunk][place(number) % kPerChunk];
  }

  std::uint32_t most_;
  std::uint64_t size_ = 0;
  std::uint64_t end_ = 1;
  std::vector<std::unique_ptr<Trace[]>> chunks_;
};

}  // namespace stellwerk::engine
