// SPDX-License-Identifier: Apache-2.0
#include "tools/stellwerk/policy/unified_diff.h"

#include <gtest/gtest.h>

#include "core/base/prng.h"
#include "core/base/text.h"

namespace stellwerk::cli {
namespace {

constexpr std::uint64_t kSeed = 20'260;

std::string diff(std::string_view before, std::string_view after) {
  return unified_diff({"old", before}, {"new", after});
}

TEST(UnifiedDiff, IsEmptyForEqualTexts) {
  EXPECT_EQ(diff("", ""), "");
  EXPECT_EQ(diff("a\nb\n", "a\nb\n"), "");
}

TEST(UnifiedDiff, ShowsThreeLinesAround) {
  EXPECT_EQ(diff("1\n2\n3\n4\n5\n6\n7\n8\n9\n", "1\n2\n3\n4\nfive\n6\n7\n8\n9\n"),
            "--- old\n+++ new\n@@ -2,7 +2,7 @@\n 2\n 3\n 4\n-5\n+five\n 6\n 7\n 8\n");
}

TEST(UnifiedDiff, JoinsWhatIsNearAndPartsWhatIsFar) {
  const std::string before = "a\n1\n2\n3\n4\n5\n6\nb\n1\n2\n3\n4\n5\n6\n7\nc\n";
  const std::string after = "A\n1\n2\n3\n4\n5\n6\nB\n1\n2\n3\n4\n5\n6\n7\nC\n";
  EXPECT_EQ(
      diff(before, after),
      "--- old\n+++ new\n@@ -1,11 +1,11 @@\n-a\n+A\n 1\n 2\n 3\n 4\n 5\n 6\n-b\n+B\n 1\n 2\n 3\n"
      "@@ -13,4 +13,4 @@\n 5\n 6\n 7\n-c\n+C\n");
}

TEST(UnifiedDiff, CountsEmptySidesAsDiffDoes) {
  EXPECT_EQ(diff("", "a\nb\n"), "--- old\n+++ new\n@@ -0,0 +1,2 @@\n+a\n+b\n");
  EXPECT_EQ(diff("a\n", ""), "--- old\n+++ new\n@@ -1 +0,0 @@\n-a\n");
}

TEST(UnifiedDiff, SaysWhereNoNewlineEndsTheText) {
  EXPECT_EQ(diff("a", "a\n"),
            "--- old\n+++ new\n@@ -1 +1 @@\n-a\n\\ No newline at end of file\n+a\n");
}

// What `before` becomes by the hunks; lines that do not fit come out as "MISFIT".
std::string patched(std::string_view before, std::string_view hunks) {
  std::string result;
  std::size_t line = 1;
  const auto next = [&] {
    ++line;
    return std::string(base::next_item(before, '\n')) + "\n";
  };
  (void)base::next_item(hunks, '\n');
  (void)base::next_item(hunks, '\n');
  while (!hunks.empty()) {
    std::string_view text = base::next_item(hunks, '\n');
    const char sign = text.front();
    text.remove_prefix(1);
    if (sign == '@') {
      text.remove_prefix(3);
      std::string_view range = base::next_item(text, ' ');
      const auto begin = *base::parse_integer(base::next_item(range, ','));
      const auto from = static_cast<std::size_t>(begin) + (range == "0" ? 1U : 0U);
      while (line < from) result += next();
    } else if (sign == '+') {
      result += std::string(text) + "\n";
    } else {
      const std::string old = next();
      if (old != std::string(text) + "\n") result += "MISFIT";
      if (sign == ' ') result += old;
    }
  }
  return result + std::string(before);
}

std::string random_text(base::Prng& prng) {
  std::string text;
  for (std::uint64_t left = prng.below(40); left > 0; --left) {
    text += static_cast<char>('a' + prng.below(6));
    text += '\n';
  }
  return text;
}

TEST(UnifiedDiff, TurnsTheOneIntoTheOther) {
  base::Prng prng(kSeed);
  for (int i = 0; i < 5'000; ++i) {
    const std::string before = random_text(prng);
    const std::string after = random_text(prng);
    const std::string hunks = diff(before, after);
    ASSERT_EQ(hunks.empty() ? before : patched(before, hunks), after)
        << "seed=" << kSeed << " i=" << i << "\n"
        << before << "\n"
        << hunks;
  }
}

}  // namespace
}  // namespace stellwerk::cli
