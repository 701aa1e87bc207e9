// The fuzzers' entrances under a deterministic loop: the corpus as it is, then mutated from a seed. What is found
// elsewhere to make trouble is put into the corpus.
#include "runtime/wire/chunk_codec.hpp"
#include "runtime/wire/graph_codec.hpp"
#include "runtime/wire/job_codec.hpp"
#include "runtime/wire/worker_codec.hpp"
#include "tests/fuzz/targets.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <string>

namespace troupe::fuzz {
namespace {

using Input = std::vector<std::byte>;

constexpr int rounds = 4000;

std::vector<Input> corpus_of(std::string_view name) {
  std::vector<std::filesystem::path> paths;
  for (const auto& entry : std::filesystem::directory_iterator(std::filesystem::path(TROUPE_FUZZ_CORPUS) / name))
    paths.push_back(entry.path());
  std::sort(paths.begin(), paths.end());
  std::vector<Input> inputs;
  for (const auto& path : paths) {
    std::ifstream file(path, std::ios::binary);
    const std::string content{std::istreambuf_iterator<char>(file), {}};
    const auto bytes = std::as_bytes(std::span(content));
    inputs.emplace_back(bytes.begin(), bytes.end());
  }
  return inputs;
}

/// Bits flipped, bytes set, runs cut out, doubled or taken from another input.
Input mutated(Input input, const std::vector<Input>& others, std::mt19937_64& random) {
  const auto below = [&](std::size_t bound) {
    return bound == 0 ? std::size_t{0} : static_cast<std::size_t>(random() % bound);
  };
  for (auto changes = 1 + below(6); changes > 0; --changes) {
    const auto at = static_cast<std::ptrdiff_t>(below(input.size()));
    const auto length =
        static_cast<std::ptrdiff_t>(std::min(1 + below(32), input.size() - static_cast<std::size_t>(at)));
    switch (below(6)) {
    case 0:
      if (!input.empty())
        input[static_cast<std::size_t>(at)] ^= static_cast<std::byte>(1u << below(8));
      break;
    case 1:
      if (!input.empty())
        input[static_cast<std::size_t>(at)] = static_cast<std::byte>(random());
      break;
    case 2:
      input.erase(input.begin() + at, input.begin() + at + length);
      break;
    case 3: {
      const Input run(input.begin() + at, input.begin() + at + length);
      input.insert(input.begin() + at, run.begin(), run.end());
      break;
    }
    case 4:
      std::fill_n(input.begin() + at, length, below(2) == 0 ? std::byte{0} : std::byte{0xff});
      break;
    default: {
      const auto& other = others[below(others.size())];
      const auto from = static_cast<std::ptrdiff_t>(below(other.size()));
      input.insert(input.begin() + at, other.begin() + from, other.end());
      break;
    }
    }
  }
  return input;
}

class Readers : public testing::TestWithParam<Target> {};

TEST_P(Readers, SurviveWhateverTheyRead) {
  const auto corpus = corpus_of(GetParam().name);
  ASSERT_FALSE(corpus.empty());
  for (const auto& input : corpus)
    GetParam().run(input);
  GetParam().run({});
  std::mt19937_64 random(1);
  for (int round = 0; round < rounds; ++round)
    GetParam().run(mutated(corpus[static_cast<std::size_t>(round) % corpus.size()], corpus, random));
}

INSTANTIATE_TEST_SUITE_P(All, Readers, testing::ValuesIn(targets()),
                         [](const auto& what) { return std::string(what.param.name); });

/// The corpus has what it is to begin with: whole messages, which the readers accept.
TEST(Corpus, HoldsMessagesThatAreWhole) {
  int whole = 0;
  for (const auto& input : corpus_of("wire")) {
    const auto rest = std::span(input).subspan(1);
    const auto kind = static_cast<unsigned>(input[0]) % 9;
    whole += (kind == 0 && decode_request(rest).ok()) || (kind == 1 && decode_response(rest).ok())
             || (kind == 2 && decode_orders(rest).ok()) || (kind == 3 && decode_reports(rest).ok());
  }
  EXPECT_GE(whole, 4);
}

} // namespace
} // namespace troupe::fuzz
