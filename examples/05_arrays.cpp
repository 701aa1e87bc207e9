// A lazy array from a file to an answer: a note hidden in noise is found in the spectrum of each second, averaged. The
// file is written and read by chunk, never whole.
//
//     05_arrays [FILE.npy]
#include <troupe.hpp>

#include <filesystem>
#include <iostream>
#include <numbers>

int main(int argc, char** argv) try {
  using namespace troupe;
  auto client = Client::local();
  const auto file =
      argc > 1 ? std::filesystem::path(argv[1]) : std::filesystem::temp_directory_path() / "troupe_05_arrays.npy";
  const std::int64_t rate = 8192, seconds = 64;

  const auto time = arange(rate * seconds, {.chunks = rate}) / static_cast<double>(rate);
  const auto noise = random::normal({rate * seconds}, {.chunks = rate, .seed = 1, .scale = 3});
  compute(client, to_npy(sin(time * (2 * std::numbers::pi * 440)) + noise, file.string()));

  const auto sound = from_npy(file.string(), rate).reshape({seconds, rate}); // a row a second
  const auto power = square(absolute(fft::rfft(sound))).mean(0);
  std::cout << describe(sound) << "loudest at " << compute(client, argmax(power, 0)).scalar() << " Hz\n";
  if (argc == 1)
    std::filesystem::remove(file);
} catch (const troupe::TroupeError& error) {
  std::cerr << error.what() << "\n";
  return 1;
}
