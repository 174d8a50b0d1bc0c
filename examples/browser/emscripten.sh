# SPDX-License-Identifier: MIT
# Compiling for browsers by Emscripten: modules that need nothing of Emscripten's JavaScript. Sourced, not run.
# shellcheck shell=bash disable=SC2034,SC2154

emscripten_packages=(emscripten:em++ nodejs:node)

# compile_wasm TO EXPORTED OPTION...: a WebAssembly module with SIMD128 that exports these functions, separated by commas.
# One thread, no files: what a page has. Small, but for inlining: without it, which is what Emscripten means by -Os, kernels take
# five times as long. All warnings are errors.
compile_wasm() {
    local to=$1 exported=_${2//,/,_}
    shift 2
    # Newer than all that it was made from?
    if [[ -f $to && -z $(find "$root/include" "$root"/examples/{browser,facenet} \( -name '*.cpp' -o -name '*.hpp' -o -name '*.inl' -o -name '*.sh' \) -newer "$to" -print -quit) ]]; then return 0; fi
    say "compiling ${to##*/}"
    # Debian's Emscripten looks for its Node packages where Node does not.
    NODE_PATH=${NODE_PATH:-/usr/share/nodejs} em++ -std=c++17 -Os -finline-functions -msimd128 "-I$root/include" -DFACENET_NO_THREADS -DFACENET_NO_FILES \
        -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Werror "$@" -o "$to" --no-entry -sSTANDALONE_WASM -sALLOW_MEMORY_GROWTH=1 \
        "-sEXPORTED_FUNCTIONS=$exported"
}
