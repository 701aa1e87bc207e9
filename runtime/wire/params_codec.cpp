#include "runtime/wire/detail/values.hpp"

namespace troupe::wire {
namespace {

using EntryValue = schema::Params::Entry::Value;

struct WriteValue {
  EntryValue::Builder builder;
  void operator()(bool value) { builder.setBoolean(value); }
  void operator()(std::int64_t value) { builder.setInteger(value); }
  void operator()(double value) { builder.setReal(value); }
  void operator()(const std::string& value) { builder.setText(to_text(value)); }
  void operator()(const Params::Ints& values) { write_numbers(values, builder.initIntegers(list_size(values))); }
  void operator()(const Params::Doubles& values) { write_numbers(values, builder.initReals(list_size(values))); }
  void operator()(const Params::Strings& values) {
    auto list = builder.initTexts(list_size(values));
    for (unsigned int i = 0; i < values.size(); ++i)
      list.set(i, to_text(values[i]));
  }
  void operator()(const Params::List& values) {
    auto list = builder.initList(list_size(values));
    for (unsigned int i = 0; i < values.size(); ++i)
      write(values[i], list[i]);
  }
};

Params::Strings read_texts(capnp::List<capnp::Text>::Reader reader, Allowance& allowance) {
  Params::Strings texts;
  texts.reserve(allowance.charge(reader));
  for (auto text : reader)
    texts.push_back(from_text(text));
  return texts;
}

Params::List read_list(capnp::List<schema::Params>::Reader reader, Allowance& allowance) {
  Params::List list;
  list.reserve(allowance.charge(reader));
  for (auto params : reader)
    list.push_back(read(params, allowance));
  return list;
}

Params::Value read_value(EntryValue::Reader reader, Allowance& allowance) {
  switch (reader.which()) {
  case EntryValue::BOOLEAN:
    return reader.getBoolean();
  case EntryValue::INTEGER:
    return std::int64_t{reader.getInteger()};
  case EntryValue::REAL:
    return reader.getReal();
  case EntryValue::TEXT:
    return from_text(reader.getText());
  case EntryValue::INTEGERS:
    return read_numbers<std::int64_t>(reader.getIntegers());
  case EntryValue::REALS:
    return read_numbers<double>(reader.getReals());
  case EntryValue::TEXTS:
    return read_texts(reader.getTexts(), allowance);
  case EntryValue::LIST:
    return read_list(reader.getList(), allowance);
  }
  refuse_unknown("a parameter of kind", reader.which());
}

struct WordsOfValue {
  std::size_t operator()(const std::string& value) const { return words_of(value); }
  std::size_t operator()(const Params& value) const { return 1 + words_of(value); }
  template <class T>
  std::size_t operator()(const std::vector<T>& values) const {
    std::size_t words = 1;
    for (const auto& value : values)
      words += 1 + (*this)(value);
    return words;
  }
  std::size_t operator()(const Params::Ints& values) const { return values.size(); }
  std::size_t operator()(const Params::Doubles& values) const { return values.size(); }
  template <class T>
  requires std::is_arithmetic_v<T> std::size_t operator()(T) const { return 0; } // within its entry
};

} // namespace

void write(const Params& params, schema::Params::Builder builder) {
  auto entries = builder.initEntries(list_size(params.entries()));
  for (unsigned int i = 0; i < entries.size(); ++i) {
    const auto& [name, value] = params.entries()[i];
    entries[i].setName(to_text(name));
    std::visit(WriteValue{entries[i].getValue()}, value);
  }
}

Params read(schema::Params::Reader reader, Allowance& allowance) {
  Params params;
  const auto entries = reader.getEntries();
  allowance.charge(entries);
  for (auto entry : entries) {
    auto name = from_text(entry.getName());
    if (!params.empty() && name <= params.entries().back().first)
      refuse(Errc::corrupt,
             "parameter '" + name + "' comes after '" + params.entries().back().first + "'; names are unique and rise");
    params.set(std::move(name), read_value(entry.getValue(), allowance));
  }
  return params;
}

std::size_t words_of(const Params& params) {
  std::size_t words = 2;
  for (const auto& [name, value] : params.entries())
    words += 4 + words_of(name) + std::visit(WordsOfValue{}, value);
  return words;
}

} // namespace troupe::wire
