// SPDX-License-Identifier: MIT
/// Lists of pairs: the first byte says which reader gets the rest.
#include <string_view>

#include "facenet/evaluate/pairs/csv_pairs.hpp"
#include "facenet/evaluate/pairs/lfw_pairs.hpp"
#include "facenet/evaluate/pairs/youtube_pairs.hpp"
#include "fuzz/target.hpp"

namespace fuzz {
namespace {

constexpr const char* kTexts[] = {
    "Lfile_x,file_y,Decision,group\na/1.jpg,\"b \"\"2\"\".jpg\",Yes,x\na.jpg,c.jpg,0,\r\n",
    "M2\t1\nAnn\t1\t2\nAnn\t1\tBob\t3\nCem\t1\t4\nCem\t2\tAnn\t1\n",
    "Nsplit, pair, first, second, same\n1, 1, Ann/0, Ann/1, 1\n2, 1, Bob/0, Ann/0, 0\n",
};

}  // namespace

bool run(ByteView input) {
    if (input.size == 0) return false;
    const std::string_view text(reinterpret_cast<const char*>(input.data) + 1, input.size - 1);
    const auto list = input.data[0] % 3 == 1   ? facenet::try_read_csv_pairs(text)
                      : input.data[0] % 3 == 2 ? facenet::try_read_lfw_pairs(text)
                                               : facenet::try_read_youtube_pairs(text);
    if (!list) return false;
    promise(!list->pairs.empty(), "a list has pairs");
    for (const facenet::ListedPair& pair : list->pairs) {
        promise(!pair.first.empty() && !pair.second.empty(), "photos have names");
        promise(pair.fold >= 0 && pair.fold < (list->folds > 0 ? list->folds : 1),
                "a pair's fold is one of the list's");
    }
    return true;
}

std::vector<Bytes> seeds() {
    std::vector<Bytes> all;
    for (const std::string_view text : kTexts)
        all.emplace_back(text.begin(), text.end());
    return all;
}

}  // namespace fuzz
