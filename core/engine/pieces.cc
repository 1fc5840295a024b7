// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "core/engine/switchboard.h"

// Customers press return in the middle of a sentence: messages that follow each other closely are
// one piece of work.
namespace stellwerk::engine {

namespace {

// A piece lasts so many times as long as its parts may lie apart: whoever never stops writing is
// given to somebody all the same.
constexpr std::int64_t kPieceLastsMost = 4;

}  // namespace

// The customer wrote now: a part of the piece before, or the first of another. A conversation that
// opens so is kept back until he has been silent for a while. REQUIRES: extras.
void Switchboard::follow_piece(Conversation& conv, bool opens) {
  Piece& piece = conv.extras->piece;
  conv.extras->limits.replies = 0;
  const base::Duration apart =
      conv.channel == kNone ? model::kNoTarget : plan_.channels[conv.channel].fragments;
  if (apart == model::kNoTarget) {
    piece.counted = false;
    return;
  }
  const bool goes_on = !opens && piece.first != base::kNever && now_ - piece.last < apart &&
                       now_ - piece.first < apart * kPieceLastsMost;
  if (!goes_on) {
    piece.first = now_;
    piece.counted = false;
  }
  piece.last = now_;
  if (!opens && !piece.writing.armed()) return;
  piece.writing = due_at(std::min(now_ + apart, piece.first + apart * kPieceLastsMost));
}

}  // namespace stellwerk::engine
