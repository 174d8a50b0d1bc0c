# SPDX-License-Identifier: MIT
# Two Debian packages, written by `cpack -G DEB` in the build folder: libfacenet-dev, the headers, and facenet, the programs
# (where both are built). Another archive is made by release.sh.
set(facenet_debian_headers libfacenet-dev)
set(facenet_debian_tools facenet)

set(CPACK_GENERATOR DEB)
set(CPACK_SOURCE_GENERATOR "")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "FaceNet embeddings of faces, on a CPU")
set(CPACK_PACKAGE_CONTACT "The facenet project <nobody@facenet.invalid>")
set(CPACK_COMPONENTS_ALL facenet_headers)
if(TARGET facenet_weights_tool AND TARGET facenet_program)
    list(APPEND CPACK_COMPONENTS_ALL facenet_tools)
endif()
set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_STRIP_FILES ON)
# Folders as Debian wants them, whatever the umask of the one who packs.
set(CPACK_INSTALL_DEFAULT_DIRECTORY_PERMISSIONS
    OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ GROUP_EXECUTE WORLD_READ WORLD_EXECUTE)

set(CPACK_DEBIAN_FACENET_HEADERS_PACKAGE_NAME ${facenet_debian_headers})
set(CPACK_DEBIAN_FACENET_HEADERS_PACKAGE_ARCHITECTURE all)
set(CPACK_DEBIAN_FACENET_HEADERS_PACKAGE_SECTION libdevel)
set(CPACK_DEBIAN_FACENET_HEADERS_PACKAGE_DEPENDS "libxsimd-dev (>= 8.1), libstb-dev")
set(CPACK_DEBIAN_FACENET_HEADERS_PACKAGE_SUGGESTS "libsodium-dev, libhnswlib-dev")
set(CPACK_COMPONENT_FACENET_HEADERS_DESCRIPTION "The headers: they find, align and embed faces, and compare, search and
group the embeddings. Encrypted galleries need libsodium-dev besides, the
approximate index libhnswlib-dev.")

set(CPACK_DEBIAN_FACENET_TOOLS_PACKAGE_NAME ${facenet_debian_tools})
set(CPACK_DEBIAN_FACENET_TOOLS_PACKAGE_SECTION graphics)
set(CPACK_DEBIAN_FACENET_TOOLS_PACKAGE_SHLIBDEPS ON)
set(CPACK_COMPONENT_FACENET_TOOLS_DESCRIPTION "The programs: facenet verifies, groups and identifies the faces of photos,
weights_tool converts trained weights to the files that it reads.")

foreach(component headers tools)
    install(FILES "${PROJECT_SOURCE_DIR}/LICENSE" DESTINATION "${CMAKE_INSTALL_DATADIR}/doc/${facenet_debian_${component}}"
            RENAME copyright COMPONENT facenet_${component} EXCLUDE_FROM_ALL)
endforeach()
include(CPack)
