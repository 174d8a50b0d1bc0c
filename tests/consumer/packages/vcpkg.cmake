# SPDX-License-Identifier: MIT
# Runs the portfile in PORT as vcpkg would, from a build folder WORK/build to WORK/packages. Each function here does what
# vcpkg documents of its namesake, as far as the port needs it.
cmake_minimum_required(VERSION 3.19)
cmake_policy(SET CMP0057 NEW)

function(run)
    execute_process(COMMAND ${ARGN} COMMAND_ECHO STDOUT COMMAND_ERROR_IS_FATAL ANY)
endfunction()

file(READ "${PORT}/vcpkg.json" manifest)
string(JSON name GET "${manifest}" name)
string(JSON version GET "${manifest}" version)
if(NOT name STREQUAL "facenet" OR NOT version VERSION_EQUAL VERSION)
    message(FATAL_ERROR "vcpkg.json is of ${name} ${version}, expected facenet ${VERSION}")
endif()

function(vcpkg_cmake_configure)
    cmake_parse_arguments(PARSE_ARGV 0 ARG "" SOURCE_PATH OPTIONS)
    # An option that the project does not have is an error.
    execute_process(COMMAND "${CMAKE_COMMAND}" -S "${ARG_SOURCE_PATH}" -B "${WORK}/build" ${ARG_OPTIONS}
        "-DCMAKE_INSTALL_PREFIX=${CURRENT_PACKAGES_DIR}" ERROR_VARIABLE warnings COMMAND_ERROR_IS_FATAL ANY)
    if(warnings)
        message(FATAL_ERROR "${warnings}")
    endif()
endfunction()
function(vcpkg_cmake_install)
    run("${CMAKE_COMMAND}" --build "${WORK}/build" --target install)
endfunction()
function(vcpkg_cmake_config_fixup)
    cmake_parse_arguments(PARSE_ARGV 0 ARG "" CONFIG_PATH "")
    file(GLOB files "${CURRENT_PACKAGES_DIR}/${ARG_CONFIG_PATH}/*.cmake")
    file(COPY ${files} DESTINATION "${CURRENT_PACKAGES_DIR}/share/${name}")
    file(REMOVE_RECURSE "${CURRENT_PACKAGES_DIR}/share/cmake")
endfunction()
function(vcpkg_fixup_pkgconfig)
endfunction()
function(vcpkg_install_copyright)
    cmake_parse_arguments(PARSE_ARGV 0 ARG "" "" FILE_LIST)
    configure_file(${ARG_FILE_LIST} "${CURRENT_PACKAGES_DIR}/share/${name}/copyright" COPYONLY)
endfunction()

set(CURRENT_PACKAGES_DIR "${WORK}/packages")
include("${PORT}/portfile.cmake")
