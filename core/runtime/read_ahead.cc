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

// Blocks on their way from one thread to another.
class Channel {
 public:
  void put(Block* block) {
    const std::lock_guard lock(mutex_);
    blocks_.push_back(block);
    changed_.notify_one();
  }
  // No block follows.
  void close() {
    const std::lock_guard lock(mutex_);
    closed_ = true;
    changed_.notify_one();
  }
  // The next block, once there is one; null: none will be.
  Block* take() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return !blocks_.empty() || closed_; });
    if (blocks_.empty()) return nullptr;
    Block* const block = blocks_.front();
    blocks_.pop_front();
    return block;
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Block*> blocks_;
  bool closed_ = false;
};

// The thread that reads. It ends when it gets no more empty blocks.
journal::Problem fill(const journal::History& history, std::uint64_t from, std::uint64_t to,
                      Channel& empty, Channel& full) {
  Block* block = empty.take();
  journal::Problem problem = history.read(from, [&](const journal::Record& record) {
    if (block == nullptr || record.seq >= to) return false;
    if (block->add(record)) return true;
    full.put(block);
    block = empty.take();
    return block != nullptr && block->add(record);
  });
  if (block != nullptr) full.put(block);
  full.close();
  return problem;
}

}  // namespace

journal::Problem read_ahead(const journal::History& history, std::uint64_t from, std::uint64_t to,
                            const journal::History::Visit& visit) {
  std::array<Block, kBlocks> blocks;
  Channel empty;
  Channel full;
  for (Block& block : blocks) empty.put(&block);
  journal::Problem problem;
  std::thread reader([&] { problem = fill(history, from, to, empty, full); });
  bool wanted = true;
  while (Block* const block = full.take()) {
    wanted = wanted && block->show(visit);
    if (!wanted) {
      empty.close();
      continue;
    }
    block->clear();
    empty.put(block);
  }
  reader.join();
  return wanted ? problem : journal::Problem{};
}

}  // namespace stellwerk::runtime
