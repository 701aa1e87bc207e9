// The lease of a job log: claimed only in the state in which it was seen, and checked in the transaction of every
// write.
#include "runtime/store/detail/job_log_impl.hpp"

#include <array>
#include <cerrno>
#include <csignal>

#include <fcntl.h>
#include <unistd.h>

namespace troupe {
namespace {

using store::Statement;
using store::Transaction;

/// A renewal is tried again soon; whoever waits for it stands still.
constexpr std::chrono::milliseconds renewal_wait{200};

struct Holder {
  LeaseRow row;
  std::int64_t host = 0;
  std::int64_t pid = 0;
};

/// This boot of this host and this space of process ids, so that an id means something: containers of one host have
/// each their own.
std::int64_t host_number() {
  std::array<char, 64> text{};
  const int file = ::open("/proc/sys/kernel/random/boot_id", O_RDONLY | O_CLOEXEC);
  const auto size = file >= 0 ? ::read(file, text.data(), text.size()) : -1;
  if (file >= 0)
    ::close(file);
  std::array<char, 64> space{};
  const auto length = ::readlink("/proc/self/ns/pid", space.data(), space.size());
  KeyHasher hasher;
  hasher.bytes(text.data(), size > 0 ? static_cast<std::size_t>(size) : 0);
  hasher.bytes(space.data(), length > 0 ? static_cast<std::size_t>(length) : 0);
  return static_cast<std::int64_t>(hasher.finish().low >> 1);
}

bool is_gone(std::int64_t host, std::int64_t pid) {
  return host == host_number() && ::kill(static_cast<pid_t>(pid), 0) != 0 && errno == ESRCH;
}

Result<Holder> read_holder(sqlite3* database) {
  Holder holder;
  TROUPE_TRY(read, Statement::make(database, "SELECT epoch, renewals, host, pid FROM lease"));
  TROUPE_TRY(taken, read.step());
  if (!taken)
    return holder;
  holder.row.epoch = static_cast<std::uint64_t>(read.integer(0));
  holder.row.renewals = static_cast<std::uint64_t>(read.integer(1));
  holder.host = read.integer(2);
  holder.pid = read.integer(3);
  holder.row.free = holder.pid == 0 || is_gone(holder.host, holder.pid);
  return holder;
}

/// @returns How many rows it changed: none where another has the lease.
Result<int> write_renewal(sqlite3* database, std::uint64_t epoch) {
  TROUPE_TRY(write, Statement::make(database, "UPDATE lease SET renewals = renewals + 1 WHERE epoch = ? AND pid != 0"));
  return write.bind(epoch).run();
}

} // namespace

Result<std::optional<std::uint64_t>> JobLog::Impl::claim(LeaseTime now) {
  TROUPE_CHECK(files->check());
  TROUPE_TRY(seen, read_holder(database));
  if (!watch.may_claim(seen.row, now))
    return std::optional<std::uint64_t>{};
  wait_at_most(renewal_wait);
  TROUPE_TRY(transaction, Transaction::begin(database));
  TROUPE_TRY(still, read_holder(database));
  if (still.row != seen.row)
    return std::optional<std::uint64_t>{};
  TROUPE_TRY(write, Statement::make(database, "INSERT OR REPLACE INTO lease VALUES (1, ?, ?, ?, ?)"));
  TROUPE_CHECK(write.bind(seen.row.epoch + 1)
                   .bind(seen.row.renewals + 1)
                   .bind(host_number())
                   .bind(std::int64_t{::getpid()})
                   .run());
  TROUPE_CHECK(files->check());
  TROUPE_CHECK(transaction.commit());
  epoch = seen.row.epoch + 1;
  return std::optional<std::uint64_t>(epoch);
}

Result<bool> JobLog::Impl::renew() {
  TROUPE_CHECK(files->check());
  wait_at_most(renewal_wait);
  auto changed = write_renewal(database, epoch);
  if (!changed
      && changed.error().code == Errc::io_error) { // a full disk: what the write-ahead log has taken is written over
    sqlite3_wal_checkpoint_v2(database, nullptr, SQLITE_CHECKPOINT_RESTART, nullptr, nullptr);
    changed = write_renewal(database, epoch);
  }
  if (!changed)
    return changed.failure();
  return *changed == 1;
}

Result<Transaction> JobLog::Impl::begin_as_holder(std::chrono::milliseconds wait) {
  wait_at_most(wait);
  TROUPE_TRY(transaction, Transaction::begin(database));
  TROUPE_CHECK(files->check());
  TROUPE_TRY(read, Statement::make(database, "SELECT epoch FROM lease"));
  TROUPE_TRY(taken, read.step());
  if (epoch == 0 || !taken || static_cast<std::uint64_t>(read.integer(0)) != epoch)
    return fail(Errc::lost, "another scheduler has taken over");
  return std::move(transaction);
}

Result<std::optional<std::uint64_t>> JobLog::claim(LeaseTime now) {
  const std::lock_guard lock(impl_->mutex);
  return impl_->about(impl_->claim(now));
}

bool JobLog::holder_lives() const {
  const std::lock_guard lock(impl_->mutex);
  return impl_->watch.holder_lives();
}

Result<bool> JobLog::renew() {
  const std::lock_guard lock(impl_->mutex);
  return impl_->about(impl_->renew());
}

void JobLog::give_up_lease() {
  const std::lock_guard lock(impl_->mutex);
  impl_->wait_at_most(renewal_wait);
  if (auto write = Statement::make(impl_->database, "UPDATE lease SET pid = 0 WHERE epoch = ?"))
    static_cast<void>(write->bind(impl_->epoch).run().ok()); // if it cannot be written, it runs out
  impl_->epoch = 0;
}

} // namespace troupe
