// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <new>
#include <optional>
#include <string_view>
#include <type_traits>
#include <vector>

#include "core/base/large_block.h"
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
  kOverflowed = 13,   // to another queue by itself
  kStepReached = 14,  // of the queue's plan
  kCallback = 15,     //
  kTerms = 17,        // of the decision that follows it: see Terms
  kPassedOver = 18,   // by that decision: see PassedOverCounts
};

[[nodiscard]] constexpr bool is_decision(TraceKind kind) {
  return kind == TraceKind::kAssigned || kind == TraceKind::kOffered;
}
// What a decision that follows it has beside itself.
[[nodiscard]] constexpr bool is_detail(TraceKind kind) {
  return kind == TraceKind::kTerms || kind == TraceKind::kPassedOver;
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
  Lane lane : 5 = Lane::kNoLane;
  model::Rule rule : 2 = model::Rule::kSlaFirst;
  Outcome outcome : 4 = Outcome::kOpen;
  model::Select select : 4 = model::Select::kLeastLoaded;  // the first of the list
  std::uint32_t outcome_after_ms = 0;
  std::int32_t slack_ms = 0;  // to its deadline to start
  // AmongAgents, AmongConversations, Ended, Terms, PassedOverCounts or Remark
  alignas(8) std::array<std::byte, 32> body{};
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

// What agents were compared by. Values are storage format; from kScorePart on: + model::ScoreTerm.
enum class TermKind : std::uint8_t {
  kNothing = 0,
  kSurcharge = 1,
  kLoad = 2,       // of the capacity, with the conversation
  kPrefer = 3,     // preferred skills that it does not have
  kSkills = 4,     // that it has
  kIdle = 5,       // since the load last changed
  kTurn = 6,       // number of the last assignment or offer, over all
  kUsed = 7,       // units, with the conversation
  kFree = 8,       // units, before it
  kHandled = 9,    // assignments since it was offline
  kShare = 10,     // assignments over weight
  kRank = 11,      //
  kSurplus = 12,   // levels above those asked for
  kMastery = 13,   // levels of the skills asked for
  kCost = 14,      //
  kScore = 15,     //
  kStep = 16,      // of the queue's plan, that admits it first
  kScorePart = 32  // what a term adds to the score
};

// Its name in explanations: "load".
[[nodiscard]] std::string_view name(TermKind kind);
[[nodiscard]] constexpr bool is_score_part(TermKind kind) { return kind >= TermKind::kScorePart; }
// REQUIRES: is_score_part(kind).
[[nodiscard]] constexpr model::ScoreTerm score_term(TermKind kind) {
  return static_cast<model::ScoreTerm>(static_cast<unsigned>(kind) -
                                       static_cast<unsigned>(TermKind::kScorePart));
}
[[nodiscard]] constexpr bool is_known(TermKind kind) {
  return kind <= TermKind::kStep ||
         (is_score_part(kind) &&
          static_cast<std::size_t>(score_term(kind)) < model::kScoreTermCount);
}

struct RankedTerm {
  TermKind kind = TermKind::kNothing;
  bool decided = false;                  // the first one in which the two differ
  std::uint8_t index = 0;                // of a part of the score: its place in the policy's table
  std::array<std::int32_t, 2> values{};  // of the agent chosen and the one who came next
};

// Up to three terms of the decision that follows.
struct Terms {
  static constexpr std::size_t kMost = 3;
  static constexpr unsigned kDecided = 128;

  std::uint16_t policy = 0;  // its version, the lower half
  // The kind, and 128 if it decided.
  std::array<std::uint8_t, kMost> kinds{};
  std::array<std::uint8_t, kMost> indexes{};
  std::array<std::array<std::int32_t, 2>, kMost> values{};
};

// How many agents the decision that follows passed over for up to eight reasons: LackKind, or that
// they came after the one chosen. Each the reason + 1 above, the number below; 0: none.
struct PassedOverCounts {
  static constexpr unsigned kKindShift = 24;

  std::array<std::uint32_t, 8> counted{};
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

// `Body` is one of the six; with its defaults, to be filled in where it stands.
template <typename Body>
[[nodiscard]] Body& new_body(Trace& trace) {
  static_assert(sizeof(Body) == sizeof(trace.body) && std::is_trivially_copyable_v<Body>);
  return *::new (trace.body.data()) Body;
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
  explicit DecisionLog(std::uint32_t most) : most_(most), next_place_(most == 1 ? 0 : 1) {}

  [[nodiscard]] bool keeps() const { return most_ > 0; }

  // Where the next entry goes, and its Trace::before.
  struct Room {
    void* at;
    std::uint32_t before;
  };
  // Room for a new entry of the conversation whose newest one is `newest`, 0 for none, which
  // becomes the new handle. It is for the caller to construct where it stands: written elsewhere
  // and copied, in pieces larger than those it was written in, it would have to wait for each of
  // them. REQUIRES: keeps().
  [[nodiscard]] Room append(std::uint32_t& newest) {
    const auto handle = static_cast<std::uint32_t>(end_);
    const std::uint32_t before = newest == 0 ? 0 : handle - newest;
    newest = handle;
    return {next(), before};
  }

  // The number of the entry; none when it is gone or of another conversation.
  [[nodiscard]] std::optional<std::uint64_t> find(std::uint32_t handle, std::uint32_t conv) const;
  // The one before, of the same conversation.
  [[nodiscard]] std::optional<std::uint64_t> before(std::uint64_t number) const;
  // REQUIRES: first() <= number < end().
  [[nodiscard]] const Trace& operator[](std::uint64_t number) const {
    return *entry(place(number));
  }
  // What became of the newest offer of the conversation to the agent. Nothing happens when it is
  // gone.
  void set_outcome(std::uint32_t newest, std::uint32_t conv, AgentSlot agent, Outcome outcome,
                   base::Instant now);

  [[nodiscard]] std::uint64_t first() const { return end_ - size_; }
  [[nodiscard]] std::uint64_t end() const { return end_; }

  // For loading: the next entry has this number. REQUIRES: nothing was appended, number > 0.
  void start(std::uint64_t number);
  // Appends as it is. Nothing happens unless it keeps any.
  void restore(const Trace& trace);

 private:
  static constexpr std::size_t kPerBlock = base::LargeBlock::kSize / sizeof(Trace);

  [[nodiscard]] std::size_t place(std::uint64_t number) const {
    return static_cast<std::size_t>(number % most_);
  }
  [[nodiscard]] Trace* entry(std::size_t place) const {
    std::byte* const block = blocks_[place / kPerBlock].data();
    return reinterpret_cast<Trace*>(block) + place % kPerBlock;
  }
  // In place of the oldest one.
  [[nodiscard]] void* next() {
    if (next_place_ / kPerBlock >= blocks_.size()) [[unlikely]]
      add_block();
    void* const at = entry(next_place_);
    if (++next_place_ == most_) next_place_ = 0;
    ++end_;
    if (size_ < most_) ++size_;
    // Nobody has looked at the one after it for long, if ever.
    if (next_place_ / kPerBlock < blocks_.size()) __builtin_prefetch(entry(next_place_), 1);
    return at;
  }
  [[gnu::cold]] void add_block();

  std::uint32_t most_;
  std::uint32_t next_place_;  // end_ % most_, without dividing for each entry
  std::uint64_t size_ = 0;
  std::uint64_t end_ = 1;
  std::vector<base::LargeBlock> blocks_;
};

}  // namespace stellwerk::engine
