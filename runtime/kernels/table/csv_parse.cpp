#include "runtime/kernels/table/csv_parse.hpp"

#include "runtime/chunk/csv_text.hpp"
#include "runtime/kernels/table/csv_column.hpp"
#include "runtime/kernels/table/csv_scan.hpp"

#include <algorithm>
#include <cstring>
#include <optional>
#include <span>

namespace troupe {
namespace {

/// The text of a batch and the offsets found in it stay in a core's own cache.
constexpr std::size_t batch_bytes = std::size_t{64} << 10;

/// Fewer bytes than these say nothing about how many rows there will be.
constexpr std::size_t least_sample = 4096;

/// @returns False when a line of a single field may be blank; exact only in that true is never wrong.
bool no_blank_lines(const CsvRows& rows) {
  for (std::size_t row = 0; row < rows.count; ++row)
    if (static_cast<unsigned char>(rows.text[rows.row_begin(row)]) <= ' ')
      return false;
  return true;
}

class CsvParser {
public:
  CsvParser(const TextPartition& text, const CsvFormat& format, const NaMarkers& markers, BufferPool& pool,
            const FinishRecord& finish)
      : partition_(text), finish_(finish), text_(text.text), size_(text.size_in_lines()), fields_(format.fields),
        separator_(format.separator), pool_(pool) {
    columns_.reserve(format.columns.size());
    for (const auto& column : format.columns)
      columns_.emplace_back(column.name, column.dtype, column.field, markers, pool, format.swapped_line_ends);
    make_room(batch_bytes);
  }

  std::optional<CsvFault> parse(const std::atomic<bool>* cancelled) {
    auto batch = batch_bytes;
    while (at_ < size_) {
      if (cancelled && cancelled->load(std::memory_order_relaxed))
        return CsvFault{CsvFault::Kind::cancelled};
      const auto size = std::min(batch, size_ - at_);
      const auto ends = scan(size);
      if (!ends)
        return CsvFault{CsvFault::Kind::nul_byte, at_ + std::string_view(text_ + at_, size).find('\0')};
      if (ends->empty()) {
        if (size == size_ - at_) {
          if (auto fault = read_on())
            return fault;
          continue;
        }
        if (batch >= longest_csv_record)
          return CsvFault{CsvFault::Kind::too_long, at_};
        batch *= 2;
        make_room(batch);
        continue;
      }
      if (auto fault = take(*ends))
        return fault;
      at_ += ends->back() + 1;
      batch = batch_bytes;
    }
    return std::nullopt;
  }

  Table finish() {
    Table table;
    table.rows = static_cast<std::int64_t>(rows_);
    for (auto& column : columns_)
      table.columns.push_back(column.finish());
    return table;
  }

private:
  std::optional<CsvFault> read_on() {
    if (!finish_)
      return CsvFault{CsvFault::Kind::inside_quotes, at_};
    if (auto fault = finish_(at_))
      return fault;
    text_ = partition_.text;
    size_ = partition_.size_in_lines();
    return std::nullopt;
  }

  void make_room(std::size_t batch) { ends_ = pool_.allocate_for<std::uint32_t>(batch + csv_scan_slack); }

  /// @returns The ends of the fields of all records that end within the next `size` bytes; nothing at a zero byte.
  std::optional<std::span<const std::uint32_t>> scan(std::size_t size) {
    const auto* text = text_ + at_;
    auto* ends = ends_.as<std::uint32_t>().data();
    auto found = scan_csv(text, size, separator_, ends);
    if (found.stray_quote)
      found = scan_csv_bytes(text, size, separator_, ends);
    if (found.nul)
      return std::nullopt;
    lines_ = found.lines;
    while (found.ends > 0 && text[ends[found.ends - 1]] != '\n')
      --found.ends;
    return std::span<const std::uint32_t>(ends, found.ends);
  }

  /// Parses the records of a batch: at once when they are all alike, else run by run.
  std::optional<CsvFault> take(std::span<const std::uint32_t> ends) {
    const CsvRows rows{text_ + at_, ends.data(), lines_, fields_, 0};
    if (ends.size() == lines_ * fields_ && all_alike(rows) && (fields_ > 1 || no_blank_lines(rows)))
      return append(rows);
    return take_by_runs(ends);
  }

  bool all_alike(const CsvRows& rows) const {
    bool alike = true;
    for (std::size_t row = 0; row < rows.count; ++row)
      alike &= rows.text[rows.ends[(row + 1) * rows.fields - 1]] == '\n';
    return alike;
  }

  std::optional<CsvFault> take_by_runs(std::span<const std::uint32_t> ends) {
    const auto* text = text_ + at_;
    CsvRows run{text, ends.data(), 0, fields_, 0};
    std::uint32_t begin = 0;
    for (std::size_t first = 0; first < ends.size();) {
      auto last = first;
      while (text[ends[last]] != '\n')
        ++last;
      const auto fields = last - first + 1;
      const bool blank = fields == 1 && is_blank_line({text + begin, ends[last] - begin});
      if (!blank && fields == fields_) {
        ++run.count;
      } else {
        if (auto fault = append(run))
          return fault;
        if (!blank)
          return CsvFault{CsvFault::Kind::ragged, at_ + begin, 0, fields};
        run = {text, ends.data() + last + 1, 0, fields_, ends[last] + 1};
      }
      begin = ends[last] + 1;
      first = last + 1;
    }
    return append(run);
  }

  /// Every column takes the rows; of several faults that of the first row counts, in it that of the first column.
  std::optional<CsvFault> append(CsvRows rows) {
    const auto taken = rows_ + rows.count;
    const auto seen = std::max(at_ + rows.end(), std::min(size_, least_sample));
    const auto expected = static_cast<std::size_t>(1.02 * scale_from(seen) * static_cast<double>(taken)) + 16;
    const auto growth = 1.02 * scale_from(std::max<std::size_t>(at_ + rows.begin, 1));
    std::optional<CsvFault> fault;
    for (std::size_t i = 0; i < columns_.size(); ++i)
      if (auto bad = columns_[i].append(rows, expected, growth)) {
        rows.count = bad->row;
        fault = CsvFault{bad->reason == FieldParse::out_of_range ? CsvFault::Kind::out_of_range
                                                                 : CsvFault::Kind::not_of_dtype,
                         static_cast<std::size_t>(bad->at - text_), i, 0, std::move(bad->text)};
      }
    rows_ = taken;
    return fault;
  }

  /// How much larger the whole is than its first `seen` bytes.
  double scale_from(std::size_t seen) const { return static_cast<double>(size_) / static_cast<double>(seen); }

  const TextPartition& partition_;
  const FinishRecord& finish_;
  const char* text_;
  std::size_t size_;
  std::size_t fields_;
  char separator_;
  BufferPool& pool_;
  std::vector<CsvColumn> columns_;
  Buffer ends_;
  std::size_t at_ = 0;    ///< of the batch in the text
  std::size_t rows_ = 0;  ///< parsed
  std::size_t lines_ = 0; ///< ends of records in the batch
};

} // namespace

std::variant<Table, CsvFault> parse_csv(const TextPartition& text, const CsvFormat& format, const NaMarkers& markers,
                                        BufferPool& pool, const std::atomic<bool>* cancelled,
                                        const FinishRecord& finish) {
  CsvParser parser(text, format, markers, pool, finish);
  if (auto fault = parser.parse(cancelled))
    return std::move(*fault);
  return parser.finish();
}

} // namespace troupe
