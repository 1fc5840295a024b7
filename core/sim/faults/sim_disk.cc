// SPDX-License-Identifier: Apache-2.0
#include "core/sim/faults/sim_disk.h"

#include <algorithm>

#include "core/base/check.h"

namespace stellwerk::sim {
namespace {

constexpr std::uint64_t kSeedMark = 0x64697363;
constexpr std::int64_t kMs = 1'000'000;

}  // namespace

SimDisk::SimDisk(const Scenario& scenario, Coverage& coverage)
    : scenario_(scenario), coverage_(coverage), prng_(scenario.seed ^ kSeedMark) {}

std::uint64_t SimDisk::free_bytes() const {
  return capacity_ <= bytes_.size() ? 0 : capacity_ - bytes_.size();
}

Io SimDisk::append(std::string_view bytes) {
  if (broken_) return Io::kFailed;
  if (bytes.size() > free_bytes()) {
    bytes_.append(bytes.substr(0, static_cast<std::size_t>(free_bytes())));
    return Io::kNoSpace;
  }
  bytes_.append(bytes);
  return Io::kOk;
}

Io SimDisk::sync() {
  if (broken_) return Io::kFailed;
  if (scenario_.has(Feature::kLyingSyncs) && prng_.chance(1, 2)) {
    ++coverage_[Coverage::kLostSyncs];
    return Io::kOk;
  }
  synced_ = bytes_.size();
  return Io::kOk;
}

void SimDisk::truncate(std::uint64_t size) {
  bytes_.resize(static_cast<std::size_t>(size));
  synced_ = std::min(synced_, bytes_.size());
}

void SimDisk::cut_front(std::uint64_t size) {
  const auto count = static_cast<std::size_t>(size);
  SW_CHECK(count <= synced_);
  dropped_.append(bytes_, 0, count);
  bytes_.erase(0, count);
  synced_ -= count;
}

void SimDisk::power_cut() {
  const std::uint64_t luck = prng_.below(4);
  const std::size_t unsynced = bytes_.size() - synced_;
  if (unsynced > 0) {
    if (luck == 0) {
      bytes_.resize(synced_);
    } else if (luck == 1 && scenario_.has(Feature::kTornWrites)) {
      bytes_.resize(synced_ + static_cast<std::size_t>(prng_.below(unsynced)));
    } else if (luck == 2 && scenario_.has(Feature::kReorderedWrites)) {
      lose_sectors();
    }
  }
  synced_ = bytes_.size();
  mend();
}

// A sector that was not written reads as zeros, where the file is long enough already.
void SimDisk::lose_sectors() {
  const std::uint64_t lost_of_four = 1 + prng_.below(3);
  bool lost = false;
  for (std::size_t at = synced_; at < bytes_.size(); at += kSector - at % kSector) {
    const std::size_t end = std::min(bytes_.size(), at + kSector - at % kSector);
    if (prng_.chance(lost_of_four, 4)) {
      std::fill(bytes_.begin() + static_cast<std::ptrdiff_t>(at),
                bytes_.begin() + static_cast<std::ptrdiff_t>(end), '\0');
      lost = true;
    } else if (lost) {
      ++coverage_[Coverage::kHoles];
      lost = false;
    }
  }
}

std::int64_t SimDisk::draw_latency_ns() {
  if (!scenario_.has(Feature::kSlowDisk)) return prng_.between(0, kMs / 2);
  if (prng_.chance(1, 40)) {
    const std::int64_t ns = prng_.between(100 * kMs, 5'000 * kMs);
    if (ns > 500 * kMs) ++coverage_[Coverage::kSlowIo];
    return ns;
  }
  return prng_.between(kMs, 30 * kMs);
}

void SimDisk::flip_synced_bit() {
  if (synced_ == 0) return;
  const std::size_t at = static_cast<std::size_t>(prng_.below(synced_));
  bytes_[at] = static_cast<char>(static_cast<unsigned char>(bytes_[at]) ^ 0x10U);
}

}  // namespace stellwerk::sim
