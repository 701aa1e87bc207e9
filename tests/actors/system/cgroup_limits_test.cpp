// Trees as systems make them: what is mounted where, and in which group the process is. Values are what the systems'
// manuals say of such files (cgroups(7), systemd.resource-control(5), Slurm's cgroup.conf(5)).
#include "actors/system/cgroup_limits.hpp"

#include "tests/support/temp_dir.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

namespace troupe {
namespace {

namespace fs = std::filesystem;
constexpr std::uint64_t mib = std::uint64_t{1} << 20;
constexpr const char* v1_no_limit = "9223372036854771712\n";

class CgroupLimitsOf : public testing::Test {
protected:
  void put(const std::string& path, const std::string& text) const {
    const auto whole = fs::path(tree_ / path);
    fs::create_directories(whole.parent_path());
    std::ofstream(whole) << text;
  }
  void mount(const std::string& line) {
    mounts_ += line + "\n";
    put("proc/self/mountinfo", mounts_);
  }
  void mount_v2(const std::string& point = "/sys/fs/cgroup", const std::string& shown = "/") {
    mount("30 24 0:27 " + shown + " " + point + " rw,nosuid,nodev shared:9 master:1 - cgroup2 cgroup2 rw,nsdelegate");
  }
  void mount_v1(const std::string& controllers, const std::string& point, const std::string& shown = "/") {
    mount("31 24 0:28 " + shown + " " + point + " rw,nosuid - cgroup cgroup rw," + controllers);
  }
  void in(const std::string& text) const { put("proc/self/cgroup", text); }
  std::uint64_t memory() const { return cgroup_limits(tree_.path()).memory; }
  double cores() const { return cgroup_limits(tree_.path()).cores; }

private:
  test::TempDir tree_;
  std::string mounts_;
};

TEST_F(CgroupLimitsOf, NothingAtAllIsNoLimit) {
  EXPECT_EQ(memory(), 0u);
  EXPECT_EQ(cores(), 0.0);
}

TEST_F(CgroupLimitsOf, AContainersOwnNamespaceShowsItsGroupAsTheRoot) {
  mount_v2();
  in("0::/\n");
  put("sys/fs/cgroup/memory.max", "536870912\n");
  put("sys/fs/cgroup/cpu.max", "150000 100000\n");
  EXPECT_EQ(memory(), 512 * mib);
  EXPECT_EQ(cores(), 1.5);
}

TEST_F(CgroupLimitsOf, SystemdsSlicesLimitWhatIsBelowThem) {
  mount_v2();
  in("0::/user.slice/user-1000.slice/user@1000.service/app.slice/work.scope\n");
  put("sys/fs/cgroup/user.slice/memory.max", "max\n");
  put("sys/fs/cgroup/user.slice/user-1000.slice/memory.max", "8589934592\n");
  put("sys/fs/cgroup/user.slice/user-1000.slice/memory.high", "4294967296\n"); // MemoryHigh=4G
  put("sys/fs/cgroup/user.slice/user-1000.slice/user@1000.service/app.slice/work.scope/memory.max", "max\n");
  put("sys/fs/cgroup/user.slice/cpu.max", "400000 100000\n");
  put("sys/fs/cgroup/user.slice/user-1000.slice/user@1000.service/app.slice/work.scope/cpu.max", "max 100000\n");
  EXPECT_EQ(memory(), 4096 * mib);
  EXPECT_EQ(cores(), 4.0);
}

TEST_F(CgroupLimitsOf, OtherPeoplesGroupsDoNotCount) {
  mount_v2();
  in("0::/a/b\n");
  put("sys/fs/cgroup/a/b/memory.max", "1073741824\n");
  put("sys/fs/cgroup/a/c/memory.max", "1048576\n");
  put("sys/fs/cgroup/a/b/c/memory.max", "1048576\n");
  EXPECT_EQ(memory(), 1024 * mib);
}

TEST_F(CgroupLimitsOf, SlurmsStepsOfVersionOne) {
  mount_v1("memory", "/sys/fs/cgroup/memory");
  mount_v1("cpu,cpuacct", "/sys/fs/cgroup/cpu,cpuacct");
  in("11:cpuset:/slurm/uid_1000/job_5/step_0\n9:memory:/slurm/uid_1000/job_5/step_0/task_0\n4:cpu,cpuacct:/slurm/"
     "uid_1000\n");
  put("sys/fs/cgroup/memory/memory.limit_in_bytes", v1_no_limit);
  put("sys/fs/cgroup/memory/slurm/uid_1000/memory.limit_in_bytes", v1_no_limit);
  put("sys/fs/cgroup/memory/slurm/uid_1000/job_5/memory.limit_in_bytes", "2147483648\n");
  put("sys/fs/cgroup/memory/slurm/uid_1000/job_5/step_0/memory.limit_in_bytes", "3221225472\n");
  put("sys/fs/cgroup/memory/slurm/uid_1000/job_5/step_0/task_0/memory.limit_in_bytes", v1_no_limit);
  put("sys/fs/cgroup/cpu,cpuacct/slurm/uid_1000/cpu.cfs_quota_us", "250000\n");
  put("sys/fs/cgroup/cpu,cpuacct/slurm/uid_1000/cpu.cfs_period_us", "100000\n");
  put("sys/fs/cgroup/cpu,cpuacct/cpu.cfs_quota_us", "-1\n");
  put("sys/fs/cgroup/cpu,cpuacct/cpu.cfs_period_us", "100000\n");
  EXPECT_EQ(memory(), 2048 * mib);
  EXPECT_EQ(cores(), 2.5);
}

TEST_F(CgroupLimitsOf, BothVersionsSideBySide) {
  mount_v2("/sys/fs/cgroup/unified");
  mount_v1("memory", "/sys/fs/cgroup/memory");
  in("8:memory:/system.slice/worker.service\n0::/system.slice/worker.service\n");
  put("sys/fs/cgroup/memory/system.slice/worker.service/memory.limit_in_bytes", "734003200\n");
  put("sys/fs/cgroup/unified/system.slice/worker.service/cgroup.procs", "1\n");
  EXPECT_EQ(memory(), 700 * mib);
}

TEST_F(CgroupLimitsOf, AContainerThatSeesItsGroupMountedUnderTheNameOfTheHost) {
  mount_v1("memory", "/sys/fs/cgroup/memory", "/docker/0a1b");
  in("8:memory:/docker/0a1b/inner\n");
  put("sys/fs/cgroup/memory/memory.limit_in_bytes", "1073741824\n");
  put("sys/fs/cgroup/memory/inner/memory.limit_in_bytes", "314572800\n");
  EXPECT_EQ(memory(), 300 * mib);
}

TEST_F(CgroupLimitsOf, AGroupThatCannotBeSeenLeavesWhatIsMounted) {
  mount_v2("/sys/fs/cgroup", "/");
  in("0::/kubepods/pod7/container3\n"); // the host's name; the container shows its own group as the root
  put("sys/fs/cgroup/memory.max", "268435456\n");
  EXPECT_EQ(memory(), 256 * mib);
}

TEST_F(CgroupLimitsOf, AGroupOutsideTheNamespaceLeavesWhatIsMounted) {
  mount_v2("/sys/fs/cgroup", "/../..");
  in("0::/../other\n");
  put("sys/fs/cgroup/memory.max", "268435456\n");
  EXPECT_EQ(memory(), 256 * mib);
}

TEST_F(CgroupLimitsOf, VersionOneKnowsTheLimitOfGroupsThatAreNotMounted) {
  mount_v1("memory", "/sys/fs/cgroup/memory", "/lxc/box");
  in("8:memory:/lxc/box\n");
  put("sys/fs/cgroup/memory/memory.limit_in_bytes", v1_no_limit);
  put("sys/fs/cgroup/memory/memory.stat",
      "cache 4096\nrss 8192\nhierarchical_memory_limit 629145600\ntotal_rss 8192\n");
  EXPECT_EQ(memory(), 600 * mib);
}

TEST_F(CgroupLimitsOf, MountPointsWithBlanksAndOtherPlaces) {
  mount_v2("/mnt/control\\040groups");
  in("0::/a b\n");
  put("mnt/control groups/a b/memory.max", "104857600\n");
  EXPECT_EQ(memory(), 100 * mib);
}

TEST_F(CgroupLimitsOf, WithoutATableOfMountsTheUsualPlacesCount) {
  put("sys/fs/cgroup/memory/memory.limit_in_bytes", "104857600\n");
  put("sys/fs/cgroup/cpu/cpu.cfs_quota_us", "50000\n");
  put("sys/fs/cgroup/cpu/cpu.cfs_period_us", "100000\n");
  EXPECT_EQ(memory(), 100 * mib);
  EXPECT_EQ(cores(), 0.5);
}

} // namespace
} // namespace troupe
