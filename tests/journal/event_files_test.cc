// SPDX-License-Identifier: Apache-2.0
#include "core/journal/event_files.h"

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rocksdb/env.h>

#include "core/base/prng.h"
#include "tests/journal/fault_env.h"
#include "tests/journal/scratch_log.h"

namespace stellwerk::journal {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using Found = EventFiles::Found;

constexpr std::uint64_t kSeed = 20'261'123;

// So many bytes that are no events; the files do not look into them.
struct Events {
  Events(std::uint64_t first, std::uint64_t count, std::uint64_t salt = 0) : number(first) {
    base::Prng prng(kSeed + salt);
    for (std::uint64_t i = 0; i < count; ++i) {
      bytes.append(static_cast<std::size_t>(prng.below(200)), static_cast<char>(prng.below(256)));
      ends.push_back(static_cast<std::uint32_t>(bytes.size()));
    }
  }
  [[nodiscard]] EventRun run() const { return {number, ends, bytes}; }

  std::uint64_t number;
  std::string bytes;
  std::vector<std::uint32_t> ends;
};

class EventFilesTest : public testing::Test {
 protected:
  EventFilesTest() { std::filesystem::create_directories(folder_.data()); }

  EventFileId kept(const Events& run) {
    EventFileId id;
    EXPECT_EQ(files_.keep(run.run(), id).text, "");
    return id;
  }
  [[nodiscard]] Found read(const EventFileId& id) {
    return files_.read(id, bytes_, ends_, problem_);
  }
  [[nodiscard]] std::vector<std::string> names() const {
    std::vector<std::string> all;
    for (const auto& entry : std::filesystem::directory_iterator(folder_.data() + "/streams/3")) {
      all.push_back(entry.path().filename().string());
    }
    std::sort(all.begin(), all.end());
    return all;
  }
  [[nodiscard]] std::string only_file() const {
    return folder_.data() + "/streams/3/" + names().front();
  }

  ScratchDirectory folder_;
  FaultEnv env_;
  EventFiles files_{env_, folder_.data() + "/streams", 3, "draft-test"};
  std::string bytes_;
  std::vector<std::uint32_t> ends_;
  std::string problem_;
};

TEST_F(EventFilesTest, GiveBackWhatWasKept) {
  for (const std::uint64_t count : {1U, 2U, 200U, 3'000U}) {
    const Events run(count, count);
    const EventFileId id = kept(run);
    EXPECT_EQ(id.first, count);
    EXPECT_EQ(id.end, 2 * count);
    ASSERT_EQ(read(id), Found::kWhole) << problem_;
    EXPECT_EQ(bytes_, run.bytes);
    EXPECT_EQ(ends_, run.ends);
  }
}

TEST_F(EventFilesTest, AreNamedByWhatIsInThem) {
  const EventFileId one = kept(Events(5, 10));
  EXPECT_EQ(kept(Events(5, 10)).checksum, one.checksum);
  EXPECT_EQ(names().size(), 1U);
  const EventFileId other = kept(Events(5, 10, 1));
  EXPECT_NE(other.checksum, one.checksum);
  EXPECT_EQ(names().size(), 2U);
  EXPECT_THAT(names(), testing::Each(testing::MatchesRegex("5-14-[0-9a-f]+[.]events")));
  EXPECT_EQ(read(one), Found::kWhole);
  EXPECT_EQ(read(other), Found::kWhole);
}

TEST_F(EventFilesTest, ThatAreNotThereAreMissing) {
  const EventFileId id = kept(Events(5, 10));
  std::filesystem::remove(only_file());
  EXPECT_EQ(read(id), Found::kMissing);
  EXPECT_THAT(problem_, HasSubstr("/streams/3/5-14-"));
  EventFiles other(env_, folder_.data() + "/elsewhere", 3, "draft-test");
  EXPECT_EQ(other.read(id, bytes_, ends_, problem_), Found::kMissing);
}

TEST_F(EventFilesTest, NoticeEveryFlippedBitAndEveryCut) {
  SCOPED_TRACE(testing::Message() << "seed " << kSeed);
  const Events run(1, 700);
  const EventFileId id = kept(run);
  const std::string name = only_file();
  const std::string whole = read_file(name);
  base::Prng prng(kSeed);
  for (int i = 0; i < 500; ++i) {
    std::string damaged = whole;
    std::size_t at = static_cast<std::size_t>(prng.below(whole.size()));
    if (i % 3 == 0) {
      damaged.resize(at);
    } else {
      damaged[at] = static_cast<char>(damaged[at] ^ static_cast<char>(1U << prng.below(8)));
    }
    write_file(name, damaged);
    ASSERT_EQ(read(id), Found::kDamaged) << "try " << i << " at " << at;
    ASSERT_THAT(problem_, HasSubstr(name + " at offset "));
    const std::uint64_t told = std::stoull(problem_.substr(problem_.find("offset ") + 7));
    if (i % 3 == 0) continue;
    ASSERT_LE(told, at) << problem_;
    ASSERT_LT(at, told + (16U << 10U)) << problem_;
  }
  write_file(name, whole + "more");
  EXPECT_EQ(read(id), Found::kDamaged);
  // Who keeps the same again mends it.
  EXPECT_EQ(kept(run).checksum, id.checksum);
  EXPECT_EQ(read(id), Found::kWhole);
}

TEST_F(EventFilesTest, OfAnotherNameAreNotTaken) {
  EventFileId id = kept(Events(1, 50));
  const std::string name = only_file();
  id.first = 2;
  id.end = 52;
  std::string other = name;
  other.replace(other.rfind("/1-50-"), 6, "/2-51-");
  std::filesystem::copy(name, other);
  EXPECT_EQ(read(id), Found::kDamaged);
}

TEST_F(EventFilesTest, OfAFullDiskAreNotHalfThere) {
  EventFileId id;
  env_.full = true;
  EXPECT_THAT(files_.keep(Events(1, 50).run(), id).text, HasSubstr("cannot be written"));
  EXPECT_THAT(names(), IsEmpty());
  env_.full = false;
  EXPECT_EQ(read(kept(Events(1, 50))), Found::kWhole);
}

TEST_F(EventFilesTest, AreSecuredAsFarAsTheyAreThere) {
  std::vector<EventFileId> ids;
  for (std::uint64_t first : {1U, 11U, 21U, 31U}) ids.push_back(kept(Events(first, 10)));
  EventFiles::Range range = files_.secure(ids);
  EXPECT_EQ(range.begin, 0U);
  EXPECT_EQ(range.end, 4U);
  files_.drop_below(21);
  range = files_.secure(ids);
  EXPECT_EQ(range.begin, 2U);
  EXPECT_EQ(range.end, 4U);
  files_.drop_below(100);
  range = files_.secure(ids);
  EXPECT_EQ(range.begin, 4U);
  EXPECT_EQ(range.end, 4U);
  EXPECT_THAT(names(), IsEmpty()) << "asking has made one";
}

TEST_F(EventFilesTest, GoFromTheOldestOn) {
  for (std::uint64_t first : {1U, 11U, 21U}) static_cast<void>(kept(Events(first, 10)));
  static_cast<void>(kept(Events(11, 10, 1)));  // of a future that was lost
  write_file(folder_.data() + "/streams/3/notes.txt", "not ours");
  files_.drop_below(10);
  EXPECT_EQ(names().size(), 5U);
  files_.drop_below(11);
  EXPECT_EQ(names().size(), 4U);
  files_.drop_below(30);
  EXPECT_EQ(names().size(), 2U);
  static_cast<void>(kept(Events(31, 10)));
  files_.drop_below(41);
  EXPECT_THAT(names(), ElementsAre("notes.txt"));
}

// The layout above: a file of the first release with one, byte by byte.
TEST_F(EventFilesTest, KeepTheFirstFormat) {
  const std::vector<std::uint32_t> ends = {1, 3};
  EventFileId id;
  ASSERT_TRUE(files_.keep({7, ends, "abc"}, id).none());
  EXPECT_THAT(names(), ElementsAre("7-8-3473fd0b.events"));
  constexpr std::string_view kFirst(
      "stellwerk-events 1\n"
      "\x03\0\0\0\x07\0\0\0\0\0\0\0\x02\0\0\0\x03\0\0\0"
      "\xac\xa8\x8a\xd3"
      "\x0b\xfd\x73\x34"
      "\x01\0\0\0\x03\0\0\0abc",
      58);
  EXPECT_EQ(read_file(only_file()), kFirst);
}

}  // namespace
}  // namespace stellwerk::journal
