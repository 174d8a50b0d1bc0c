# facenet_headers(<target> <header> [SUFFIXES <dir>...] [REPOSITORY <url> TAG <tag> [SUBDIR <dir>]])
#
# Makes <target> for a library of headers: from where <header> is installed, else, with FACENET_FETCH_DEPENDENCIES, from
# its repository. Without either there is no target. The project and its installed package both use this: the packages'
# own CMake files are not relied on, since Debian 12's xsimd asks to link a library that its package does not bring.
function(facenet_headers target header)
    cmake_parse_arguments(ARG "" "REPOSITORY;TAG;SUBDIR" "SUFFIXES" ${ARGN})
    if(TARGET ${target})
        return()
    endif()
    string(MAKE_C_IDENTIFIER "${target}_include_dir" variable)
    find_path(${variable} ${header} PATH_SUFFIXES ${ARG_SUFFIXES})
    mark_as_advanced(${variable})
    set(directory "${${variable}}")
    if(NOT directory AND ARG_REPOSITORY AND FACENET_FETCH_DEPENDENCIES)
        if(CMAKE_VERSION VERSION_LESS 3.18)
            message(FATAL_ERROR "facenet: FACENET_FETCH_DEPENDENCIES needs CMake 3.18, this is ${CMAKE_VERSION}")
        endif()
        include(FetchContent)
        string(MAKE_C_IDENTIFIER "${target}" name)
        string(TOLOWER "${name}" name)
        # SOURCE_SUBDIR names a folder that does not exist, so nothing is built: the headers are all that is wanted.
        FetchContent_Declare(${name} GIT_REPOSITORY ${ARG_REPOSITORY} GIT_TAG ${ARG_TAG} GIT_SHALLOW TRUE
                             SOURCE_SUBDIR facenet-wants-headers-only)
        FetchContent_MakeAvailable(${name})
        set(directory "${${name}_SOURCE_DIR}/${ARG_SUBDIR}")
    endif()
    if(directory)
        add_library(${target} INTERFACE IMPORTED GLOBAL)
        # As system headers: their warnings are not ours.
        set_target_properties(${target} PROPERTIES INTERFACE_INCLUDE_DIRECTORIES "${directory}"
                              INTERFACE_SYSTEM_INCLUDE_DIRECTORIES "${directory}")
    endif()
endfunction()
