// SPDX-License-Identifier: Apache-2.0
#include "core/runtime/read_ahead.h"

#include <algorithm>
#include <array>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace stellwerk::runtime {
namespace {

constexpr std::size_t kBlockBytes = std::size_t{64} << 10U;
constexpr std::size_t kBlocks = 4;

// Records whose commands are kept with them.
class Block {
 public:
  Block() { bytes_.reserve(kBlockBytes); }

  // False: it is full. The first record always fits.
  [[nodiscard]] bool add(const journal::Record& record) {
    if (!records_.empty() && bytes_.size() + record.command.size() > kBlockBytes) return false;
    const std::size_t begin = bytes_.size();
    bytes_.append(record.command);
    records_.push_back(record);
    records_.back().command = std::string_view(bytes_).substr(begin);
    return true;
  }
  void clear() {
    records_.clear();
    bytes_.clear();
  }
  // False: `visit` wants no more.
  [[nodiscard]] bool show(const journal::History::Visit& visit) const {
    return std::all_of(records_.begin(), records_.end(), std::cref(visit));
  }

 private:
  std::vector<journal::Record> records_;
  std::string bytes_;
};

// Blocks on their way from the thread that reads to the one that visits, and back.
class Ferry {
 public:
  Ferry() {
    for (Block& block : blocks_) empty_.push_back(&block);
  }

  // An empty block; null: nobody wants more.
  Block* take_empty() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return !empty_.empty() || unwanted_; });
    if (unwanted_) return nullptr;
    Block* const block = empty_.front();
    empty_.pop_front();
    block->clear();
    return block;
  }
  void send(Block* block) {
    const std::lock_guard lock(mutex_);
    full_.push_back(block);
    changed_.notify_one();
  }
  // No block follows.
  void end() {
    const std::lock_guard lock(mutex_);
    ended_ = true;
    changed_.notify_one();
  }

  // The next block; null: there is none.
  Block* take_full() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return !full_.empty() || ended_; });
    if (full_.empty()) return nullptr;
    Block* const block = full_.front();
    full_.pop_front();
    return block;
  }
  void give_back(Block* block) {
    const std::lock_guard lock(mutex_);
    empty_.push_back(block);
    changed_.notify_one();
  }
  void stop() {
    const std::lock_guard lock(mutex_);
    unwanted_ = true;
    changed_.notify_one();
  }

 private:
  std::array<Block, kBlocks> blocks_;
  std::mutex mutex_;
  std::condition_variable changed_;  // only one of the two ever waits
  std::deque<Block*> empty_;
  std::deque<Block*> full_;
  bool ended_ = false;
  bool unwanted_ = false;
};

// The thread that reads.
journal::Problem fill(const journal::History& history, std::uint64_t from, std::uint64_t to,
                      Ferry& ferry) {
  Block* block = ferry.take_empty();
  journal::Problem problem = history.read(from, [&](const journal::Record& record) {
    if (block == nullptr || record.seq >= to) return false;
    if (block->add(record)) return true;
    ferry.send(block);
    block = ferry.take_empty();
    return block != nullptr && block->add(record);
  });
  if (block != nullptr) ferry.send(block);
  ferry.end();
  return problem;
}

}  // namespace

journal::Problem read_ahead(const journal::History& history, std::uint64_t from, std::uint64_t to,
                            const journal::History::Visit& visit) {
  Ferry ferry;
  journal::Problem problem;
  std::thread reader([&] { problem = fill(history, from, to, ferry); });
  bool wanted = true;
  for (Block* block = ferry.take_full(); block != nullptr; block = ferry.take_full()) {
    wanted = wanted && block->show(visit);
    if (!wanted) ferry.stop();
    ferry.give_back(block);
  }
  reader.join();
  return wanted ? problem : journal::Problem{};
}

}  // namespace stellwerk::runtime
