#include "runtime/kernels/table/csv_column.hpp"

#include "runtime/chunk/csv_text.hpp"

#include <algorithm>
#include <cstring>
#include <limits>

namespace troupe {
namespace {

/// Texts are copied 16 bytes at a time, beyond their end.
constexpr std::size_t text_slack = 64;

/// Reads 1 to 8 decimal digits that end at `end`, all at once.
/// @returns False when something else is among them. @pre 8 bytes before `end` are readable
inline bool parse_digits(const char* end, std::size_t count, std::uint64_t& value) {
  std::uint64_t digits = 0;
  std::memcpy(&digits, end - 8, 8);
  digits = (digits ^ 0x3030303030303030u) & (~std::uint64_t{0} << (64 - 8 * count));
  if ((((digits + 0x7676767676767676u) | digits) & 0x8080808080808080u) != 0)
    return false;
  digits = digits * 10 + (digits >> 8); // pairs
  value = (((digits & 0x000000FF000000FFu) * 0x000F424000000064u)
           + (((digits >> 16) & 0x000000FF000000FFu) * 0x0000271000000001u))
          >> 32;
  return true;
}

/// An integer of up to 8 digits: what most fields are.
inline bool parse_quickly(const char* begin, const char* end, std::int64_t& value) {
  const bool negative = *begin == '-';
  const auto count = static_cast<std::size_t>(end - begin) - negative;
  std::uint64_t digits = 0;
  if (count - 1 >= 8 || !parse_digits(end, count, digits))
    return false;
  value = negative ? -static_cast<std::int64_t>(digits) : static_cast<std::int64_t>(digits);
  return true;
}

inline bool parse_quickly(const char* begin, const char* end, double& value) {
  const bool negative = *begin == '-';
  const auto count = static_cast<std::size_t>(end - begin) - negative;
  std::uint64_t digits = 0;
  if (count - 1 >= 8 || !parse_digits(end, count, digits))
    return false;
  const auto magnitude = static_cast<double>(digits);
  value = negative ? -magnitude : magnitude;
  return true;
}

inline bool parse_quickly(const char*, const char*, bool&) { return false; }

FieldParse parse_value(std::string_view text, std::int64_t& value) { return parse_int64(text, value); }
FieldParse parse_value(std::string_view text, double& value) { return parse_float64(text, value); }
FieldParse parse_value(std::string_view text, bool& value) { return parse_bool(text, value); }

template <class Value>
constexpr Value null_value() {
  if constexpr (std::is_same_v<Value, double>)
    return std::numeric_limits<double>::quiet_NaN();
  else
    return Value{};
}

Buffer grown(const Buffer& old, std::size_t used, std::size_t size, BufferPool& pool) {
  auto larger = pool.allocate(size);
  if (used > 0)
    std::memcpy(larger.data(), old.data(), used);
  return larger;
}

} // namespace

CsvColumn::CsvColumn(std::string name, DType dtype, std::size_t field, const NaMarkers& markers, BufferPool& pool,
                     bool swapped_line_ends)
    : name_(std::move(name)), dtype_(dtype), field_(field), markers_(markers), pool_(pool),
      swapped_line_ends_(swapped_line_ends) {
  if (dtype_ == DType::string) {
    offsets_ = pool_.allocate_for<std::int64_t>(1);
    offsets_.as<std::int64_t>()[0] = 0;
  }
}

std::optional<CsvFieldFault> CsvColumn::append(const CsvRows& rows, std::size_t expected_rows, double expected_growth) {
  make_room(length_ + rows.count, expected_rows);
  switch (dtype_) {
  case DType::int64:
    return append_values<std::int64_t>(rows);
  case DType::float64:
    return append_values<double>(rows);
  case DType::bool_:
    return append_values<bool>(rows);
  default:
    make_room_for_bytes(bytes_ + (rows.end() - rows.begin) + text_slack, expected_growth);
    return append_texts(rows);
  }
}

void CsvColumn::make_room(std::size_t rows, std::size_t expected_rows) {
  if (rows <= capacity_)
    return;
  capacity_ = std::max({rows, expected_rows, capacity_ + capacity_ / 2});
  if (dtype_ == DType::string)
    offsets_ = grown(offsets_, (length_ + 1) * sizeof(std::int64_t), (capacity_ + 1) * sizeof(std::int64_t), pool_);
  else
    data_ = grown(data_, length_ * size_of(dtype_), capacity_ * size_of(dtype_), pool_);
}

void CsvColumn::make_room_for_bytes(std::size_t bytes, double expected_growth) {
  if (bytes <= data_.size())
    return;
  const auto expected = static_cast<std::size_t>(static_cast<double>(bytes_) * expected_growth);
  data_ = grown(data_, bytes_, std::max({bytes, expected, data_.size() + data_.size() / 2}), pool_);
}

/// Calls decode(row, begin, end) for the column's field in each row; a last field is given without carriage return.
template <class Decode>
std::optional<CsvFieldFault> CsvColumn::for_each_field(const CsvRows& rows, Decode decode) {
  const bool first = field_ == 0;
  const bool last = field_ + 1 == rows.fields;
  const auto* end_of = rows.ends + field_;
  for (std::size_t row = 0; row < rows.count; ++row, end_of += rows.fields) {
    const auto* begin = rows.text + (first ? rows.row_begin(row) : end_of[-1] + 1);
    const auto* end = rows.text + *end_of;
    if (last && end > begin && end[-1] == '\r')
      --end;
    if (const auto outcome = decode(row, begin, end); outcome != FieldParse::ok) [[unlikely]] {
      length_ += row;
      return CsvFieldFault{outcome, row, begin, unquoted({begin, static_cast<std::size_t>(end - begin)})};
    }
  }
  length_ += rows.count;
  return std::nullopt;
}

template <class Value>
std::optional<CsvFieldFault> CsvColumn::append_values(const CsvRows& rows) {
  auto* out = data_.as<Value>().data() + length_;
  const auto base = length_;
  const bool quick = !markers_.has_number();
  return for_each_field(rows, [&, this](std::size_t row, const char* begin, const char* end) {
    if (quick && parse_quickly(begin, end, out[row]))
      return FieldParse::ok;
    return decode_slowly({begin, static_cast<std::size_t>(end - begin)}, base + row, out[row]);
  });
}

template <class Value>
FieldParse CsvColumn::decode_slowly(std::string_view field, std::size_t row, Value& value) {
  if (!field.empty() && field.front() == '"') {
    scratch_.clear();
    append_unquoted(field, scratch_);
    field = scratch_;
  }
  field = trim_spaces(field);
  if (!markers_.contains(field)) {
    const auto parsed = parse_value(field, value);
    if constexpr (std::is_same_v<Value, double>)
      if (parsed == FieldParse::ok && markers_.contains_number(value)) {
        nulls_.push_back(row);
        value = null_value<double>();
      }
    return parsed;
  }
  nulls_.push_back(row);
  value = null_value<Value>();
  return FieldParse::ok;
}

std::optional<CsvFieldFault> CsvColumn::append_texts(const CsvRows& rows) {
  auto* ends = offsets_.as<std::int64_t>().data() + length_ + 1;
  const auto base = length_;
  return for_each_field(rows, [&, this](std::size_t row, const char* begin, const char* end) {
    std::string_view field(begin, static_cast<std::size_t>(end - begin));
    if (!field.empty() && field.front() == '"') {
      scratch_.clear();
      append_unquoted(field, scratch_);
      if (swapped_line_ends_)
        for (auto& c : scratch_)
          c = c == '\r' ? '\n' : c == '\n' ? '\r' : c;
      field = scratch_;
    }
    if (markers_.contains(field))
      nulls_.push_back(base + row);
    else
      append_text(field);
    ends[row] = static_cast<std::int64_t>(bytes_);
    return FieldParse::ok;
  });
}

void CsvColumn::append_text(std::string_view field) {
  auto* to = data_.data() + bytes_;
  if (field.size() <= 16 && field.data() != scratch_.data())
    std::memcpy(to, field.data(), 16); // the text and the buffer go on behind the field
  else
    std::memcpy(to, field.data(), field.size());
  bytes_ += field.size();
}

void CsvColumn::write_validity(Column& column) {
  column.null_count = static_cast<std::int64_t>(nulls_.size());
  if (nulls_.empty())
    return;
  column.validity = pool_.allocate((length_ + 7) / 8);
  std::memset(column.validity.data(), 0xFF, column.validity.size());
  for (auto row : nulls_)
    column.validity.data()[row >> 3] &= ~(std::byte{1} << (row & 7));
}

Column CsvColumn::finish() {
  Column column;
  column.name = std::move(name_);
  column.dtype = dtype_;
  column.length = static_cast<std::int64_t>(length_);
  const auto size = dtype_ == DType::string ? bytes_ : length_ * size_of(dtype_);
  column.data = size > 0 ? data_.slice(0, size) : Buffer();
  if (dtype_ == DType::string)
    column.offsets = offsets_.slice(0, (length_ + 1) * sizeof(std::int64_t));
  write_validity(column);
  return column;
}

} // namespace troupe
