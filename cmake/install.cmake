# The headers, facenet::facenet for find_package(facenet), facenet.pc and its like; and the programs, where they are built.
# Components: facenet_headers and facenet_tools.
include(GNUInstallDirs)
include(CMakePackageConfigHelpers)

set(facenet_package_dir "${CMAKE_INSTALL_DATADIR}/cmake/facenet")
install(DIRECTORY "${PROJECT_SOURCE_DIR}/include/facenet" DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}" COMPONENT facenet_headers)
install(FILES "${PROJECT_SOURCE_DIR}/LICENSE" DESTINATION "${CMAKE_INSTALL_DOCDIR}")
install(TARGETS facenet facenet_image_file facenet_gallery_encryption EXPORT facenetTargets)
install(EXPORT facenetTargets NAMESPACE facenet:: DESTINATION "${facenet_package_dir}" COMPONENT facenet_headers)

configure_package_config_file("${PROJECT_SOURCE_DIR}/cmake/facenetConfig.cmake.in"
    "${PROJECT_BINARY_DIR}/facenetConfig.cmake" INSTALL_DESTINATION "${facenet_package_dir}")
# No architecture in the version file: the package is headers.
write_basic_package_version_file("${PROJECT_BINARY_DIR}/facenetConfigVersion.cmake"
    VERSION ${PROJECT_VERSION} COMPATIBILITY SameMinorVersion ARCH_INDEPENDENT)
install(FILES "${PROJECT_SOURCE_DIR}/cmake/facenetHeaders.cmake" "${PROJECT_BINARY_DIR}/facenetConfig.cmake"
     "${PROJECT_BINARY_DIR}/facenetConfigVersion.cmake"
    DESTINATION "${facenet_package_dir}" COMPONENT facenet_headers)

# Relative to where it lies, so that the installation can be moved (cmake --install --prefix).
file(RELATIVE_PATH facenet_up_to_prefix "/prefix/${CMAKE_INSTALL_DATADIR}/pkgconfig" "/prefix")
configure_file("${PROJECT_SOURCE_DIR}/cmake/facenet.pc.in" "${PROJECT_BINARY_DIR}/facenet.pc" @ONLY)
install(FILES "${PROJECT_BINARY_DIR}/facenet.pc" DESTINATION "${CMAKE_INSTALL_DATADIR}/pkgconfig" COMPONENT facenet_headers)

# What a part of the headers needs besides, for pkg-config as facenet::<part> is for CMake.
function(facenet_install_part_pc name description requires requires_private)
    configure_file("${PROJECT_SOURCE_DIR}/cmake/facenet-part.pc.in" "${PROJECT_BINARY_DIR}/${name}.pc" @ONLY)
    install(FILES "${PROJECT_BINARY_DIR}/${name}.pc" DESTINATION "${CMAKE_INSTALL_DATADIR}/pkgconfig" COMPONENT facenet_headers)
endfunction()
# Of stb the flags only, thus private: Debian also has a library of it. Elsewhere stb seldom has a file for pkg-config.
set(facenet_stb_pc "")
find_package(PkgConfig QUIET)
if(PKG_CONFIG_FOUND)
    pkg_check_modules(facenet_stb_module QUIET stb)
    if(facenet_stb_module_FOUND)
        set(facenet_stb_pc stb)
    endif()
endif()
facenet_install_part_pc(facenet-image-file "facenet/image_file.hpp, which decodes photos" "" "${facenet_stb_pc}")
facenet_install_part_pc(facenet-gallery-encryption "facenet/gallery_encryption.hpp, which encrypts galleries" ", libsodium" "")

foreach(program facenet_weights_tool facenet_program)
    if(TARGET ${program})
        install(TARGETS ${program} RUNTIME DESTINATION "${CMAKE_INSTALL_BINDIR}" COMPONENT facenet_tools)
    endif()
endforeach()
