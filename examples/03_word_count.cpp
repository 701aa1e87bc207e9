// A bag of lines: the most frequent words of text files, as with dask.bag.
//
//     03_word_count 'books/*.txt'
#include <troupe.hpp>

#include <iostream>

int main(int argc, char** argv) try {
  auto client = troupe::Client::local();
  const auto lines = argc > 1
                         ? troupe::read_text(argv[1])
                         : troupe::from_sequence({"to be or not to be", "that is the question"}, {.npartitions = 2});
  for (const auto& [word, times] : compute(client, lines.lower().split().frequencies().topk(3)))
    std::cout << word << " " << times << "\n";
} catch (const troupe::TroupeError& error) {
  std::cerr << error.what() << "\n";
  return 1;
}
