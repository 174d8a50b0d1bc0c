// SPDX-License-Identifier: MIT
#include "page.hpp"

#include "markup.hpp"
#include "style.hpp"

namespace html {

std::string page(const std::string& title, const std::string& body, const std::string& more_style) {
    // The policy: pictures come inside the page, nothing else is loaded.
    return "<!DOCTYPE html>\n<html lang=\"en-GB\">\n<head>\n<meta charset=\"utf-8\">\n"
           "<meta http-equiv=\"Content-Security-Policy\" "
           "content=\"default-src 'none'; img-src data:; style-src 'unsafe-inline'\">\n"
           "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>" +
           escaped(title) + "</title>\n<style>" + kStyle + more_style + "</style>\n</head>\n<body>\n<main>\n" + body +
           "</main>\n</body>\n</html>\n";
}

std::string section(const std::string& title, const std::string& note, const std::string& content) {
    return "<section>\n<h2>" + title + "</h2>\n<p class=\"note\">" + note + "</p>\n" + content + "</section>\n";
}

std::string tile(const std::string& name, const std::string& value, const std::string& more, bool alarm) {
    return "<div class=\"tile" + std::string(alarm ? " alarm" : "") + "\"><dt>" + name + "</dt><dd>" + value +
           "<small>" + more + "</small></dd></div>\n";
}

}  // namespace html
