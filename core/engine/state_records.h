// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace stellwerk::engine {

// What a record of a saved state holds; its first byte. They come in this order, those that may be
// many one behind the other. The values are storage format: never renumber, only add.
enum class StateRecord : std::uint8_t {
  kBasics = 1,        // version, time, counters, names; always the first
  kSla = 2,           // by number of its name, like the two that follow
  kChannel = 3,       //
  kQueue = 4,         //
  kAgent = 5,         // by slot
  kClosed = 6,        // in the order of closing
  kConversation = 7,  // open ones, with their slots
  kFreeSlots = 8,     // the one to be used next comes last
  kMessages = 9,      // identifiers seen, oldest first
  kRequest = 10,      // an answered REQ, oldest first
  kGroup = 11,        // what was learned of an agent's group
  kSelection = 12,    //
  kReview = 13,       // a class that is looked at again, by one that waits in it
  kEnd = 14,          // the last one
  kCalendar = 15,     // by number of its name, before those that follow kBasics
  kCustomers = 39,    // who worked for customers last, oldest first; before the end
  kDecisions = 40,    // entries of the decision log, oldest first; before the end, like the next
  kTraced = 41,       // the newest entry of each conversation
};

}  // namespace stellwerk::engine
