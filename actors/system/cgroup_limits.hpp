// CPU and memory limits of this process's control groups: version 1, version 2 and both side by side, as containers,
// systemd's slices and batch systems (Slurm) set them. A function of a file tree, so that tests can make one.
// Thread-safe.
#pragma once

#include <cstdint>
#include <filesystem>

namespace troupe {

struct CgroupLimits {
  std::uint64_t memory = 0; ///< bytes; 0: no limit
  double cores = 0;         ///< processor time a second; 0: no limit
};

/// The least limit of the process's own group and of all groups above it, as far as they can be seen from here: from
/// /proc/self/cgroup (which group), /proc/self/mountinfo (where its files are), then memory.max, memory.high and
/// cpu.max (version 2), memory.limit_in_bytes, hierarchical_memory_limit of memory.stat, and cpu.cfs_quota_us (version
/// 1). Where the files of the own group are not visible (a container without a namespace of control groups) what is
/// mounted counts.
/// @param root  Where the tree of files begins.
CgroupLimits cgroup_limits(const std::filesystem::path& root = "/");

} // namespace troupe
