#include "runtime/formats/npy_stack.hpp"

#include "runtime/formats/npy_header.hpp"
#include "runtime/formats/pickle.hpp"

#include <limits>

namespace troupe {
namespace {

/// Longer ones are no list of chunks.
constexpr std::size_t longest_info = std::size_t{64} << 20;

std::string int_code(std::int64_t value) {
  std::string code;
  const auto bytes = [&](int count) {
    for (int i = 0; i < count; ++i)
      code += static_cast<char>(value >> (8 * i) & 0xff);
  };
  if (value >= 0 && value < 256) {
    code = "K";
    bytes(1);
  } else if (value >= std::numeric_limits<std::int32_t>::min() && value <= std::numeric_limits<std::int32_t>::max()) {
    code = "J";
    bytes(4);
  } else {
    code = {'\x8a', '\x08'};
    bytes(8);
  }
  return code;
}

std::string text_code(std::string_view text) {
  std::string code = "X";
  for (int i = 0; i < 4; ++i)
    code += static_cast<char>(text.size() >> (8 * i) & 0xff);
  return code.append(text);
}

Failure malformed(const char* what) {
  return fail(Errc::parse_error, std::string("the file 'info' of the stack ") + what);
}

/// np.dtype("f8"), made little or big endian.
Result<void> read_dtype(const PickleValue& value, NpyStackInfo& info) {
  if (value.kind != PickleValue::Kind::object || value.text != "numpy dtype" || value.items.empty())
    return malformed("has no dtype");
  auto name = value.items[0].text;
  const auto& state = value.items.size() > 1 ? value.items[1].items : std::vector<PickleValue>();
  if (state.size() > 1 && (state[1].text == "<" || state[1].text == ">"))
    name = state[1].text + name;
  TROUPE_TRY(type, npy_element_type(name));
  info.dtype = type.dtype;
  info.swapped = type.swapped;
  return {};
}

Result<void> read_chunks(const PickleValue& value, NpyStackInfo& info) {
  for (const auto& axis : value.items) {
    auto& extents = info.chunks.emplace_back();
    for (const auto& extent : axis.items) {
      if (extent.kind != PickleValue::Kind::integer || extent.integer < 0)
        return malformed("has chunks that are no whole numbers");
      extents.push_back(extent.integer);
    }
  }
  return {};
}

} // namespace

std::string format_npy_stack_info(const NpyStackInfo& info) {
  std::string pickle = "\x80\x02}(" + text_code("chunks") + "(";
  for (const auto& axis : info.chunks) {
    pickle += "(";
    for (auto extent : axis)
      pickle += int_code(extent);
    pickle += "t";
  }
  pickle += "t" + text_code("dtype") + "cnumpy\ndtype\n" + text_code(npy_type_name(info.dtype)) + "\x85R";
  return pickle + text_code("axis") + int_code(info.axis) + "u.";
}

Result<NpyStackInfo> parse_npy_stack_info(std::string_view pickle) {
  if (pickle.size() > longest_info)
    return malformed("is too long");
  const auto root = read_pickle(pickle);
  if (!root || root->kind != PickleValue::Kind::dictionary)
    return malformed("is no pickled dictionary of chunks, dtype and axis");
  NpyStackInfo info;
  int found = 0;
  for (std::size_t i = 0; i + 1 < root->items.size(); i += 2) {
    const auto& key = root->items[i].text;
    const auto& value = root->items[i + 1];
    if (key == "chunks")
      TROUPE_CHECK(read_chunks(value, info));
    else if (key == "dtype")
      TROUPE_CHECK(read_dtype(value, info));
    else if (key == "axis" && value.kind == PickleValue::Kind::integer)
      info.axis = value.integer;
    else
      continue;
    ++found;
  }
  if (found != 3 || info.axis < 0 || info.axis >= std::ssize(info.chunks))
    return malformed("lacks one of chunks, dtype and axis");
  return info;
}

} // namespace troupe
