// SPDX-License-Identifier: Apache-2.0
#include "core/net/password.h"

#include <gtest/gtest.h>

namespace stellwerk::net {
namespace {

TEST(Password, KnowsTheStandardsOwnExample) {
  // RFC 7914, section 12: "pleaseletmein", "SodiumChloride", N=16384, r=8, p=1.
  PasswordHash hash;
  ASSERT_EQ(parse_password_hash("scrypt$16384$8$1$536f6469756d43686c6f72696465$"
                                "7023bdcb3afd7348461c06cd81fd38ebfda8fbba904f8e3ea9b543f6545da1f2"
                                "d5432955613f0fcf62d49705242a9af9e61e85dc0d651e40dfcf017b45575887",
                                hash),
            "");
  EXPECT_EQ(check_password("pleaseletmein", hash), PasswordCheck::kRight);
  EXPECT_EQ(check_password("pleaseletmeiN", hash), PasswordCheck::kWrong);
  EXPECT_EQ(check_password("", hash), PasswordCheck::kWrong);
}

TEST(Password, WhatIsMadeIsReadAgain) {
  PasswordHash made;
  ASSERT_TRUE(make_password_hash("secret", made));
  PasswordHash other;
  ASSERT_TRUE(make_password_hash("secret", other));
  EXPECT_NE(made.salt, other.salt);
  PasswordHash read;
  ASSERT_EQ(parse_password_hash(to_text(made), read), "");
  EXPECT_EQ(to_text(read), to_text(made));
  EXPECT_EQ(check_password("secret", read), PasswordCheck::kRight);
  EXPECT_EQ(check_password("Secret", read), PasswordCheck::kWrong);
}

}  // namespace
}  // namespace stellwerk::net
