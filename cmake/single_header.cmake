# Target `facenet_single_header` writes <build>/single/facenet_single.hpp: the whole library in one file.
add_executable(facenet_amalgamate "${PROJECT_SOURCE_DIR}/cmake/amalgamate.cpp")
target_compile_features(facenet_amalgamate PRIVATE cxx_std_17)
facenet_own_target(facenet_amalgamate)

set(facenet_single_header "${PROJECT_BINARY_DIR}/single/facenet_single.hpp")
file(GLOB_RECURSE facenet_headers CONFIGURE_DEPENDS "${PROJECT_SOURCE_DIR}/include/facenet/*")
add_custom_command(OUTPUT "${facenet_single_header}"
    COMMAND facenet_amalgamate "${PROJECT_SOURCE_DIR}/cmake/single.hpp" "${PROJECT_SOURCE_DIR}/include"
            "${facenet_single_header}"
    DEPENDS facenet_amalgamate "${PROJECT_SOURCE_DIR}/cmake/single.hpp" ${facenet_headers}
    COMMENT "Generating facenet_single.hpp" VERBATIM)
# Not part of ALL: the tests that use it depend on it.
add_custom_target(facenet_single_header DEPENDS "${facenet_single_header}")
