# SPDX-License-Identifier: MIT
# Installs the checkout that this port lies in. In a registry: vcpkg_from_git() or vcpkg_download_distfile() instead.
get_filename_component(SOURCE_PATH "${CMAKE_CURRENT_LIST_DIR}/../../../../.." ABSOLUTE)
# Headers have no debug build.
set(VCPKG_BUILD_TYPE release)

vcpkg_cmake_configure(SOURCE_PATH "${SOURCE_PATH}" OPTIONS
    -DFACENET_BUILD_TOOLS=OFF -DFACENET_BUILD_EXAMPLES=OFF -DFACENET_BUILD_TESTS=OFF -DFACENET_INSTALL=ON)
vcpkg_cmake_install()
vcpkg_cmake_config_fixup(CONFIG_PATH share/cmake/facenet)
vcpkg_fixup_pkgconfig()
file(REMOVE_RECURSE "${CURRENT_PACKAGES_DIR}/share/doc")
vcpkg_install_copyright(FILE_LIST "${SOURCE_PATH}/LICENSE")
