// SPDX-License-Identifier: MIT
// weights_tool's subcommands on files, as its user meets them.
#include <doctest/doctest.h>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

#include "facenet/any_embedder.hpp"
#include "facenet/blob_file.hpp"
#include "support/synthetic.hpp"
#include "support/tiny_network.hpp"
#include "examples/facenet/photos/image_io.hpp"
#include "weights_tool/commands.hpp"

namespace {

/// A folder of this test's own, removed at its end.
struct Folder {
    Folder() { std::filesystem::create_directories(path); }
    ~Folder() { std::filesystem::remove_all(path); }
    std::string file(const char* name) const { return (path / name).string(); }
    std::filesystem::path path = std::filesystem::temp_directory_path() / "facenet-commands-test";
};

std::string text_of(const std::string& path) {
    std::ifstream file(path);
    std::stringstream text;
    text << file.rdbuf();
    return text.str();
}

}  // namespace

TEST_CASE("check: a converted blob passes its self-test, a damaged one does not") {
    const Folder folder;
    const std::string path = folder.file("nns2.blob");
    const auto blob = facenet_tool::convert(synthetic::state_dict("nns2", "canonical names", false));
    facenet_tool::write_file(path, blob.data(), blob.size());
    CHECK_NOTHROW(facenet_tool::check_blob(path));
    CHECK_NOTHROW(facenet_tool::print_info(path));

    auto damaged = blob;
    damaged[damaged.size() / 2] ^= 0x40;
    facenet_tool::write_file(path, damaged.data(), damaged.size());
    CHECK_THROWS_WITH_AS(facenet_tool::check_blob(path), doctest::Contains("checksum"), facenet::Error);
    // Sealed anew, only the self-test can tell: a weight in the middle of fc1 is another.
    facenet::blob::Writer::seal(damaged);
    damaged[damaged.size() / 2 + 3] = 0x7f;
    facenet::blob::Writer::seal(damaged);
    facenet_tool::write_file(path, damaged.data(), damaged.size());
    CHECK_THROWS_WITH_AS(facenet_tool::check_blob(path), doctest::Contains("self-test"), facenet::Error);
}

TEST_CASE("header: the blob's bytes as a C++ array") {
    const Folder folder;
    const auto blob = tiny::blob();
    facenet_tool::write_file(folder.file("tiny.blob"), blob.data(), blob.size());
    facenet_tool::write_header(folder.file("tiny.blob"), folder.file("tiny.hpp"), "tiny_model");
    const std::string text = text_of(folder.file("tiny.hpp"));
    CHECK(text.find("alignas(64) inline constexpr unsigned char tiny_model[" + std::to_string(blob.size()) + "]") != std::string::npos);
    std::vector<std::uint8_t> bytes;
    std::stringstream numbers(text.substr(text.find('{') + 1));
    for (unsigned value = 0; numbers >> value; numbers.ignore(1)) bytes.push_back(static_cast<std::uint8_t>(value));
    CHECK(bytes == blob);
    CHECK_THROWS_WITH_AS(facenet_tool::write_header(folder.file("tiny.blob"), folder.file("tiny.hpp"), "2tiny"),
                         doctest::Contains("a C++ name"), facenet::Error);
}

TEST_CASE("quantize: from a blob and a folder of crops to an int8 blob, with a report") {
    const Folder folder;
    const auto blob = facenet_tool::convert(synthetic::state_dict("nns2", "canonical names", false));
    facenet_tool::write_file(folder.file("nns2.blob"), blob.data(), blob.size());
    std::filesystem::create_directories(folder.path / "crops");
    for (int k = 0; k < 3; ++k) program::write_image(synthetic::image(k, 116, 140), folder.path / "crops" / (std::to_string(k) + ".png"));

    facenet_tool::QuantiseFiles files;
    files.blob = folder.file("nns2.blob");
    files.output = folder.file("nns2.int8.blob");
    files.report = folder.file("report.html");
    files.photos = {folder.file("crops")};
    files.crops.aligned = true;
    facenet_tool::QuantiseOptions options;
    options.equalise = false;
    facenet_tool::quantise_file(files, options);
    CHECK(std::filesystem::file_size(files.output) < blob.size() * 27 / 100);
    CHECK(text_of(files.report).find("</html>") != std::string::npos);
    CHECK_NOTHROW(facenet_tool::check_blob(files.output));
    CHECK_NOTHROW(facenet_tool::print_info(files.output));
    CHECK_THROWS_WITH_AS(facenet_tool::pack_file(files.output, folder.file("packed.blob"), "native"), doctest::Contains("int8"), facenet::Error);

    files.crops.aligned = false;
    CHECK_THROWS_WITH_AS(facenet_tool::quantise_file(files, {}), doctest::Contains("--detector"), facenet::Error);
    files.photos.clear();
    CHECK_THROWS_WITH_AS(facenet_tool::quantise_file(files, {}), doctest::Contains("photos of faces"), facenet::Error);
}

TEST_CASE("files that are not there, and places that cannot be written") {
    const Folder folder;
    CHECK_THROWS_WITH_AS(facenet_tool::print_info(folder.file("none.blob")), doctest::Contains("none.blob"), facenet::Error);
    CHECK_THROWS_WITH_AS(facenet_tool::convert_files({folder.file("none.pt")}, folder.file("out.blob"), {}), doctest::Contains("none.pt"), facenet::Error);
    CHECK_THROWS_WITH_AS(facenet_tool::write_file(folder.file("no/such/folder"), "x", 1), doctest::Contains("cannot be written"), facenet::Error);
    CHECK_FALSE(std::filesystem::exists(folder.file("out.blob")));
}
