// SPDX-License-Identifier: Apache-2.0
#include "core/net/client_record.h"

#include <gtest/gtest.h>

namespace stellwerk::net {
namespace {

ClientRecord gateway() {
  ClientRecord client;
  client.id = 7;
  client.fd = 12;
  client.address = "127.0.0.1:50000";
  client.local_address = "127.0.0.1:7411";
  client.name = "gateway";
  client.library = "redis-py";
  client.library_version = "4.3.4";
  client.last_command = "client";
  client.protocol = 3;
  client.connected_ms = 1'000;
  client.active_ms = 9'500;
  return client;
}

TEST(ClientRecord, OneLineAsRedisClientsReadIt) {
  EXPECT_EQ(client_line(gateway(), 10'999, 2, 40),
            "id=7 addr=127.0.0.1:50000 laddr=127.0.0.1:7411 fd=12 name=gateway age=9 idle=1 "
            "flags=N db=0 outstanding=2 omem=40 cmd=client user=default resp=3 "
            "lib-name=redis-py lib-ver=4.3.4\n");
}

TEST(ClientRecord, FilterAcceptsWhatIsNotRestricted) {
  const auto accepts = [](auto restrict) {
    ClientFilter filter;
    restrict(filter);
    return filter.accepts(gateway());
  };
  EXPECT_TRUE(accepts([](ClientFilter&) {}));
  EXPECT_TRUE(accepts([](ClientFilter& filter) { filter.id = 7; }));
  EXPECT_FALSE(accepts([](ClientFilter& filter) { filter.id = 8; }));
  EXPECT_TRUE(accepts([](ClientFilter& filter) { filter.address = "127.0.0.1:50000"; }));
  EXPECT_FALSE(accepts([](ClientFilter& filter) { filter.address = "127.0.0.1:50001"; }));
  EXPECT_FALSE(accepts([](ClientFilter& filter) { filter.local_address = "127.0.0.1:7412"; }));
  EXPECT_FALSE(accepts([](ClientFilter& filter) { filter.skip_id = 7; }));
  EXPECT_FALSE(accepts([](ClientFilter& filter) { filter.none = true; }));
  EXPECT_TRUE(accepts([](ClientFilter& filter) { filter.user = "default"; }));
  EXPECT_FALSE(accepts([](ClientFilter& filter) { filter.user = "anna"; }));
  EXPECT_TRUE(accepts([](ClientFilter& filter) { filter.tenant = 0; }));
  EXPECT_FALSE(accepts([](ClientFilter& filter) { filter.tenant = 1; }));
}

TEST(ClientRecord, TextsKeepListsReadable) {
  EXPECT_TRUE(is_client_text("desk-1"));
  EXPECT_FALSE(is_client_text("two words"));
  EXPECT_FALSE(is_client_text("line\nend"));
  EXPECT_TRUE(is_client_text(""));
}

}  // namespace
}  // namespace stellwerk::net
