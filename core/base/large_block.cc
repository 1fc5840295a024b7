// SPDX-License-Identifier: Apache-2.0
#include "core/base/large_block.h"

#include <new>
#include <sys/mman.h>

namespace stellwerk::base {
namespace {

constexpr std::align_val_t kAlignment{LargeBlock::kSize};

}  // namespace

LargeBlock::LargeBlock() : bytes_(static_cast<std::byte*>(::operator new(kSize, kAlignment))) {
  // A wish: without such pages it works as well, and slower.
  static_cast<void>(::madvise(bytes_.get(), kSize, MADV_HUGEPAGE));
}

void LargeBlock::Free::operator()(std::byte* bytes) const { ::operator delete(bytes, kAlignment); }

}  // namespace stellwerk::base
