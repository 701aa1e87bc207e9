#include "runtime/formats/npy_header.hpp"

#include <algorithm>
#include <charconv>
#include <limits>
#include <optional>
#include <vector>

namespace troupe {
namespace {

constexpr std::string_view magic = "\x93NUMPY";
constexpr std::size_t most_axes = 32; // as NumPy

std::uint64_t little_endian(std::string_view bytes) {
  std::uint64_t value = 0;
  for (std::size_t i = bytes.size(); i-- > 0;)
    value = value << 8 | static_cast<unsigned char>(bytes[i]);
  return value;
}

/// Reads the few forms of Python's literals that a head is made of.
class Literal {
public:
  explicit Literal(std::string_view text) : text_(text) {}

  bool accept(char wanted) {
    skip_space();
    if (at_ >= text_.size() || text_[at_] != wanted)
      return false;
    ++at_;
    return true;
  }
  bool accept(std::string_view word) {
    skip_space();
    if (text_.substr(at_, word.size()) != word)
      return false;
    at_ += word.size();
    return true;
  }
  char next() {
    skip_space();
    return at_ < text_.size() ? text_[at_] : '\0';
  }
  bool ended() { return next() == '\0' && at_ >= text_.size(); }

  /// A text in either kind of quotes, without escapes.
  std::optional<std::string> text() {
    const auto quote = next();
    if (quote != '\'' && quote != '"')
      return std::nullopt;
    const auto end = text_.find(quote, at_ + 1);
    if (end == std::string_view::npos)
      return std::nullopt;
    std::string found(text_.substr(at_ + 1, end - at_ - 1));
    at_ = end + 1;
    return found;
  }
  std::optional<std::int64_t> integer() {
    skip_space();
    std::int64_t value = 0;
    const auto* begin = text_.data() + at_;
    const auto [end, error] = std::from_chars(begin, text_.data() + text_.size(), value);
    if (error != std::errc())
      return std::nullopt;
    at_ += static_cast<std::size_t>(end - begin);
    accept('L'); // as Python 2 wrote them
    return value;
  }

private:
  void skip_space() {
    while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\t' || text_[at_] == '\n' || text_[at_] == '\r'))
      ++at_;
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

Failure malformed(const std::string& what) { return fail(Errc::parse_error, "the head of the .npy file " + what); }

} // namespace

Result<NpyElementType> npy_element_type(std::string_view descr) {
  static constexpr std::pair<std::string_view, DType> known[] = {
      {"b1", DType::bool_},      {"i1", DType::int8},    {"i2", DType::int16},   {"i4", DType::int32},
      {"i8", DType::int64},      {"u1", DType::uint8},   {"u2", DType::uint16},  {"u4", DType::uint32},
      {"u8", DType::uint64},     {"f4", DType::float32}, {"f8", DType::float64}, {"c8", DType::complex64},
      {"c16", DType::complex128}};
  auto name = descr;
  char order = '|';
  if (!name.empty() && std::string_view("<>=|").find(name[0]) != std::string_view::npos) {
    order = name[0];
    name.remove_prefix(1);
  }
  for (const auto& [code, dtype] : known)
    if (name == code)
      return NpyElementType{dtype, order == '>' && size_of(dtype) > 1};
  return fail(Errc::invalid_dtype, "the .npy file holds elements of type '" + std::string(descr)
                                       + "'; Troupe has bool, integers, float32, float64, complex64 and complex128");
}

std::string npy_type_name(DType dtype) {
  const char kind = dtype == DType::bool_ ? 'b' : to_string(dtype)[0]; // i, u, f, c
  return std::string(size_of(dtype) == 1 ? "|" : "<") + kind + std::to_string(size_of(dtype));
}

namespace {

Result<Shape> shape_of(Literal& head) {
  Shape shape;
  if (!head.accept('('))
    return malformed("has no tuple for its shape");
  while (!head.accept(')')) {
    const auto extent = head.integer();
    if (!extent || (!head.accept(',') && head.next() != ')'))
      return malformed("has a shape that is no tuple of whole numbers");
    shape.push_back(*extent);
    if (shape.size() > most_axes)
      return fail(Errc::invalid_shape, "the .npy file has more than " + std::to_string(most_axes) + " axes");
  }
  return shape;
}

/// That the bytes of all elements can be counted.
Result<void> check_shape(const NpyHeader& header) {
  auto bytes = static_cast<std::int64_t>(size_of(header.dtype));
  for (auto extent : header.shape) {
    if (extent < 0)
      return fail(Errc::invalid_shape,
                  "the .npy file has the shape " + to_string(header.shape) + ", with a negative extent");
    if (extent > 0 && __builtin_mul_overflow(bytes, extent, &bytes)) // also beside an axis of none
      return fail(Errc::invalid_shape,
                  "the .npy file has the shape " + to_string(header.shape) + ", more bytes than there can be");
  }
  std::int64_t end = 0;
  if (__builtin_add_overflow(bytes, header.data, &end))
    return fail(Errc::invalid_shape,
                "the .npy file has the shape " + to_string(header.shape) + ", more bytes than there can be");
  return {};
}

} // namespace

Result<std::int64_t> npy_head_length(std::string_view beginning) {
  if (beginning.substr(0, magic.size()) != magic.substr(0, std::min(magic.size(), beginning.size())))
    return fail(Errc::parse_error, "this is not a .npy file: it does not begin with \\x93NUMPY");
  if (beginning.size() < npy_prelude)
    return malformed("is cut short after " + std::to_string(beginning.size()) + " bytes");
  const auto version = static_cast<unsigned char>(beginning[6]);
  if (version < 1 || version > 3)
    return fail(Errc::parse_error,
                "the .npy file is of version " + std::to_string(version) + "; 1, 2 and 3 can be read");
  const auto counted = version == 1 ? std::size_t{2} : std::size_t{4};
  const auto length = little_endian(beginning.substr(8, counted));
  const auto total = static_cast<std::int64_t>(8 + counted + length);
  if (total > longest_npy_head)
    return malformed("says that it is " + std::to_string(length) + " bytes long; at most "
                     + std::to_string(longest_npy_head) + " are read");
  return total;
}

Result<NpyHeader> parse_npy_header(std::string_view head) {
  TROUPE_TRY(length, npy_head_length(head));
  if (static_cast<std::int64_t>(head.size()) < length)
    return malformed("is cut short after " + std::to_string(head.size()) + " of " + std::to_string(length) + " bytes");
  const auto begin = std::size_t{8} + (head[6] == 1 ? 2 : 4);
  Literal text(head.substr(begin, static_cast<std::size_t>(length) - begin));
  std::optional<NpyElementType> type;
  std::optional<bool> fortran;
  std::optional<Shape> shape;
  if (!text.accept('{'))
    return malformed("does not begin with '{'");
  while (!text.accept('}')) {
    const auto key = text.text();
    if (!key || !text.accept(':'))
      return malformed("is no dictionary");
    if (*key == "descr") {
      if (text.next() == '[')
        return fail(Errc::invalid_dtype, "the .npy file holds records of several fields; Troupe's arrays hold numbers");
      const auto descr = text.text();
      if (!descr)
        return malformed("has no text for 'descr'");
      TROUPE_TRY(found, npy_element_type(*descr));
      type = found;
    } else if (*key == "fortran_order") {
      const bool yes = text.accept(std::string_view("True"));
      if (!yes && !text.accept(std::string_view("False")))
        return malformed("has neither True nor False for 'fortran_order'");
      fortran = yes;
    } else if (*key == "shape") {
      TROUPE_TRY(found, shape_of(text));
      shape = std::move(found);
    } else
      return malformed("has a key '" + *key + "'");
    if (!text.accept(',') && text.next() != '}')
      return malformed("is no dictionary");
  }
  if (!text.ended())
    return malformed("goes on after its dictionary");
  if (!type || !fortran || !shape)
    return malformed("lacks one of 'descr', 'fortran_order' and 'shape'");
  NpyHeader header{type->dtype, type->swapped, *fortran && shape->size() > 1, std::move(*shape), length};
  TROUPE_CHECK(check_shape(header));
  return header;
}

std::string format_npy_header(DType dtype, const Shape& shape) {
  std::string text = "{'descr': '" + npy_type_name(dtype) + "', 'fortran_order': False, 'shape': (";
  for (std::size_t axis = 0; axis < shape.size(); ++axis)
    text +=
        (axis > 0 ? " " : "") + std::to_string(shape[axis]) + (axis + 1 < shape.size() || shape.size() == 1 ? "," : "");
  text += "), }";
  const auto before = magic.size() + 4;
  text.append((64 - (before + text.size() + 1) % 64) % 64, ' ');
  text += '\n';
  std::string head(magic);
  head += {'\x01', '\x00', static_cast<char>(text.size() & 0xff), static_cast<char>(text.size() >> 8)};
  return head + text;
}

} // namespace troupe
