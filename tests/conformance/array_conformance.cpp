// array_conformance FOLDER SEED CASES: computes that many cases from the seed, going round the table of functions, then
// every function at its limits once, and writes FOLDER/cases.jsonl (a line a case: function, operands, options,
// results) and FOLDER/data.bin (their elements). Each case is computed twice, optimised (fused) and as it was written:
// the bits must be the same.
#include "collections/session/compute.hpp"
#include "runtime/execute/serial_executor.hpp"
#include "tests/conformance/case.hpp"

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>

namespace troupe::conformance {
namespace {

class Output {
public:
  explicit Output(const std::string& folder)
      : lines_(folder + "/cases.jsonl"), data_(folder + "/data.bin", std::ios::binary) {}

  void write(std::uint64_t number, const Function& function, const Case& given, const std::vector<Block>& results,
             const std::string& error) {
    const auto operands = offsets(given.blocks());
    const auto made = offsets(results);
    JsonWriter json;
    json.begin_object().field("case", number).field("function", function.name).key("offsets").values(operands);
    json.key("results").begin_array();
    for (std::size_t i = 0; i < results.size(); ++i) {
      json.begin_object().field("dtype", to_string(results[i].dtype)).field("offset", made[i]);
      json.key("shape").values(results[i].shape).end_object();
    }
    json.end_array().field("error", error).end_object();
    auto line = json.str();
    line.insert(line.size() - 1, ",\"operands\":" + given.operands_json() + ",\"options\":" + given.options_json());
    lines_ << line << "\n";
  }
  bool ok() { return bool(lines_.flush()) && bool(data_.flush()); }

private:
  std::vector<std::uint64_t> offsets(const std::vector<Block>& blocks) {
    std::vector<std::uint64_t> starts;
    for (const auto& block : blocks) {
      starts.push_back(size_);
      data_.write(reinterpret_cast<const char*>(block.data.data()), static_cast<std::streamsize>(block.data.size()));
      size_ += block.data.size();
    }
    return starts;
  }

  std::ofstream lines_, data_;
  std::uint64_t size_ = 0;
};

bool same_bits(const Block& a, const Block& b) {
  return a.dtype == b.dtype && a.shape == b.shape
         && (a.data.empty() || std::memcmp(a.data.data(), b.data.data(), a.data.size()) == 0);
}

int run(const std::string& folder, std::uint64_t seed, std::uint64_t cases) {
  const auto table = all_functions(), limits = limit_functions();
  Output output(folder);
  SerialExecutor executor;
  int differing = 0;
  for (std::uint64_t number = 0; number < cases + limits.size(); ++number) {
    const auto& function = number < cases ? table[number % table.size()] : limits[number - cases];
    Case given(seed * 1'000'003 + number);
    given.begin();
    std::vector<Block> results;
    std::string error;
    try {
      for (const auto& array : function.compute(given)) {
        results.push_back(compute(executor, array).block());
        const auto unfused = compute(executor, array, JobOptions{.optimize = false}).block();
        if (!same_bits(results.back(), unfused)) {
          std::printf("case %llu (%s): fused and unfused differ\n", static_cast<unsigned long long>(number),
                      function.name.c_str());
          ++differing;
        }
      }
    } catch (const TroupeError& thrown) {
      error = thrown.what();
      results.clear();
    }
    output.write(number, function, given, results, error);
  }
  if (!output.ok()) {
    std::fprintf(stderr, "array_conformance: cannot write to %s\n", folder.c_str());
    return 2;
  }
  return differing == 0 ? 0 : 1;
}

} // namespace
} // namespace troupe::conformance

int main(int argc, char** argv) {
  if (argc != 4) {
    std::fprintf(stderr, "usage: array_conformance FOLDER SEED CASES\n");
    return 2;
  }
  return troupe::conformance::run(argv[1], std::strtoull(argv[2], nullptr, 10), std::strtoull(argv[3], nullptr, 10));
}
