// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "tests/fuzz/target.h"

// Gives the target each file of the folders and files named as arguments, in the order of their
// names. Says which one it is at before it begins, so that the last one named is the culprit.

namespace {

namespace fs = std::filesystem;

std::vector<std::string> files_of(const std::string& argument) {
  if (!fs::is_directory(argument)) return {argument};
  std::vector<std::string> files;
  for (const fs::directory_entry& entry : fs::recursive_directory_iterator(argument)) {
    if (entry.is_regular_file()) files.push_back(entry.path().string());
  }
  std::sort(files.begin(), files.end());
  return files;
}

bool check_file(const std::string& file) {
  std::ifstream in(file, std::ios::binary);
  if (!in) {
    std::fprintf(stderr, "%s: cannot be read\n", file.c_str());
    return false;
  }
  const std::string bytes(std::istreambuf_iterator<char>(in), {});
  std::fprintf(stderr, "%s\n", file.c_str());
  const stellwerk::fuzz::Exact exact(bytes);
  stellwerk::fuzz::check_input(exact.view());
  return true;
}

}  // namespace

int main(int argc, char** argv) {
  std::size_t checked = 0;
  for (int i = 1; i < argc; ++i) {
    for (const std::string& file : files_of(argv[i])) {
      if (!check_file(file)) return 1;
      ++checked;
    }
  }
  std::printf("%zu inputs, every property held\n", checked);
  if (checked == 0) std::fprintf(stderr, "no input: name files or folders of them\n");
  return checked == 0 ? 2 : 0;
}
