// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <bit>
#include <memory>
#include <vector>

#include <gtest/gtest.h>

#include "core/model/codec.h"
#include "tests/model/random_bytes.h"

namespace stellwerk::model {
namespace {

constexpr std::array kKinds = {
    CommandKind::kAgentSet,      CommandKind::kAgentState,   CommandKind::kAgentBeat,
    CommandKind::kAgentDelete,   CommandKind::kConvOpen,     CommandKind::kConvAccept,
    CommandKind::kConvDecline,   CommandKind::kConvUpdate,   CommandKind::kConvEscalate,
    CommandKind::kConvClose,     CommandKind::kConvWrapped,  CommandKind::kConvAbandon,
    CommandKind::kMessageIn,     CommandKind::kMessageOut,   CommandKind::kPolicyApply,
    CommandKind::kTick,          CommandKind::kAgentGet,     CommandKind::kAgentList,
    CommandKind::kConvGet,       CommandKind::kConvList,     CommandKind::kQueueStats,
    CommandKind::kEta,           CommandKind::kDigest,       CommandKind::kPolicyGet,
    CommandKind::kPolicyCheck,   CommandKind::kStreamRead,   CommandKind::kStreamRange,
    CommandKind::kStreamLength,  CommandKind::kStreamInfo,   CommandKind::kStreamTrim,
    CommandKind::kClock,         CommandKind::kSnapshot,     CommandKind::kConvHold,
    CommandKind::kConvResume,    CommandKind::kConvTake,     CommandKind::kConvTransfer,
    CommandKind::kConvDecide,    CommandKind::kConvCallback, CommandKind::kConvExplain,
    CommandKind::kCalendarRenew, CommandKind::kPolicyShadow};

constexpr std::array kTexts = {std::pair{Field::kAgent, &Command::agent},
                               std::pair{Field::kConv, &Command::conv},
                               std::pair{Field::kQueue, &Command::queue},
                               std::pair{Field::kChannel, &Command::channel},
                               std::pair{Field::kCustomer, &Command::customer},
                               std::pair{Field::kSla, &Command::sla},
                               std::pair{Field::kOffer, &Command::offer},
                               std::pair{Field::kReason, &Command::reason},
                               std::pair{Field::kMessage, &Command::message},
                               std::pair{Field::kPayload, &Command::payload},
                               std::pair{Field::kFrom, &Command::from},
                               std::pair{Field::kRequest, &Command::request},
                               std::pair{Field::kAttributes, &Command::attributes},
                               std::pair{Field::kLabels, &Command::labels},
                               std::pair{Field::kText, &Command::text},
                               std::pair{Field::kCursor, &Command::cursor},
                               std::pair{Field::kSticky, &Command::sticky}};

constexpr std::array kLists = {
    std::pair{Field::kSkills, &Command::skills}, std::pair{Field::kChannels, &Command::channels},
    std::pair{Field::kQueues, &Command::queues}, std::pair{Field::kPrefer, &Command::prefer},
    std::pair{Field::kStreams, &Command::streams}};

constexpr std::array kSmalls = {std::pair{Field::kCapacity, &Command::capacity},
                                std::pair{Field::kUnits, &Command::units},
                                std::pair{Field::kPriority, &Command::priority},
                                std::pair{Field::kEpisode, &Command::episode},
                                std::pair{Field::kConfidence, &Command::confidence},
                                std::pair{Field::kWeight, &Command::weight},
                                std::pair{Field::kRank, &Command::rank},
                                std::pair{Field::kCost, &Command::cost}};

constexpr std::array kBigs = {
    std::pair{Field::kEpoch, &Command::epoch}, std::pair{Field::kVersion, &Command::version},
    std::pair{Field::kCount, &Command::count}, std::pair{Field::kFirst, &Command::first},
    std::pair{Field::kLast, &Command::last}};

constexpr std::array kDurations = {std::pair{Field::kLease, &Command::lease},
                                   std::pair{Field::kDue, &Command::due},
                                   std::pair{Field::kAge, &Command::age},
                                   std::pair{Field::kBlock, &Command::block},
                                   std::pair{Field::kWindow, &Command::window},
                                   std::pair{Field::kMessageWindow, &Command::message_window},
                                   std::pair{Field::kHoldFor, &Command::hold_for},
                                   std::pair{Field::kStickyFor, &Command::sticky_for}};

// A command of any kind with any of the fields, and what its views point into.
class DrawnCommand {
 public:
  explicit DrawnCommand(base::Prng& prng) : prng_(prng), texts_(prng) {
    command.kind = kKinds[prng.below(kKinds.size())];
    for (const auto& [field, member] : kTexts) {
      if (given(field)) command.*member = texts_.draw(0, 20);
    }
    for (const auto& [field, member] : kLists) {
      if (given(field)) command.*member = draw_list();
    }
    for (const auto& [field, member] : kSmalls) {
      if (given(field)) command.*member = static_cast<std::uint32_t>(prng.next());
    }
    for (const auto& [field, member] : kBigs) {
      if (given(field)) command.*member = prng.next();
    }
    for (const auto& [field, member] : kDurations) {
      if (given(field)) command.*member = {static_cast<std::int64_t>(prng.next())};
    }
    if (given(Field::kAt)) command.at = {static_cast<std::int64_t>(prng.next())};
    if (given(Field::kAgentKind)) command.agent_kind = static_cast<AgentKind>(prng.below(2));
    if (given(Field::kPresence)) command.presence = static_cast<Presence>(prng.below(4));
    if (given(Field::kReopen)) command.reopen = prng.chance(1, 2);
    if (given(Field::kForce)) command.force = prng.chance(1, 2);
  }

  Command command;

 private:
  bool given(Field field) {
    if (!prng_.chance(1, 3)) return false;
    command.mark(field);
    return true;
  }

  std::span<const Term> draw_list() {
    auto& list = lists_.emplace_back(prng_.below(5));
    for (Term& term : list) {
      term.name = texts_.draw(0, 8);
      term.value = prng_.next();
    }
    return list;
  }

  base::Prng& prng_;
  RandomTexts texts_;
  std::deque<std::vector<Term>> lists_;
};

void expect_same(const Command& a, const Command& b) {
  EXPECT_EQ(a.kind, b.kind);
  EXPECT_EQ(a.fields, b.fields);
  for (const auto& [field, member] : kTexts) EXPECT_EQ(a.*member, b.*member);
  for (const auto& [field, member] : kLists) EXPECT_TRUE(std::ranges::equal(a.*member, b.*member));
  for (const auto& [field, member] : kSmalls) EXPECT_EQ(a.*member, b.*member);
  for (const auto& [field, member] : kBigs) EXPECT_EQ(a.*member, b.*member);
  for (const auto& [field, member] : kDurations) EXPECT_EQ(a.*member, b.*member);
  EXPECT_EQ(a.at, b.at);
  EXPECT_EQ(a.agent_kind, b.agent_kind);
  EXPECT_EQ(a.presence, b.presence);
  EXPECT_EQ(a.reopen, b.reopen);
  EXPECT_EQ(a.force, b.force);
}

std::string encoded(const Command& command) {
  std::string bytes;
  encode(command, bytes);
  return bytes;
}

// Exactly as long as the text, so that a sanitizer sees one byte too many.
struct Exact {
  explicit Exact(std::string_view text) : bytes(new char[text.size()]), size(text.size()) {
    std::ranges::copy(text, bytes.get());
  }
  [[nodiscard]] std::string_view view() const { return {bytes.get(), size}; }
  std::unique_ptr<char[]> bytes;
  std::size_t size;
};

TEST(CommandCodec, WritesTheDocumentedLayout) {
  Command command;
  command.kind = CommandKind::kConvAccept;
  command.conv = "c1";
  command.mark(Field::kConv);
  const std::array terms = {Term{"de", 3}};
  command.skills = terms;
  command.mark(Field::kSkills);
  command.episode = 7;
  command.mark(Field::kEpisode);
  const std::string expected = std::string("\x0b", 1) +                     // kind
                               std::string("\x02\0\x10\0\0\x08\0\0", 8) +   // bits 1, 20 and 43
                               std::string("\x02\0\0\0c1", 6) +             // conv
                               std::string("\x01\0\0\0\x02\0\0\0de", 10) +  // skills
                               std::string("\x03\0\0\0\0\0\0\0", 8) +       //
                               std::string("\x07\0\0\0\0\0\0\0", 8);        // episode
  EXPECT_EQ(encoded(command), expected);
}

TEST(CommandCodec, RoundTripsWhatIsDrawn) {
  constexpr std::uint64_t kSeed = 20'240'611;
  SCOPED_TRACE(kSeed);
  base::Prng prng(kSeed);
  CommandDecoder decoder;
  std::uint64_t seen = 0;
  for (int i = 0; i < 20'000; ++i) {
    const DrawnCommand drawn(prng);
    seen |= drawn.command.fields;
    const std::string bytes = encoded(drawn.command);
    const Command* decoded = decoder.decode(bytes);
    ASSERT_NE(decoded, nullptr) << "command " << i;
    expect_same(*decoded, drawn.command);
    if (testing::Test::HasFailure()) FAIL() << "command " << i;
  }
  EXPECT_EQ(std::popcount(seen), 48) << "a field was never drawn";
}

TEST(CommandCodec, AppendsToWhatIsThere) {
  Command command;
  std::string bytes = "before";
  encode(command, bytes);
  EXPECT_EQ(bytes.substr(0, 6), "before");
  EXPECT_EQ(bytes.substr(6), encoded(command));
}

TEST(CommandCodec, RefusesEveryStrictPrefixAndWhatIsTooLong) {
  constexpr std::uint64_t kSeed = 7;
  SCOPED_TRACE(kSeed);
  base::Prng prng(kSeed);
  CommandDecoder decoder;
  for (int i = 0; i < 300; ++i) {
    const DrawnCommand drawn(prng);
    const std::string bytes = encoded(drawn.command);
    for (std::size_t size = 0; size < bytes.size(); ++size) {
      const Exact prefix(std::string_view(bytes).substr(0, size));
      ASSERT_EQ(decoder.decode(prefix.view()), nullptr) << "command " << i << " size " << size;
    }
    EXPECT_EQ(decoder.decode(bytes + '\0'), nullptr);
  }
}

TEST(CommandCodec, MutationsAreRefusedOrRoundTrip) {
  constexpr std::uint64_t kSeed = 11;
  SCOPED_TRACE(kSeed);
  base::Prng prng(kSeed);
  CommandDecoder decoder;
  int accepted = 0;
  int refused = 0;
  for (int i = 0; i < 5'000; ++i) {
    const DrawnCommand drawn(prng);
    const std::string bytes = encoded(drawn.command);
    for (int m = 0; m < 20; ++m) {
      const Exact changed(mutated(bytes, prng));
      const Command* decoded = decoder.decode(changed.view());
      decoded == nullptr ? ++refused : ++accepted;
      if (decoded != nullptr) {
        ASSERT_EQ(encoded(*decoded), changed.view()) << "command " << i;
      }
    }
  }
  EXPECT_GT(accepted, 1'000);
  EXPECT_GT(refused, 1'000);
}

struct MalformedCase {
  const char* what;
  std::string bytes;
};

std::string number(std::uint64_t value) {
  std::string text;
  for (unsigned i = 0; i < 64; i += 8) text.push_back(static_cast<char>(value >> i & 0xffU));
  return text;
}

TEST(CommandCodec, RefusesWhatNoEncoderWrites) {
  const auto bit = [](Field field) { return std::uint64_t{1} << static_cast<unsigned>(field); };
  const std::string open(1, '\x0a');
  const std::array cases = {
      MalformedCase{"nothing", ""},
      MalformedCase{"no such kind", std::string(1, '\0') + number(0)},
      MalformedCase{"no such kind", std::string(1, '\xff') + number(0)},
      MalformedCase{"no such field", open + number(std::uint64_t{1} << 16U) + number(0)},
      MalformedCase{"no such field", open + number(std::uint64_t{1} << 63U) + number(0)},
      MalformedCase{"agent kind 2", open + number(bit(Field::kAgentKind)) + number(2)},
      MalformedCase{"presence 4", open + number(bit(Field::kPresence)) + number(4)},
      MalformedCase{"reopen 2", open + number(bit(Field::kReopen)) + number(2)},
      MalformedCase{"force 2", open + number(bit(Field::kForce)) + number(2)},
      MalformedCase{"units 2^32", open + number(bit(Field::kUnits)) + number(1ULL << 32U)},
      MalformedCase{"a text of 4 GiB",
                    open + number(bit(Field::kConv)) + std::string(4, '\xff') + "c1"},
      MalformedCase{"a list of 4 G terms",
                    open + number(bit(Field::kSkills)) + std::string(4, '\xff') + "de"},
  };
  CommandDecoder decoder;
  for (const MalformedCase& item : cases) {
    const Exact bytes(item.bytes);
    EXPECT_EQ(decoder.decode(bytes.view()), nullptr) << item.what;
  }
}

TEST(CommandCodec, ADecoderForgetsTheCommandBefore) {
  Command first;
  first.kind = CommandKind::kConvOpen;
  first.conv = "c1";
  first.mark(Field::kConv);
  const std::array terms = {Term{"de", 3}};
  first.skills = terms;
  first.mark(Field::kSkills);
  CommandDecoder decoder;
  const std::string bytes = encoded(first);
  ASSERT_NE(decoder.decode(bytes), nullptr);
  const std::string tick = encoded(Command{});
  const Command* decoded = decoder.decode(tick);
  ASSERT_NE(decoded, nullptr);
  expect_same(*decoded, Command{});
}

TEST(CommandCodecDeathTest, AnUnknownFieldIsOurMistake) {
  Command command;
  command.fields = std::uint64_t{1} << 60U;
  std::string bytes;
  EXPECT_DEATH(encode(command, bytes), "check failed");
}

}  // namespace
}  // namespace stellwerk::model
