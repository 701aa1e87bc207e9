// A cluster on IPv6's loopback: what is printed reads back, with brackets and without.
#include "tests/cluster/cluster.hpp"

#include <gmock/gmock.h>

#include <csignal>

namespace troupe::test {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

TEST(IPv6, SchedulersWorkersAndCommandsMeetAtWhatIsPrinted) {
  Process scheduler(troupe({"scheduler", "--port", "0", "--host", "::1"}));
  const auto where = std::string(scheduler.read_until("listening on (.*)", patience).value()[1]);
  ASSERT_THAT(where, StartsWith("[::1]:"));
  Process one(
      troupe({"worker", "--scheduler", where, "--host", "[::1]", "--threads", "1", "--no-nanny", "--name", "one"}));
  EXPECT_THAT(std::string(one.read_until("listening on (.*)", patience).value()[1]), StartsWith("[::1]:"));
  auto two_spec = troupe({"worker", "--threads", "1", "--no-nanny", "--name", "two"});
  two_spec.env["TROUPE_SCHEDULER"] = where;
  two_spec.env["TROUPE_WORKER_HOST"] = "::1";
  two_spec.env["TROUPE_TRANSFER"] = "streamed";
  Process two(two_spec);
  two.read_until("listening on", patience).value();
  const auto status = run_troupe({"status", "--scheduler", where});
  EXPECT_EQ(status.status.code, 0) << status.err;
  EXPECT_THAT(status.out,
              testing::AllOf(HasSubstr("Scheduler at " + where), HasSubstr("[::1]:"), HasSubstr("2 workers")));
  const std::vector<std::string> job{"run",   "linear-regression", "--random", "20000x4", "--chunk-rows", "1000",
                                     "--json"};
  auto there = job;
  there.insert(there.end(), {"--scheduler", "127.0.0.1:1," + where});
  const auto ran = run_troupe(there);
  EXPECT_EQ(ran.status.code, 0) << ran.err;
  EXPECT_EQ(number_in(ran.out, "tasks"), number_in(run_troupe(job).out, "tasks"));
}

TEST(IPv6, AnIpv4AddressWithinAnIpv6OneIsListenedOnAsThat) {
  Process scheduler(troupe({"scheduler", "--port", "0", "--host", "[::ffff:127.0.0.1]"}));
  EXPECT_THAT(std::string(scheduler.read_until("listening on (.*)", patience).value()[1]), StartsWith("127.0.0.1:"));
}

TEST(IPv6, AddressesOfOneLinkAreRefusedInWords) {
  for (const auto* host : {"fe80::1", "[fe80::1%lo]"}) {
    const auto refused = run_troupe({"scheduler", "--port", "0", "--host", host});
    EXPECT_EQ(refused.status.code, 2);
    EXPECT_THAT(refused.err, testing::AllOf(HasSubstr(host), HasSubstr("link")));
  }
  EXPECT_THAT(run_troupe({"status", "--scheduler", "[fe80::1]:8786"}).err, HasSubstr("link"));
}

} // namespace
} // namespace troupe::test
