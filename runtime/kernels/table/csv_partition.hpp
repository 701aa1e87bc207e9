// The bytes of one partition of a CSV file: the complete records that begin in it. One thread at a time.
//
// Whether a partition begins inside a quoted field is determined by looking back: to the end of a quoted field that is
// not empty, to the beginning of the file, or over `quote_free` bytes without any quote, which are taken to be outside.
// To detect the case in which this is wrong, a partition is refused when, in its last record, a quoted field has that
// many bytes without a quote before the beginning of another partition. No other partition's text is read, and only
// those bytes are read twice.
#pragma once

#include "runtime/base/result.hpp"
#include "runtime/chunk/csv_states.hpp"
#include "runtime/formats/open_file.hpp"
#include "runtime/kernels/files/text_partition.hpp"

#include <cstdint>

namespace troupe {

/// What ends fields and lines.
struct CsvLines {
  char separator = ',';
  bool carriage_returns = false; ///< alone, as old Macintoshes had them: then line feeds are text
};

class CsvPartition {
public:
  static constexpr std::int64_t quote_free = std::int64_t{1} << 20;

  /// @param blocksize  where other partitions of the file begin; 0 for nowhere
  /// @returns As read_text_partition().
  static Result<CsvPartition> read(const TextFile& file, const FilePartition& partition, std::int64_t blocksize,
                                   const CsvLines& lines, BufferPool& pool);
  /// All of a compressed file's records.
  static Result<CsvPartition> read_compressed(const TextFile& file, const CsvLines& lines, BufferPool& pool);

  /// Of the records that begin in the partition; the last may lack its end. Invariants: as TextPartition. A file whose
  /// lines end with carriage returns has line feeds instead, and the other way round.
  const TextPartition& text() const { return text_; }

  enum class Finished { yes, ends_inside_quotes, too_long_without_quotes };
  /// Reads on until the record that begins at `record`, in the text, ends.
  Result<Finished> finish_record(std::size_t record);

private:
  CsvPartition(const TextFile& file, const FilePartition& partition, std::int64_t blocksize, const CsvLines& lines,
               BufferPool& pool, OpenFile open)
      : file_(file), partition_(partition), blocksize_(blocksize), lines_(lines), pool_(pool), open_(std::move(open)) {}
  Result<void> read_block();
  Result<CsvState> state_before(const CsvMachine& machine, std::int64_t at) const;
  Result<void> make_room(std::size_t bytes);
  Result<void> read_on();
  bool takes_for_outside(std::size_t at, std::size_t last_quote) const;
  void seal();

  TextFile file_;
  FilePartition partition_;
  std::int64_t blocksize_;
  CsvLines lines_;
  BufferPool& pool_;
  OpenFile open_;
  TextPartition text_;
  std::size_t step_ = std::size_t{1} << 14; ///< bytes that are read on
};

} // namespace troupe
