// SPDX-License-Identifier: MIT
// Lists of pairs: what is read from each kind of file, and what is said of damaged ones.
#include <doctest/doctest.h>

#include <string>

#include "facenet/evaluate/pairs/csv_pairs.hpp"
#include "facenet/evaluate/pairs/identities.hpp"
#include "facenet/evaluate/pairs/lfw_pairs.hpp"
#include "facenet/evaluate/pairs/youtube_pairs.hpp"
#include "support/random.hpp"

namespace {

using facenet::PairList;
using Reader = facenet::Result<PairList> (*)(std::string_view, const std::string&);

/// The message of a text that is refused; empty where it is taken.
std::string refusal(Reader reader, const std::string& text) {
    const auto list = reader(text, "LIST");
    return list ? std::string() : list.error().message();
}

bool names(const std::string& message, const std::string& part) {
    return message.find("LIST") == 0 && message.find(part) != std::string::npos;
}

const std::string kLfw = "2\t1\nAda_L\t1\t12\nAda_L\t3\tBo\t10000\n\nBo\t1\t2\r\nCy\t1\tAda_L\t2";
const std::string kYoutube =
    "split number, pair number in split, first name, second name, is same:\n"
    "1, 1, Ada_L/0, Ada_L/2, 1\n10, 500, Ada_L/1, Bo/0, 0\n";
const std::string kCsv = "file_x,file_y,Decision\na.jpg,b.jpg,Yes\n\"c, d.jpg\",\"e \"\"f\"\".jpg\",no\n";

}  // namespace

TEST_CASE("pair lists: LFW's pairs.txt") {
    const PairList list = facenet::read_lfw_pairs(kLfw);
    CHECK(list.folds == 2);
    REQUIRE(list.pairs.size() == 4);
    CHECK(list.pairs[0].first == "Ada_L/Ada_L_0001");
    CHECK(list.pairs[0].second == "Ada_L/Ada_L_0012");
    CHECK(list.pairs[0].same);
    CHECK(list.pairs[1].first == "Ada_L/Ada_L_0003");
    CHECK(list.pairs[1].second == "Bo/Bo_10000");
    CHECK_FALSE(list.pairs[1].same);
    CHECK(list.pairs[1].fold == 0);
    CHECK(list.pairs[2].fold == 1);
    CHECK(facenet::read_lfw_pairs("1\nA\t1\t2\nA\t1\tB\t1\n").folds == 0);
}

TEST_CASE("pair lists: a damaged pairs.txt is refused with its line") {
    const Reader read = facenet::try_read_lfw_pairs;
    CHECK(names(refusal(read, ""), "line 1: expected the number of folds"));
    CHECK(names(refusal(read, "A\t1\t2\n"), "line 1"));
    CHECK(names(refusal(read, "0\t1\n"), "line 1"));
    CHECK(names(refusal(read, "1\t1\nA\t1\t2\n\nA\t1\tB\n"), "line 4"));
    CHECK(names(refusal(read, "1\t1\nA\t1\t2\t3\t4\n"), "line 2"));
    CHECK(names(refusal(read, "1\t1\nA\t1\n"), "line 2"));
    CHECK(names(refusal(read, "1\t1\nA\t-1\t2\n"), "\"A -1 2\""));
    CHECK(names(refusal(read, "1\t1\n..\t1\t2\n"), "line 2"));
    CHECK(names(refusal(read, "1\t1\nA/../../etc\t1\t2\n"), "line 2"));
    CHECK(names(refusal(read, "2\t1\nA\t1\t2\nA\t1\tB\t1\n"), "2 times 2 pairs, as the first line says, found 2"));
    CHECK(names(refusal(read, "999999999\t999999999\nA\t1\t2\n"), "found 1"));
}

TEST_CASE("pair lists: the splits of YouTube Faces") {
    const PairList list = facenet::read_youtube_pairs(kYoutube);
    REQUIRE(list.pairs.size() == 2);
    CHECK(list.folds == 10);
    CHECK(list.pairs[0].first == "Ada_L/0");
    CHECK(list.pairs[0].same);
    CHECK(list.pairs[1].second == "Bo/0");
    CHECK(list.pairs[1].fold == 9);
    CHECK_FALSE(list.pairs[1].same);
    const Reader read = facenet::try_read_youtube_pairs;
    CHECK(names(refusal(read, "titles\n1, 1, A/0, B/0\n"), "line 2"));
    CHECK(names(refusal(read, "titles\n1, 1, A/0, B/0, 1\n0, 1, A/0, B/0, 1\n"), "line 3"));
    CHECK(names(refusal(read, "titles\n1, 1, A/0, B/0, 2\n"), "line 2"));
    CHECK(names(refusal(read, "titles\n1, 1, , B/0, 1\n"), "line 2"));
    CHECK(names(refusal(read, "titles\n"), "none"));
}

TEST_CASE("pair lists: CSV") {
    const PairList list = facenet::read_csv_pairs(kCsv);
    REQUIRE(list.pairs.size() == 2);
    CHECK(list.folds == 0);
    CHECK(list.pairs[0].first == "a.jpg");
    CHECK(list.pairs[0].same);
    CHECK(list.pairs[1].first == "c, d.jpg");
    CHECK(list.pairs[1].second == "e \"f\".jpg");
    CHECK_FALSE(list.pairs[1].same);
}

// Columns in any order with others between them, Windows' ends of lines, a byte order mark, an empty line, no last end.
TEST_CASE("pair lists: CSV as other programs write it, with groups") {
    const PairList list = facenet::read_csv_pairs(
        "\xEF\xBB\xBF,Group,\"SAME\",file_y,file_x\r\n0,g,TRUE, y.jpg ,x.jpg\r\n\r\n1,h,0,\"y\nz.jpg\",x.jpg");
    REQUIRE(list.pairs.size() == 2);
    CHECK(list.pairs[0].first == "x.jpg");
    CHECK(list.pairs[0].second == "y.jpg");
    CHECK(list.pairs[0].group == "g");
    CHECK(list.pairs[0].same);
    CHECK(list.pairs[1].second == "y\nz.jpg");
    CHECK(list.pairs[1].group == "h");
}

TEST_CASE("pair lists: a damaged CSV is refused with its line") {
    const Reader read = facenet::try_read_csv_pairs;
    CHECK(names(refusal(read, ""), "line 1: expected the titles"));
    CHECK(names(refusal(read, "a.jpg,b.jpg,Yes\n"), "line 1"));
    CHECK(names(refusal(read, "file_x,file_y,Decision\n"), "none"));
    CHECK(names(refusal(read, "file_x,file_y,Decision\na,b,Yes\na,b,Maybe\n"),
                "line 3: expected Yes or No, found \"Maybe\""));
    CHECK(names(refusal(read, "file_x,file_y,Decision\n\"a\nb\",c,Yes\na,,Yes\n"),
                "line 4: expected the names of two photos"));
    CHECK(names(refusal(read, "file_x,file_y,Decision\na,b\n"), "line 2"));
    CHECK(names(refusal(read, "file_x,file_y,Decision\na,\"b,Yes\n"), "line 2: expected a closing quote"));
    CHECK(names(refusal(read, "file_x,file_y,Decision\n\"a\"b,c,Yes\n"), "line 2: expected a comma"));
}

TEST_CASE("pair lists: mutated files are read or refused") {
    support::Random random(11);
    for (const auto& [reader, text] : {std::pair<Reader, std::string>{facenet::try_read_lfw_pairs, kLfw},
                                       {facenet::try_read_youtube_pairs, kYoutube},
                                       {facenet::try_read_csv_pairs, kCsv}}) {
        int refused = 0;
        for (int round = 0; round < 5000; ++round) {
            std::string mutated = text;
            for (int i = random.whole(1, 4); i > 0 && !mutated.empty(); --i) {
                const auto at = static_cast<std::size_t>(random.whole(0, static_cast<int>(mutated.size()) - 1));
                switch (random.whole(0, 3)) {
                case 0: mutated.resize(at); break;
                case 1: mutated.erase(at, 1); break;
                case 2: mutated.insert(at, 1, "\t\n\r,\"9/."[random.whole(0, 7)]); break;
                default: mutated[at] = static_cast<char>(random.whole(0, 255));
                }
            }
            const std::string message = refusal(reader, mutated);
            refused += message.empty() ? 0 : 1;
            if (!message.empty()) CHECK(message.find("expected") != std::string::npos);
        }
        CHECK(refused > 1000);
    }
}

TEST_CASE("pair lists: photos that are joined are one identity, whatever the order") {
    facenet::Identities identities(6);
    identities.join(5, 3);
    identities.join(2, 1);
    identities.join(3, 1);
    CHECK(identities.numbers() == std::vector<std::uint32_t>{0, 1, 1, 1, 2, 1});
}
