// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "core/base/check.h"

namespace stellwerk::base {

inline constexpr std::uint32_t kNoNode = ~std::uint32_t{0};

// The links a node of a PairingHeap carries. `previous` is the parent of a first child.
struct HeapLinks {
  std::uint32_t child = kNoNode;
  std::uint32_t next = kNoNode;
  std::uint32_t previous = kNoNode;
};

// A pairing heap (Fredman, Sedgewick, Sleator, Tarjan 1986) over nodes that live elsewhere and are
// named by index: no allocation, removal from anywhere. Push is O(1), removal O(log n) amortised.
// `Nodes` gives `HeapLinks& links(index)` and `bool before(a, b)`, a strict total order.
class PairingHeap {
 public:
  [[nodiscard]] bool empty() const { return root_ == kNoNode; }

  // REQUIRES: !empty() for a meaningful answer; kNoNode otherwise.
  [[nodiscard]] std::uint32_t top() const { return root_; }

  template <typename Nodes>
  void push(Nodes& nodes, std::uint32_t index) {
    nodes.links(index) = HeapLinks{};
    root_ = root_ == kNoNode ? index : meld(nodes, root_, index);
  }

  // REQUIRES: the node is in this heap.
  template <typename Nodes>
  void erase(Nodes& nodes, std::uint32_t index) {
    HeapLinks& links = nodes.links(index);
    const std::uint32_t below = meld_children(nodes, links.child);
    if (index == root_) {
      root_ = below;
      return;
    }
    HeapLinks& previous = nodes.links(links.previous);
    (previous.child == index ? previous.child : previous.next) = links.next;
    if (links.next != kNoNode) nodes.links(links.next).previous = links.previous;
    if (below != kNoNode) root_ = meld(nodes, root_, below);
  }

  // Calls visit(index) for every node, parents before children, in no other promised order. A node
  // for which visit answers false keeps its descendants unvisited.
  template <typename Nodes, typename Visit>
  void visit(Nodes& nodes, Visit visit_node) const {
    std::vector<std::uint32_t> open;
    if (root_ != kNoNode) open.push_back(root_);
    while (!open.empty()) {
      const std::uint32_t index = open.back();
      open.pop_back();
      const HeapLinks& links = nodes.links(index);
      if (links.next != kNoNode && index != root_) open.push_back(links.next);
      if (visit_node(index) && links.child != kNoNode) open.push_back(links.child);
    }
  }

 private:
  template <typename Nodes>
  static std::uint32_t meld(Nodes& nodes, std::uint32_t a, std::uint32_t b) {
    if (nodes.before(b, a)) std::swap(a, b);
    HeapLinks& winner = nodes.links(a);
    HeapLinks& loser = nodes.links(b);
    loser.next = winner.child;
    loser.previous = a;
    if (winner.child != kNoNode) nodes.links(winner.child).previous = b;
    winner.child = b;
    winner.next = kNoNode;
    winner.previous = kNoNode;
    return a;
  }

  // Melds siblings in pairs from the first on, then the pairs from the last back.
  template <typename Nodes>
  static std::uint32_t meld_children(Nodes& nodes, std::uint32_t first) {
    std::uint32_t pairs = kNoNode;  // chained through `next`, last pair first
    while (first != kNoNode) {
      const std::uint32_t second = nodes.links(first).next;
      std::uint32_t rest = kNoNode;
      std::uint32_t pair = first;
      if (second != kNoNode) {
        rest = nodes.links(second).next;
        pair = meld(nodes, first, second);
      }
      nodes.links(pair).next = pairs;
      pairs = pair;
      first = rest;
    }
    std::uint32_t melded = kNoNode;
    while (pairs != kNoNode) {
      const std::uint32_t rest = nodes.links(pairs).next;
      nodes.links(pairs).next = kNoNode;
      nodes.links(pairs).previous = kNoNode;
      melded = melded == kNoNode ? pairs : meld(nodes, melded, pairs);
      pairs = rest;
    }
    return melded;
  }

  std::uint32_t root_ = kNoNode;
};

}  // namespace stellwerk::base
