// SPDX-License-Identifier: Apache-2.0
// What every journal that keeps something promises: the one in memory and the one on disk.
#include <memory>
#include <string>

#include <gtest/gtest.h>

#include "core/journal/memory_journal.h"
#include "tests/journal/scratch_log.h"

namespace stellwerk::journal {
namespace {

// A journal and how its appended records become durable.
class Kept {
 public:
  virtual ~Kept() = default;
  virtual Journal& journal() = 0;
  // Everything appended becomes durable.
  virtual void commit() = 0;
  // The process goes down and comes up again: what is not durable is lost.
  virtual void restart() = 0;
};

class InMemory final : public Kept {
 public:
  InMemory() { journal_.set_delay(true); }
  Journal& journal() override { return journal_; }
  void commit() override { journal_.make_durable(journal_.next()); }
  void restart() override {
    journal_.crash();
    journal_.on_durable({});
  }

 private:
  MemoryJournal journal_;
};

class OnDisk final : public Kept {
 public:
  OnDisk() { open(); }
  Journal& journal() override { return *log_->journals[0]; }
  void commit() override { static_cast<void>(log_->committer->step(0)); }
  void restart() override {
    log_.reset();
    open();
  }

 private:
  void open() {
    log_ = std::make_unique<OpenLog>(log_options(folder_.data()));
    SW_CHECK_MSG(log_->problem.none(), log_->problem.text.c_str());
  }

  ScratchDirectory folder_;
  std::unique_ptr<OpenLog> log_;
};

template <typename T>
class JournalContract : public ::testing::Test {
 protected:
  Journal& journal() { return kept.journal(); }
  T kept;
};
using Kinds = ::testing::Types<InMemory, OnDisk>;
TYPED_TEST_SUITE(JournalContract, Kinds);

TYPED_TEST(JournalContract, BeginsEmptyAtOne) {
  EXPECT_TRUE(this->journal().keeps());
  EXPECT_FALSE(this->journal().failed());
  EXPECT_EQ(this->journal().room(), Room::kPlenty);
  EXPECT_EQ(this->journal().next(), 1U);
  EXPECT_EQ(this->journal().durable(), 1U);
  EXPECT_EQ(this->journal().last_time().ms, 0);
  EXPECT_EQ(read(this->journal(), 1), "");
}

TYPED_TEST(JournalContract, ReadsBackWhatWasAppended) {
  EXPECT_EQ(append(this->journal(), 1, 2), Append::kOk);
  EXPECT_EQ(append(this->journal(), 3, 1), Append::kOk);
  this->kept.commit();
  EXPECT_EQ(append(this->journal(), 4, 2), Append::kOk);
  this->kept.commit();
  EXPECT_EQ(read(this->journal(), 1), "1@100/3=1 2@200/3=2 3@300/3=3 4@400/3=4 5@500/3=5 ");
  EXPECT_EQ(read(this->journal(), 2, 1), "2@200/3=2 ");
  EXPECT_EQ(read(this->journal(), 5), "5@500/3=5 ");
  EXPECT_EQ(read(this->journal(), 6), "");
  EXPECT_EQ(this->journal().next(), 6U);
  EXPECT_EQ(this->journal().last_time().ms, 500);
}

TYPED_TEST(JournalContract, RefusesWhoDoesNotExpectTheNextNumber) {
  EXPECT_EQ(append(this->journal(), 1, 2), Append::kOk);
  EXPECT_EQ(append(this->journal(), 2, 1), Append::kRefused);
  EXPECT_EQ(append(this->journal(), 4, 1), Append::kRefused);
  EXPECT_EQ(this->journal().next(), 3U);
  EXPECT_EQ(append(this->journal(), 3, 1), Append::kOk);
}

TYPED_TEST(JournalContract, TellsWhenItHasBecomeDurable) {
  int notified = 0;
  this->journal().on_durable([&notified] { ++notified; });
  EXPECT_EQ(append(this->journal(), 1, 5), Append::kOk);
  EXPECT_EQ(this->journal().durable(), 1U);
  EXPECT_EQ(notified, 0);
  this->kept.commit();
  EXPECT_EQ(this->journal().durable(), 6U);
  EXPECT_EQ(notified, 1);
  this->kept.commit();
  EXPECT_EQ(notified, 1);
}

TYPED_TEST(JournalContract, KeepsOverARestartWhatIsDurable) {
  EXPECT_EQ(append(this->journal(), 1, 3), Append::kOk);
  this->kept.commit();
  EXPECT_EQ(append(this->journal(), 4, 2), Append::kOk);
  this->kept.restart();
  EXPECT_EQ(this->journal().next(), 4U);
  EXPECT_EQ(this->journal().durable(), 4U);
  EXPECT_EQ(this->journal().last_time().ms, 300);
  EXPECT_EQ(read(this->journal(), 1), "1@100/3=1 2@200/3=2 3@300/3=3 ");
  EXPECT_EQ(append(this->journal(), 4, 1), Append::kOk);
  this->kept.commit();
  this->kept.restart();
  EXPECT_EQ(read(this->journal(), 3), "3@300/3=3 4@400/3=4 ");
}

TYPED_TEST(JournalContract, TakesAnyBytes) {
  const std::string zeros(100'000, '\0');
  const Record records[] = {{1, {-5}, 0, ""}, {2, {1LL << 60}, 65'535, zeros}};
  EXPECT_EQ(this->journal().append(1, records), Append::kOk);
  this->kept.commit();
  this->kept.restart();
  std::size_t sizes = 0;
  const Problem problem = this->journal().read(1, [&](const Record& record) {
    EXPECT_EQ(record.at, records[record.seq - 1].at);
    EXPECT_EQ(record.tenant, records[record.seq - 1].tenant);
    EXPECT_EQ(record.command, records[record.seq - 1].command);
    sizes += record.command.size();
    return true;
  });
  EXPECT_EQ(problem.text, "");
  EXPECT_EQ(sizes, zeros.size());
}

TYPED_TEST(JournalContract, IsCutFromTheFront) {
  for (std::uint64_t first = 1; first < 10; first += 3) {
    EXPECT_EQ(append(this->journal(), first, 3), Append::kOk);
    this->kept.commit();
  }
  EXPECT_EQ(this->journal().first(), 1U);
  EXPECT_EQ(this->journal().trim(1).text, "");
  EXPECT_EQ(this->journal().first(), 1U);
  EXPECT_EQ(this->journal().trim(5).text, "");
  const std::uint64_t first = this->journal().first();
  EXPECT_GT(first, 1U);
  EXPECT_LE(first, 5U);
  EXPECT_EQ(read(this->journal(), 5, 1), "5@500/3=5 ");
  EXPECT_EQ(this->journal().read(first - 1, [](const Record&) { return true; }).fault,
            Fault::kDamaged);
  this->kept.restart();
  EXPECT_EQ(this->journal().first(), first);
  EXPECT_EQ(this->journal().next(), 10U);
  EXPECT_EQ(read(this->journal(), 8), "8@800/3=8 9@900/3=9 ");
}

// Its number and its time are needed.
TYPED_TEST(JournalContract, KeepsTheLastRecordWhateverIsCut) {
  EXPECT_EQ(append(this->journal(), 1, 2), Append::kOk);
  this->kept.commit();
  EXPECT_EQ(append(this->journal(), 3, 1), Append::kOk);
  this->kept.commit();
  EXPECT_EQ(this->journal().trim(100).text, "");
  EXPECT_EQ(this->journal().first(), 3U);
  this->kept.restart();
  EXPECT_EQ(this->journal().next(), 4U);
  EXPECT_EQ(this->journal().last_time().ms, 300);
  EXPECT_EQ(append(this->journal(), 4, 1), Append::kOk);
  this->kept.commit();
  EXPECT_EQ(this->journal().trim(4).text, "");
  EXPECT_EQ(this->journal().first(), 4U);
  EXPECT_EQ(read(this->journal(), 4), "4@400/3=4 ");
}

}  // namespace
}  // namespace stellwerk::journal
