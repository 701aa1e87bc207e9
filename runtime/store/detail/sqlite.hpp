// SQLite's statements as values: prepared, bound, stepped, finalized. Private to this room. One thread at a time.
#pragma once

#include "runtime/base/result.hpp"

#include <sqlite3.h>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>

namespace troupe::store {

class Statement {
public:
  /// @returns Errc::io_error with SQLite's words; Errc::corrupt when the file is no database.
  static Result<Statement> make(sqlite3* database, const char* sql);

  Statement& bind(std::int64_t value);
  Statement& bind(std::uint64_t value) { return bind(static_cast<std::int64_t>(value)); }
  /// The bytes must live as long as the statement is stepped.
  Statement& bind(std::span<const std::byte> bytes);

  /// @returns True where there is a row to read.
  Result<bool> step();
  /// Steps to the end. @returns How many rows it changed.
  Result<int> run();

  std::int64_t integer(int column) const { return sqlite3_column_int64(statement_.get(), column); }
  std::span<const std::byte> bytes(int column) const;

private:
  struct Finalize {
    void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
  };
  Statement(sqlite3* database, sqlite3_stmt* statement) : database_(database), statement_(statement) {}

  sqlite3* database_;
  std::unique_ptr<sqlite3_stmt, Finalize> statement_;
  int bound_ = 0;
};

/// What SQLite says went wrong.
Failure sqlite_failure(sqlite3* database, int code);
Result<void> execute(sqlite3* database, const char* sql);

/// A transaction that is rolled back unless commit() was called and went well.
class Transaction {
public:
  static Result<Transaction> begin(sqlite3* database);
  Transaction(Transaction&& other) noexcept;
  Transaction& operator=(Transaction&&) = delete;
  ~Transaction();
  Result<void> commit();

private:
  explicit Transaction(sqlite3* database) : database_(database) {}
  sqlite3* database_;
};

} // namespace troupe::store
