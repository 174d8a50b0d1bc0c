# SPDX-License-Identifier: MIT
"""Builds tests/consumer against the package and runs it."""

import os

from conan import ConanFile
from conan.tools.build import can_run
from conan.tools.cmake import CMake, cmake_layout


class Consumer(ConanFile):
    settings = "os", "arch", "compiler", "build_type"
    generators = "CMakeDeps", "CMakeToolchain"

    def requirements(self):
        self.requires(self.tested_reference_str)

    def layout(self):
        cmake_layout(self)

    def build(self):
        cmake = CMake(self)
        consumer = os.path.join(self.recipe_folder, "..", "..", "..", "..", "tests", "consumer")
        cmake.configure(variables={"CONSUMER_WAY": "find_package"}, build_script_folder=consumer)
        cmake.build()

    def test(self):
        if can_run(self):
            for program in ("consumer", "consumer_decodes"):
                self.run(os.path.join(self.cpp.build.bindir, program), env="conanrun")
