// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstring>
#include <type_traits>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

namespace stellwerk::base {

// Copies `value` to `to` past the caches, where the processor can: for what is written once and
// hardly ever read. Only this thread sees it until something orders it for others.
template <typename T>
requires(std::is_trivially_copyable_v<T> && alignof(T) >= 16 &&
         sizeof(T) % 16 == 0) void stream(const T& value, T* to) {
#ifdef __SSE2__
  const auto* from = reinterpret_cast<const __m128i*>(&value);
  auto* target = reinterpret_cast<__m128i*>(to);
  for (std::size_t i = 0; i < sizeof(T) / sizeof(__m128i); ++i) {
    _mm_stream_si128(target + i, _mm_load_si128(from + i));
  }
#else
  std::memcpy(to, &value, sizeof(T));
#endif
}

}  // namespace stellwerk::base
