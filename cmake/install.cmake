# The headers, facenet::facenet for find_package(facenet), and facenet.pc.
include(GNUInstallDirs)
include(CMakePackageConfigHelpers)

set(facenet_package_dir "${CMAKE_INSTALL_DATADIR}/cmake/facenet")
install(DIRECTORY "${PROJECT_SOURCE_DIR}/include/facenet" DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}")
install(FILES "${PROJECT_SOURCE_DIR}/LICENSE" DESTINATION "${CMAKE_INSTALL_DOCDIR}")
install(TARGETS facenet facenet_image_file facenet_gallery_encryption EXPORT facenetTargets)
install(EXPORT facenetTargets NAMESPACE facenet:: DESTINATION "${facenet_package_dir}")

configure_package_config_file("${PROJECT_SOURCE_DIR}/cmake/facenetConfig.cmake.in"
    "${PROJECT_BINARY_DIR}/facenetConfig.cmake" INSTALL_DESTINATION "${facenet_package_dir}")
# No architecture in the version file: the package is headers.
write_basic_package_version_file("${PROJECT_BINARY_DIR}/facenetConfigVersion.cmake"
    VERSION ${PROJECT_VERSION} COMPATIBILITY SameMinorVersion ARCH_INDEPENDENT)
install(FILES "${PROJECT_SOURCE_DIR}/cmake/facenetHeaders.cmake" "${PROJECT_BINARY_DIR}/facenetConfig.cmake"
     "${PROJECT_BINARY_DIR}/facenetConfigVersion.cmake"
    DESTINATION "${facenet_package_dir}")

# Relative to where it lies, so that the installation can be moved (cmake --install --prefix).
file(RELATIVE_PATH facenet_up_to_prefix "/prefix/${CMAKE_INSTALL_DATADIR}/pkgconfig" "/prefix")
configure_file("${PROJECT_SOURCE_DIR}/cmake/facenet.pc.in" "${PROJECT_BINARY_DIR}/facenet.pc" @ONLY)
install(FILES "${PROJECT_BINARY_DIR}/facenet.pc" DESTINATION "${CMAKE_INSTALL_DATADIR}/pkgconfig")

if(TARGET facenet_weights_tool)
    install(TARGETS facenet_weights_tool RUNTIME DESTINATION "${CMAKE_INSTALL_BINDIR}")
endif()
if(TARGET facenet_program)
    install(TARGETS facenet_program RUNTIME DESTINATION "${CMAKE_INSTALL_BINDIR}")
endif()
