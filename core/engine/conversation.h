// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/slab.h"
#include "core/base/time.h"
#include "core/engine/byte_pool.h"
#include "core/engine/closed.h"
#include "core/engine/handle_index.h"
#include "core/engine/ids.h"
#include "core/engine/response_clock.h"
#include "core/engine/routing_plan.h"
#include "core/engine/timers.h"
#include "core/model/reply.h"

namespace stellwerk::engine {

struct StoredMessage {
  base::Instant at;
  std::string id, payload;
};

// Agents that are passed over after they declined or missed the conversation.
struct PassedOver {
  AgentSlot agent = kNone;
  Due until;
};

// An agent whom a conversation waits for alone while `until` is armed; his whenever he is free.
struct Sticky {
  AgentSlot agent = kNone;
  base::Instant end = base::kNever;  // of the time that the opening asked for
  Due until;
};

// Messages of the customer that follow each other closely: one piece of work, whose first time
// counts.
struct Piece {
  base::Instant first = base::kNever, last = base::kNever;  // kNever: the channel joins none
  bool counted = false;                                     // as a turn of the bot
  Due writing;  // while the customer may be writing on: nobody is given the conversation
};

// An offer that is out beside the conversation's own.
struct Rival {
  AgentSlot agent = kNone;
  std::uint64_t offer = 0;
  Due expires;
};

// What many conversations never need.
struct Extras {
  std::vector<StoredMessage> unanswered;
  AgentSlot seen_by = kNone;  // who has been told of the first seen_count of them
  std::size_t seen_count = 0;
  std::vector<PassedOver> passed_over;
  std::vector<AgentSlot> agents;  // distinct ones that worked on it in this episode chain
  std::string reason;             // why it was closed
  Sticky sticky;
  OnPlan plan;               // while its queue has one
  base::Instant held_since;  // while it is held
  bool interrupted = false;  // held for something more important, and goes on by itself
  base::Duration held;       // since the assignment, without that
  ResponseClock resolution, window;
  base::Instant own_window = base::kNever;  // as the opening said, until it is answered
  Due bots_until;                           // the platform takes a bot's answers
  bool bots_over = false;
  // While waiting: to start, whatever the window; kNever: as the conversation's deadline says.
  base::Instant own_deadline = base::kNever;
  std::vector<NameId> prefer;  // skills that decide among agents that are as good; sorted
  AnswerLimits limits;         // where the channel has some
  std::uint32_t turns = 0;     // answers of the bot that has it, where its queue limits them
  Piece piece;
  // While it is offered to several: all but the first, by offer.
  std::vector<Rival> rivals;
  Due decision;                 // while somebody outside is asked for the agent: until then
  bool decides_itself = false;  // nobody outside is asked until it has been offered or assigned
  bool callback = false;        // the customer waits for a call
  Due callback_at;              // not before then

  // Nobody is to have it yet.
  [[nodiscard]] bool parked() const { return decision.armed() || callback_at.armed(); }
  void end_parking() {
    decision = callback_at = {};
    decides_itself = false;
  }
};

// A conversation that is not closed, or was closed by the running command.
struct Conversation : LastingFacts {
  // id, customer and attributes, in this order, in one piece.
  const char* text = nullptr;

  model::ConvState state = model::ConvState::kClosed;
  bool unroutable = false;
  bool prefer_last = false;  // its sticky agent, or else its last one first, if he is free
  bool resumed = false;      // waiting: held before, and its agent had no room
  bool timer_stale = false;  // to be armed anew at the end of the transition
  // What its wait was forecast from when it came to wait; see WaitForecast::Made.
  std::uint8_t forecast_bin = 0;
  std::uint16_t forecast_base = 0;
  TimerId timer = kNone;  // while something is due

  // While waiting.
  base::Instant waits_since;  // for somebody of its queue: what a forecast is held against
  ClassId wait_class = kNone;
  base::HeapLinks links;
  std::int64_t key = 0;    // of the lane it stands in
  base::Instant deadline;  // to start, for routing
  base::Duration routing_target;

  // While somebody has it.
  AgentSlot agent = kNone;
  ConvSlot agent_next = kNone, agent_previous = kNone;
  AgentSlot claimed_by = kNone;
  std::uint64_t offer = 0;
  std::uint64_t accepted_offer = 0;

  ResponseClock first, reply;
  Due phase;  // offered: expiry; wrapup: end; waiting: to the overdue lane; held: its end
  std::unique_ptr<Extras> extras;

  [[nodiscard]] std::string_view id() const { return {text, id_size}; }
  [[nodiscard]] std::string_view customer() const { return {text + id_size, customer_size}; }
  [[nodiscard]] std::string_view attributes() const {
    return {text + id_size + customer_size, attributes_size};
  }
  [[nodiscard]] bool open() const { return state != model::ConvState::kClosed; }
  [[nodiscard]] bool owned() const {
    return state == model::ConvState::kActive || state == model::ConvState::kWrapup ||
           state == model::ConvState::kHeld;
  }
  // Whether one of its offers is the agent's. REQUIRES: it is offered.
  [[nodiscard]] bool asks(AgentSlot asked) const {
    if (agent == asked) return true;
    return extras && std::any_of(extras->rivals.begin(), extras->rivals.end(),
                                 [asked](const Rival& rival) { return rival.agent == asked; });
  }
  [[nodiscard]] std::size_t rival_count() const { return extras ? extras->rivals.size() : 0; }
  // Whether a clock has something to tell.
  [[nodiscard]] bool missed(base::Instant now) const {
    return first.next.at <= now || reply.next.at <= now ||
           (extras && (extras->resolution.next.at <= now || extras->window.next.at <= now));
  }
  Extras& more() {
    if (!extras) extras = std::make_unique<Extras>();
    return *extras;
  }
};

// Conversations by slot and by identifier. A closed one leaves its slot for the log when its last
// command is done; a command that names it brings it back, for good or until it has been answered.
class ConversationTable {
 public:
  static constexpr std::uint64_t kNotClosed = ~std::uint64_t{0};

  struct Found {
    ConvSlot slot = kNone;
    std::uint64_t closed = kNotClosed;  // number in closed()
  };
  // For who will ask for them: fetch what a find() will look at first, a conversation, and of one
  // what leads to its agent's others.
  void prefetch_index(std::uint32_t id_hash) const { index_.prefetch(id_hash); }
  void prefetch(ConvSlot slot) const {
    const auto* first = reinterpret_cast<const char*>(&slots_[slot]);
    for (std::size_t line = 0; line < sizeof(Conversation); line += 64) {
      __builtin_prefetch(first + line);
    }
  }
  void prefetch_owner(ConvSlot slot) const { __builtin_prefetch(&slots_[slot].agent); }
  // What a find() would probably answer; kNone when that is closed, or not the first one it would
  // look at.
  [[nodiscard]] ConvSlot probable(std::uint32_t id_hash) const {
    const std::uint32_t handle = index_.probable(id_hash);
    return (handle & kClosedBit) == 0 ? handle : kNone;
  }
  // A slot or a number; neither for what is unknown.
  [[nodiscard]] Found find(std::string_view id) const { return find(id, HandleIndex::hash(id)); }
  // The same for who has HandleIndex::hash(id) already.
  [[nodiscard, gnu::hot]] Found find(std::string_view id, std::uint32_t id_hash) const;
  // The identifier of the one with that hash of it and that lower half of Conversation::order;
  // empty when there is none any more.
  [[nodiscard]] std::string_view id_of(std::uint32_t id_hash, std::uint32_t order) const;
  Conversation& operator[](ConvSlot slot) { return slots_[slot]; }
  const Conversation& operator[](ConvSlot slot) const { return slots_[slot]; }

  // A new entry with the identifier; the rest has its defaults. REQUIRES: the id is not known.
  [[gnu::hot]] ConvSlot add(std::string_view id, std::uint32_t id_hash, std::string_view customer,
                            std::string_view attributes);
  void replace_texts(ConvSlot slot, std::string_view customer, std::string_view attributes);

  // Moves a conversation that has been closed to the log.
  [[gnu::hot]] void bury(ConvSlot slot);
  // Gives a closed conversation a slot again. Then either keep_closed(), when nothing has come of
  // it, or keep_open().
  ConvSlot revive(std::uint64_t number);
  void keep_closed(ConvSlot slot, std::uint64_t number);
  void keep_open(std::uint64_t number) { closed_.mark_reopened(number); }
  // Of the entry with that number, when a saved state is loaded.
  void set_traced(std::uint64_t number, std::uint32_t traced) {
    closed_.set_traced(number, traced);
  }
  // A closed conversation for reading; its texts are those of the log.
  [[nodiscard]] Conversation restored(std::uint64_t number) const;
  // Drops the oldest entry of the log; its conversation is unknown from now on.
  [[gnu::hot]] void forget_oldest();
  [[nodiscard]] const ClosedLog& closed() const { return closed_; }

  // For saving and loading: tables come back slot by slot, numbers as they were.
  [[nodiscard]] const std::vector<ConvSlot>& free_slots() const { return free_; }
  void start(std::size_t slots, std::uint64_t first_closed);
  // An entry in that slot. False when it cannot be: the slot is taken, or the identifier is known.
  [[nodiscard]] bool place(ConvSlot slot, std::string_view id, std::string_view customer,
                           std::string_view attributes);
  // Moves the one in slot 0 to the log; `reopened`: it lives again, only its place is there.
  void bury_placed(bool reopened);
  [[nodiscard]] bool add_free_slots(const std::vector<ConvSlot>& slots);
  // Every slot is either taken or free.
  [[nodiscard]] bool complete() const;
  // So many slots at least, for one whose entries another one names: they have no identifiers here.
  void reach(std::size_t slots) {
    while (slots_.size() < slots) slots_.grow();
  }

  [[nodiscard]] std::size_t slot_count() const { return slots_.size(); }
  [[nodiscard]] bool used(ConvSlot slot) const { return slots_[slot].text != nullptr; }

  // For PairingHeap.
  base::HeapLinks& links(ConvSlot slot) { return slots_[slot].links; }
  [[nodiscard]] bool before(ConvSlot a, ConvSlot b) const {
    const Conversation& left = slots_[a];
    const Conversation& right = slots_[b];
    return left.key != right.key ? left.key < right.key : left.order < right.order;
  }

 private:
  // Handles of the index: slots, and with this bit numbers of the log without their upper bits.
  static constexpr std::uint32_t kClosedBit = 1U << 31U;
  static constexpr std::uint32_t kNumberMask = (1U << 30U) - 1;

  [[nodiscard]] static std::uint32_t closed_handle(std::uint64_t number) {
    return kClosedBit | (static_cast<std::uint32_t>(number) & kNumberMask);
  }
  [[nodiscard]] std::uint64_t number_of(std::uint32_t handle) const;
  inline ConvSlot take_slot();
  inline void free_slot(ConvSlot slot);
  inline void store_texts(Conversation& conv, std::string_view id, std::string_view customer,
                          std::string_view attributes);

  base::Slab<Conversation> slots_;
  std::vector<ConvSlot> free_;
  HandleIndex index_;
  BytePool texts_;
  ClosedLog closed_;
};

}  // namespace stellwerk::engine
