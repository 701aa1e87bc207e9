#include "actors/chunk/process_memory.hpp"

#include "runtime/base/short_turns.hpp"

#include <sys/prctl.h>
#include <sys/uio.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <fstream>

namespace troupe {
namespace {

constexpr std::size_t pieces_at_once = 1024; ///< IOV_MAX

Failure refused(std::int64_t pid) {
  const int why = errno;
  return fail(why == EFAULT ? Errc::lost : Errc::unreachable,
              "the memory of process " + std::to_string(pid) + " cannot be read: " + std::strerror(why));
}

iovec local(std::span<std::byte> bytes) { return {bytes.data(), bytes.size()}; }
iovec remote(const ChunkLease::Piece& piece, std::uint64_t from, std::uint64_t most) {
  return {reinterpret_cast<void*>(piece.address + from), std::min(piece.size - from, most)};
}

} // namespace

Result<void> read_process_memory(std::int64_t pid, std::span<const ChunkLease::Piece> pieces, std::uint64_t offset,
                                 std::span<std::byte> out) {
  std::size_t at = 0;
  while (!out.empty()) {
    while (at < pieces.size() && offset >= pieces[at].size)
      offset -= pieces[at++].size;
    std::array<iovec, pieces_at_once> there;
    std::size_t count = 0;
    std::uint64_t sum = 0;
    const auto most = std::min(out.size(), bytes_of_a_turn);
    for (std::size_t i = at; i < pieces.size() && count < there.size() && sum < most; ++i) {
      there[count] = remote(pieces[i], i == at ? offset : 0, most - sum);
      sum += there[count++].iov_len;
    }
    if (sum == 0)
      return fail(Errc::invalid_argument, "more is to be read than the pieces have");
    const auto here = local(out.first(sum));
    const auto got = ::process_vm_readv(static_cast<pid_t>(pid), &here, 1, there.data(), count, 0);
    if (got <= 0)
      return refused(pid);
    give_way();
    offset += static_cast<std::uint64_t>(got);
    out = out.subspan(static_cast<std::size_t>(got));
  }
  return {};
}

void permit_reading() {
  std::ifstream scope("/proc/sys/kernel/yama/ptrace_scope");
  int level = 0;
  if (scope >> level && level == 1)
    ::prctl(PR_SET_PTRACER, PR_SET_PTRACER_ANY, 0, 0, 0);
}

} // namespace troupe
