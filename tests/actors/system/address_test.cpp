#include "actors/system/configuration.hpp"
#include "runtime/base/host_text.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace troupe {
namespace {

using testing::HasSubstr;

TEST(Address, WhatIsPrintedReadsBack) {
  for (const Address& address : {Address{"127.0.0.1", 8786}, Address{"::1", 8786}, Address{"2001:db8::7", 1},
                                 Address{"node7", 65535}, Address{"::", 80}, Address{"localhost", 9}}) {
    const auto back = parse_address(to_string(address));
    ASSERT_TRUE(back.ok()) << back.error().message;
    EXPECT_EQ(*back, address);
  }
  EXPECT_EQ(to_string(Address{"::1", 8786}), "[::1]:8786");
  EXPECT_EQ(to_string(Address{"127.0.0.1", 8786}), "127.0.0.1:8786");
}

TEST(Address, HostsMayHaveBracketsAndLoseThem) {
  EXPECT_EQ(parse_host("::1").value(), "::1");
  EXPECT_EQ(parse_host("[::1]").value(), "::1");
  EXPECT_EQ(parse_host("[0:0:0:0:0:0:0:1]").value(), "::1");
  EXPECT_EQ(parse_host("2001:DB8:0:0::7").value(), "2001:db8::7");
  EXPECT_EQ(parse_host("node-7.example.org").value(), "node-7.example.org");
  EXPECT_EQ(parse_host("fd00::1").value(), "fd00::1");
}

TEST(Address, AnIpv4AddressWithinAnIpv6OneIsThat) {
  EXPECT_EQ(parse_host("::ffff:127.0.0.1").value(), "127.0.0.1");
  EXPECT_EQ(parse_host("[::ffff:7f00:1]").value(), "127.0.0.1");
  EXPECT_EQ(parse_address("[::ffff:10.1.2.3]:80").value(), (Address{"10.1.2.3", 80}));
}

TEST(Address, LinkLocalAddressesAreRefusedWithTheReason) {
  for (const auto* text : {"fe80::1", "[fe80::1]", "fe80::1%eth0", "[fe80::1%2]", "febf::1", "::1%lo"}) {
    const auto host = parse_host(text);
    ASSERT_FALSE(host.ok()) << text;
    EXPECT_EQ(host.error().code, Errc::invalid_argument);
    EXPECT_THAT(host.error().message, testing::AllOf(HasSubstr(text), HasSubstr("link")));
  }
  EXPECT_THAT(parse_address("[fe80::1]:8786").error().message, HasSubstr("link"));
}

TEST(Address, WhatIsNoHostIsRefused) {
  for (const auto* text : {"", "[", "[]", "[::1", "::1]", "[127.0.0.1]", "1:2:3", "::g", "a b", "a/b", "a\nb",
                           "host:80", "::1::", "[[::1]]", "a,b", "user@host"})
    EXPECT_FALSE(parse_host(text).ok()) << text;
}

TEST(Address, WhatIsNoAddressIsRefused) {
  for (const auto* text :
       {"",          ":",         "host",     "host:",           ":80",       "host:0",        "host:65536",
        "host:-1",   "host:80x",  "::1:8786", "[::1]",           "[::1]8786", "[::1]:",        "[::1]:8786:1",
        "[::1]x:80", "x[::1]:80", "host:80 ", "[fe80::1%lo]:80", "tcp://",    "http://host:80"}) {
    const auto address = parse_address(text);
    ASSERT_FALSE(address.ok()) << text;
    EXPECT_EQ(address.error().code, Errc::parse_error);
  }
  EXPECT_THAT(parse_address("::1:8786").error().message, HasSubstr("brackets"));
}

TEST(Address, SeveralStandWithCommasBetween) {
  EXPECT_THAT(parse_addresses("[::1]:1,host:2,tcp://10.0.0.1:3").value(),
              testing::ElementsAre(Address{"::1", 1}, Address{"host", 2}, Address{"10.0.0.1", 3}));
  EXPECT_FALSE(parse_addresses("[::1]:1,").ok());
}

} // namespace
} // namespace troupe
