# SPDX-License-Identifier: MIT
"""Conan 2 package of the headers: conan create cmake/packages/conan

CMake targets are those of an installed facenet. Dependencies come from Conan's registry, or, with
-o "facenet/*:system_dependencies=True", from the folders that the compiler searches anyway (Debian: libxsimd-dev, libstb-dev,
libsodium-dev)."""

import os
import re

from conan import ConanFile
from conan.tools.build import check_min_cppstd
from conan.tools.files import copy, load

required_conan_version = ">=2.0"


class Facenet(ConanFile):
    name = "facenet"
    description = "FaceNet embeddings on a CPU, header-only"
    license = "MIT"
    topics = ("face-recognition", "embeddings", "header-only")
    package_type = "header-library"
    settings = "os", "arch", "compiler", "build_type"
    options = {"gallery_encryption": [True, False], "system_dependencies": [True, False]}
    default_options = {"gallery_encryption": False, "system_dependencies": False}
    no_copy_source = True

    @property
    def _checkout(self):
        return os.path.join(self.recipe_folder, "..", "..", "..")

    def set_version(self):
        config = load(self, os.path.join(self._checkout, "include", "facenet", "core", "config.hpp"))
        self.version = re.search(r'#define FACENET_VERSION "(.*)"', config).group(1)

    def export_sources(self):
        copy(self, "include/*", self._checkout, self.export_sources_folder)
        copy(self, "LICENSE", self._checkout, self.export_sources_folder)

    def requirements(self):
        if self.options.system_dependencies:
            return
        self.requires("xsimd/13.0.0", transitive_headers=True)
        self.requires("stb/cci.20240213", transitive_headers=True)
        if self.options.gallery_encryption:
            self.requires("libsodium/1.0.20", transitive_headers=True, transitive_libs=True)

    def validate(self):
        check_min_cppstd(self, 17)

    def package(self):
        copy(self, "LICENSE", self.source_folder, os.path.join(self.package_folder, "licenses"))
        copy(self, "include/*", self.source_folder, self.package_folder)

    def package_id(self):
        # The same headers for all settings and options.
        self.info.clear()

    def package_info(self):
        self._component("facenet", "facenet", ["xsimd::xsimd"])
        if self.settings.os in ("Linux", "FreeBSD"):
            self.cpp_info.components["facenet"].system_libs = ["pthread"]
        self._component("image_file", "facenet-image-file", ["stb::stb"])
        if self.options.gallery_encryption:
            self._component("gallery_encryption", "facenet-gallery-encryption", ["libsodium::libsodium"])
            if self.options.system_dependencies:
                self.cpp_info.components["gallery_encryption"].system_libs = ["sodium"]

    def _component(self, name, pkg_config_name, dependencies):
        component = self.cpp_info.components[name]
        component.set_property("cmake_target_name", f"facenet::{name}")
        component.set_property("pkg_config_name", pkg_config_name)
        component.bindirs = component.libdirs = []
        component.requires = [] if self.options.system_dependencies else dependencies
        if name != "facenet":
            component.requires = component.requires + ["facenet"]
