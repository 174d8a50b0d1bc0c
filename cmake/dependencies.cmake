# Finds the libraries that the project builds on: installed packages first, a download where asked for.
include(facenetHeaders)

# Stops with one message that names what is missing for `what` and how to get it.
function(facenet_require what)
    foreach(target IN LISTS ARGN)
        if(NOT TARGET ${target})
            list(APPEND missing ${target})
        endif()
    endforeach()
    if(missing)
        list(JOIN missing ", " missing)
        message(FATAL_ERROR "facenet: ${what} needs ${missing}. On Debian and Ubuntu: apt-get install libeigen3-dev "
            "libxsimd-dev libstb-dev libcli11-dev nlohmann-json3-dev libzip-dev doctest-dev; elsewhere install them, or "
            "set FACENET_FETCH_DEPENDENCIES=ON to download the header libraries (all but libzip).")
    endif()
endfunction()

# What the headers need; stb only for image_file.hpp.
facenet_headers(facenet::xsimd xsimd/xsimd.hpp
                REPOSITORY https://github.com/xtensor-stack/xsimd.git TAG 13.0.0 SUBDIR include)
facenet_headers(facenet::stb stb_image.h SUFFIXES stb
                REPOSITORY https://github.com/nothings/stb.git TAG master)

# What gallery_encryption.hpp needs, where it is installed.
facenet_headers(facenet::sodium sodium.h LIBRARY sodium)

# What the programs and tests need besides.
macro(facenet_find_program_dependencies)
    facenet_headers(facenet::cli11 CLI/CLI.hpp
                    REPOSITORY https://github.com/CLIUtils/CLI11.git TAG v2.3.2 SUBDIR include)
    facenet_headers(facenet::json nlohmann/json.hpp
                    REPOSITORY https://github.com/nlohmann/json.git TAG v3.11.2 SUBDIR include)
    facenet_headers(facenet::doctest doctest/doctest.h
                    REPOSITORY https://github.com/doctest/doctest.git TAG v2.4.11)
    # The tests' oracle of small algebra.
    facenet_headers(facenet::eigen Eigen/Core SUFFIXES eigen3
                    REPOSITORY https://gitlab.com/libeigen/eigen.git TAG 3.4.0)
    # Debian's own CMake file of libzip wants its tools installed as well; the library alone will do.
    facenet_headers(facenet::libzip zip.h LIBRARY zip)
endmacro()

# What the benchmarks need besides: target benchmark::benchmark. A library, so it is taken installed only.
macro(facenet_find_benchmark)
    find_package(benchmark QUIET)
    if(NOT TARGET benchmark::benchmark)
        message(FATAL_ERROR "facenet: the benchmarks need Google Benchmark. On Debian and Ubuntu: apt-get install "
            "libbenchmark-dev; elsewhere install it, or leave FACENET_BUILD_BENCHMARKS off.")
    endif()
endmacro()
