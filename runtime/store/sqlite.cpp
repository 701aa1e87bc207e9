#include "runtime/store/detail/sqlite.hpp"

#include <utility>

namespace troupe::store {

Failure sqlite_failure(sqlite3* database, int code) {
  const bool corrupt = code == SQLITE_CORRUPT || code == SQLITE_NOTADB;
  const bool busy = code == SQLITE_BUSY || code == SQLITE_LOCKED;
  const std::string words = database ? sqlite3_errmsg(database) : sqlite3_errstr(code);
  return fail(corrupt ? Errc::corrupt
              : busy  ? Errc::timeout
                      : Errc::io_error,
              busy ? "another process keeps it locked (" + words + ")" : words);
}

Result<void> execute(sqlite3* database, const char* sql) {
  if (const int code = sqlite3_exec(database, sql, nullptr, nullptr, nullptr); code != SQLITE_OK)
    return sqlite_failure(database, code & 0xff);
  return {};
}

Result<Statement> Statement::make(sqlite3* database, const char* sql) {
  sqlite3_stmt* statement = nullptr;
  if (const int code = sqlite3_prepare_v2(database, sql, -1, &statement, nullptr); code != SQLITE_OK)
    return sqlite_failure(database, code & 0xff);
  return Statement(database, statement);
}

Statement& Statement::bind(std::int64_t value) {
  sqlite3_bind_int64(statement_.get(), ++bound_, value);
  return *this;
}

Statement& Statement::bind(std::span<const std::byte> bytes) {
  sqlite3_bind_blob64(statement_.get(), ++bound_, bytes.empty() ? static_cast<const void*>("") : bytes.data(),
                      bytes.size(), SQLITE_STATIC);
  return *this;
}

Result<bool> Statement::step() {
  const int code = sqlite3_step(statement_.get());
  if (code == SQLITE_ROW || code == SQLITE_DONE)
    return code == SQLITE_ROW;
  return sqlite_failure(database_, code & 0xff);
}

Result<int> Statement::run() {
  for (;;) {
    TROUPE_TRY(row, step());
    if (!row)
      return sqlite3_changes(database_);
  }
}

std::span<const std::byte> Statement::bytes(int column) const {
  const auto* data = static_cast<const std::byte*>(sqlite3_column_blob(statement_.get(), column));
  return {data, static_cast<std::size_t>(sqlite3_column_bytes(statement_.get(), column))};
}

Result<Transaction> Transaction::begin(sqlite3* database) {
  TROUPE_CHECK(execute(database, "BEGIN IMMEDIATE"));
  return Transaction(database);
}

Transaction::Transaction(Transaction&& other) noexcept : database_(std::exchange(other.database_, nullptr)) {}

Transaction::~Transaction() {
  if (database_)
    sqlite3_exec(database_, "ROLLBACK", nullptr, nullptr, nullptr);
}

Result<void> Transaction::commit() {
  TROUPE_CHECK(execute(database_, "COMMIT"));
  database_ = nullptr;
  return {};
}

} // namespace troupe::store
