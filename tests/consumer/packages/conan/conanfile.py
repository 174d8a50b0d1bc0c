# SPDX-License-Identifier: MIT
"""Conan's test of the package (conan create --test-folder): builds tests/consumer against it and runs it."""

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
        consumer = os.path.join(self.recipe_folder, "..", "..")
        cmake.configure(variables={"CONSUMER_WAY": "find_package"}, build_script_folder=consumer)
        cmake.build(target="consumer_decodes")

    def test(self):
        if can_run(self):
            self.run(os.path.join(self.cpp.build.bindir, "consumer_decodes"), env="conanrun")
