// SPDX-License-Identifier: MIT
/// The program that runs all unit tests; every other file here holds the tests of one subject.
#define DOCTEST_CONFIG_IMPLEMENT_WITH_MAIN
#include <doctest/doctest.h>
