// SPDX-License-Identifier: Apache-2.0
#include "core/net/info.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace stellwerk::net {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

std::string info(std::string_view sections, const InfoReader& reader = {}) {
  ServerFacts facts;
  facts.version = "1.2";
  facts.port = 7411;
  facts.tenants = {"default", "acme"};
  facts.net = [] {
    metrics::NetReadings net;
    net.connections = 3;
    return net;
  };
  runtime::Figures figures;
  engine::Figures& engine = figures.tenants.emplace_back().engine;
  engine.queues.emplace_back().waiting = 5;
  engine.messages_known = 2;
  engine.messages_known_ms = 900;
  runtime::TenantFigures& second = figures.tenants.emplace_back();
  second.tenant = 1;
  second.engine.queues.emplace_back().waiting = 8;
  const auto now = facts.started + std::chrono::hours(25);
  return info_text(facts, figures, reader, now, sections);
}

TEST(Info, HasEverythingByDefault) {
  const std::string text = info("");
  EXPECT_THAT(text, HasSubstr("# Server\r\nstellwerk_version:1.2\r\n"));
  EXPECT_THAT(text, HasSubstr("uptime_in_seconds:90000\r\nuptime_in_days:1\r\n"));
  EXPECT_THAT(text, HasSubstr("\r\n\r\n# Clients\r\nconnected_clients:3\r\n"));
  EXPECT_THAT(text, HasSubstr("loading:0\r\n"));
  EXPECT_THAT(text, HasSubstr("role:master\r\n"));
  EXPECT_THAT(text, HasSubstr("conversations_waiting:5\r\n"));
  EXPECT_THAT(text, HasSubstr("dedupe_identifiers:2\r\ndedupe_window_ms:900\r\n"));
  EXPECT_EQ(info("all "), text);
  EXPECT_EQ(info("DEFAULT "), text);
}

TEST(Info, HasOnlyTheSectionsAskedFor) {
  const std::string text = info("clients Replication ");
  EXPECT_THAT(text, HasSubstr("# Clients\r\n"));
  EXPECT_THAT(text, HasSubstr("# Replication\r\n"));
  EXPECT_THAT(text, Not(HasSubstr("# Server")));
  EXPECT_EQ(info("nothing "), "");
}

TEST(Info, ShowsOthersThanOperatorsTheirTenantAlone) {
  const std::string text = info("", {.tenant = 1, .is_operator = false});
  EXPECT_THAT(text, HasSubstr("tenant:acme\r\n"));
  EXPECT_THAT(text, HasSubstr("conversations_waiting:8\r\n"));
  EXPECT_THAT(text, HasSubstr("# Persistence\r\nloading:0\r\n\r\n# Replication"));
  for (const char* const hidden : {"connected_clients", "total_", "uptime", "journal", "inbox_"}) {
    EXPECT_THAT(text, Not(HasSubstr(hidden)));
  }
}

}  // namespace
}  // namespace stellwerk::net
