// SPDX-License-Identifier: MIT
// Writes one header out of many.
//
//   amalgamate ROOT.hpp INCLUDE_DIR OUTPUT
//
// Every #include of a file below INCLUDE_DIR is replaced by that file: once where the file says #pragma once, each time
// where it does not (bodies that are compiled per instruction set). Includes of other libraries stay. A file first met
// inside an #if may be needed again outside it; such files are written each time, between guards.
#include <filesystem>
#include <fstream>
#include <iostream>
#include <optional>
#include <regex>
#include <set>
#include <sstream>
#include <stdexcept>
#include <string>

namespace fs = std::filesystem;

namespace {

class Amalgamation {
public:
    explicit Amalgamation(const fs::path& include_dir) : include_dir_(fs::canonical(include_dir)) {}

    /// Appends `file`, met below `depth` open #if lines, and all that it includes.
    void add(const fs::path& file, int depth) {
        if (nesting_ > 64) throw std::runtime_error(file.string() + ": included inside itself");
        const std::string text = read(file);
        const bool once = text.find("\n#pragma once") != std::string::npos;
        if (once && unconditional_.count(file) != 0) return;
        const bool guarded = once && depth > 0;
        if (once && !guarded) unconditional_.insert(file);
        if (once && !guarded && conditional_.count(file) == 0) {
            body(file, text, depth);
        } else if (once) {
            conditional_.insert(file);
            const std::string guard = guard_name(file);
            output_ << "#ifndef " << guard << "\n#define " << guard << "\n";
            body(file, text, depth);
            output_ << "#endif  // " << guard << "\n";
        } else {
            body(file, text, depth);
        }
    }

    std::string text() const { return output_.str(); }

private:
    static std::string read(const fs::path& file) {
        std::ifstream stream(file, std::ios::binary);
        if (!stream) throw std::runtime_error(file.string() + ": cannot be read");
        std::ostringstream text;
        text << stream.rdbuf();
        return "\n" + text.str();
    }

    /// The file that an #include names, where it is one of the library's own.
    std::optional<fs::path> own_file(const fs::path& from, const std::string& name, bool quoted) const {
        if (quoted && fs::exists(from.parent_path() / name)) return fs::canonical(from.parent_path() / name);
        if (fs::exists(include_dir_ / name)) return fs::canonical(include_dir_ / name);
        if (quoted) throw std::runtime_error(from.string() + ": includes \"" + name + "\", which is not there");
        return std::nullopt;
    }

    void body(const fs::path& file, const std::string& text, int depth) {
        static const std::regex include(R"re(^\s*#\s*include\s*([<"])([^>"]+)[>"].*)re");
        static const std::regex open(R"(^\s*#\s*if(def|ndef)?\b.*)");
        static const std::regex close(R"(^\s*#\s*endif\b.*)");
        ++nesting_;
        std::istringstream lines(text.substr(1));
        std::smatch match;
        for (std::string line; std::getline(lines, line);) {
            if (!line.empty() && line.back() == '\r') line.pop_back();
            // Said once, at the top of the one file.
            if (nesting_ > 1 && (line == "#pragma once" || line == "// SPDX-License-Identifier: MIT")) continue;
            if (std::regex_match(line, open)) ++depth;
            if (std::regex_match(line, close)) --depth;
            if (std::regex_match(line, match, include)) {
                if (const auto own = own_file(file, match[2], match[1] == "\"")) {
                    add(*own, depth);
                    continue;
                }
                // Of other libraries' headers, the first unconditional line is enough.
                if (depth == 0 && !system_.insert(match[2]).second) continue;
            }
            output_ << line << '\n';
        }
        --nesting_;
    }

    static std::string guard_name(const fs::path& file) {
        std::string name = "FACENET_SINGLE_";
        for (const char c : file.parent_path().filename().string() + "_" + file.filename().string())
            name += std::isalnum(static_cast<unsigned char>(c)) != 0 ? c : '_';
        return name;
    }

    fs::path include_dir_;
    std::ostringstream output_;
    std::set<fs::path> unconditional_, conditional_;
    std::set<std::string> system_;
    int nesting_ = 0;
};

}  // namespace

int main(int argc, char** argv) {
    if (argc != 4) {
        std::cerr << "usage: amalgamate ROOT.hpp INCLUDE_DIR OUTPUT\n";
        return 2;
    }
    try {
        Amalgamation all(argv[2]);
        all.add(fs::canonical(argv[1]), 0);
        const fs::path output = argv[3];
        if (output.has_parent_path()) fs::create_directories(output.parent_path());
        std::ofstream(output, std::ios::binary) << all.text();
    } catch (const std::exception& error) {
        std::cerr << "amalgamate: " << error.what() << "\n";
        return 1;
    }
    return 0;
}
