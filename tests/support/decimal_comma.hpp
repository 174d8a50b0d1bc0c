// SPDX-License-Identifier: MIT
/// A locale whose numbers have a decimal comma and dots between thousands, as German ones.
#pragma once

#include <stdlib.h>

#include <clocale>
#include <filesystem>
#include <locale>
#include <string>

namespace support {

/// The locale of C and of C++, until its end; made in `folder` where the system has it not installed (which needs its
/// description: Debian's package locales).
class DecimalComma {
public:
    explicit DecimalComma(const std::filesystem::path& folder) : before_(std::setlocale(LC_ALL, nullptr)) {
        constexpr const char* kName = "de_DE.UTF-8";
        if (std::setlocale(LC_ALL, kName) == nullptr) {
            const std::string command = "localedef -i de_DE -f UTF-8 '" + (folder / kName).string() + "' 2>/dev/null";
            if (std::system(command.c_str()) != 0) return;
            setenv("LOCPATH", folder.c_str(), 1);
            if (std::setlocale(LC_ALL, kName) == nullptr) return;
        }
        cpp_before_ = std::locale::global(std::locale(kName));
        there_ = std::string(std::localeconv()->decimal_point) == ",";
    }
    DecimalComma(const DecimalComma&) = delete;
    DecimalComma& operator=(const DecimalComma&) = delete;
    ~DecimalComma() {
        std::locale::global(cpp_before_);
        std::setlocale(LC_ALL, before_.c_str());
    }

    /// False where the system has no such locale, and cannot make one.
    bool there() const { return there_; }

private:
    std::string before_;
    std::locale cpp_before_;
    bool there_ = false;
};

}  // namespace support
