// SPDX-License-Identifier: Apache-2.0
#include "tools/stellwerk/day/table_reader.h"

#include <gtest/gtest.h>

#include "tests/stellwerk/scratch_folder.h"

namespace stellwerk::cli {
namespace {

TEST(TableReader, ReadsColumnsByName) {
  const ScratchFolder folder;
  const std::string path = folder.write("a.csv", "x,name,y\n1,anna,2\r\n3,bert,4\n");
  TableReader table(path, {"name", "x"});
  ASSERT_TRUE(table.next());
  EXPECT_EQ(table.text(0), "anna");
  EXPECT_EQ(table.integer(1, 0, 9), 1);
  EXPECT_EQ(table.cell_named("y"), "2");
  EXPECT_EQ(table.cell_named("z"), "");
  ASSERT_TRUE(table.next());
  EXPECT_EQ(table.text(0), "bert");
  EXPECT_FALSE(table.next());
  EXPECT_EQ(table.error(), "");
}

TEST(TableReader, NamesTheLineOfWhatIsWrong) {
  const ScratchFolder folder;
  const std::string path = folder.write("a.csv", "x,at\n7,1999-01-05T07:00:30\n1,2,3\n");
  TableReader table(path, {"x", "at"});
  ASSERT_TRUE(table.next());
  EXPECT_EQ(table.second_of(1, "1999-01-05"), 7 * 3'600 + 30);
  EXPECT_EQ(table.second_of(1, "1999-01-06"), std::nullopt);
  EXPECT_EQ(table.error(), "");
  EXPECT_FALSE(table.next());
  EXPECT_EQ(table.error(), path + ":3: 3 cells where the heading has 2");
}

TEST(TableReader, RefusesNumbersAndTimesThatAreNone) {
  const ScratchFolder folder;
  for (const char* cell : {"", "x", "-1", "11", "1.5"}) {
    TableReader table(folder.write("a.csv", std::string("x\n") + cell + "\n"), {"x"});
    if (!table.next()) continue;
    table.integer(0, 0, 10);
    EXPECT_NE(table.error(), "") << cell;
  }
  for (const char* cell : {"1999-01-05", "1999-01-05 07:00:30", "1999-13-05T07:00:30",
                           "1999-01-05T24:00:00", "1999-01-05T07:60:00", "x"}) {
    TableReader table(folder.write("a.csv", std::string("at\n") + cell + "\n"), {"at"});
    ASSERT_TRUE(table.next());
    EXPECT_FALSE(table.second_of(0, "1999-01-05"));
    EXPECT_NE(table.error().find(":2: "), std::string::npos) << cell;
  }
}

TEST(TableReader, SaysWhenThereIsNoSuchFileOrColumn) {
  const ScratchFolder folder;
  EXPECT_NE(TableReader("nowhere.csv", {"x"}).error().find("nowhere.csv: cannot be read"),
            std::string::npos);
  TableReader table(folder.write("a.csv", "x,y\n"), {"x", "z"});
  EXPECT_NE(table.error().find(":1: no column \"z\""), std::string::npos);
  EXPECT_FALSE(table.next());
  EXPECT_NE(TableReader(folder.write("b.csv", ""), {"x"}).error(), "");
}

}  // namespace
}  // namespace stellwerk::cli
