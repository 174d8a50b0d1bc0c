// SPDX-License-Identifier: MIT
// A program may have set any locale: what is read and written for other programs stays the same.
#include <sstream>

#include "cli/program.hpp"
#include "facenet/evaluate/pairs/csv_pairs.hpp"
#include "facenet/evaluate/pairs/lfw_pairs.hpp"
#include "html/markup.hpp"
#include "html/plot.hpp"
#include "photos/npy.hpp"
#include "photos/report.hpp"
#include "support/decimal_comma.hpp"

namespace {

/// All that is written for other programs, of numbers that a locale might spell otherwise.
std::string written() {
    const program::Json json = {{"distance", 0.25}, {"large", 1234567.5}, {"count", 1234567}, {"rows", {0.5, -1e-9}}};
    html::Plot plot("a plot", 1500);
    plot.line(0.125, 0.25, 0.5, 1, "grid");
    plot.grid_x(html::marks_of(html::Axis::around(0, 2500, 5)), "title");
    return program::text_of(json, 2) + html::number(1234567.891, 2) + html::percent(0.12345, 2) + plot.finish();
}

}  // namespace

TEST_CASE("locale: a decimal comma changes nothing that is read or written for other programs") {
    const cli::TemporaryFolder folder;
    const std::string wanted = written();
    const std::vector<std::vector<float>> rows(1100, std::vector<float>{0.5f, -1.25f});
    program::write_npy(folder / "wanted.npy", rows, 2);
    const cli::Outcome networks = cli::run(FACENET_WEIGHTS_TOOL, {"networks"});

    const support::DecimalComma german(folder.string());
    if (!german.there()) {
        MESSAGE("skipped: no locale de_DE.UTF-8, and none can be made (Debian: apt-get install locales)");
        return;
    }
    // It is in force: this is how careless code writes and reads.
    CHECK(std::to_string(0.5) == "0,500000");
    std::ostringstream careless;
    careless << 1234567;
    CHECK(careless.str() == "1.234.567");

    CHECK(written() == wanted);
    program::write_npy(folder / "german.npy", rows, 2);
    CHECK(cli::contents(folder / "german.npy") == cli::contents(folder / "wanted.npy"));
    CHECK(program::read_npy(folder / "german.npy").rows == 1100);
    CHECK(program::Json::parse("[0.25, 1e-3, 1234567.5]") == program::Json{0.25, 1e-3, 1234567.5});
    CHECK(facenet::read_lfw_pairs("1\t1\nAda\t1\t1200\nAda\t3\tBo\t10000\n").pairs[0].second == "Ada/Ada_1200");
    CHECK(facenet::read_csv_pairs("file_x,file_y,Decision\na.jpg,b.jpg,Yes\n").pairs.size() == 1);
    // Programs take no locale from the environment.
    setenv("LC_ALL", "de_DE.UTF-8", 1);
    const cli::Outcome in_german = cli::run(FACENET_WEIGHTS_TOOL, {"networks"});
    unsetenv("LC_ALL");
    CHECK(networks.code == 0);
    CHECK(in_german.output == networks.output);
}
