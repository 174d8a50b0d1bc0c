# SPDX-License-Identifier: MIT
# WebAssembly by Emscripten, in Node: scalar kernels. wasm_simd128.sh has vectors.
# shellcheck shell=bash disable=SC2034,SC2154

packages=(emscripten:em++ nodejs:node)
title=${title:-"scalar"}
compiler=em++
emulator=(node)
cmake_options=(-DCMAKE_TOOLCHAIN_FILE=/usr/share/emscripten/cmake/Modules/Platform/Emscripten.cmake "-DCMAKE_CXX_FLAGS=${wasm_flags:-}")
flags=(-fwasm-exceptions)
# The tests read and the programs open files of this machine.
link_flags=(-fwasm-exceptions -sNODERAWFS=1 -sALLOW_MEMORY_GROWTH=1 -sTOTAL_STACK=1048576 -sENVIRONMENT=node)
face_link_flags=("${link_flags[@]}")
seed_step=4
byte_ways=("portable")
export NODE_PATH=${NODE_PATH:-/usr/share/nodejs} NODE_OPTIONS="${NODE_OPTIONS:-} --no-experimental-fetch"

size_of_ten_lines() { wc -c <"$folder/cmake/face/ten_lines.wasm" | awk '{ printf "%d KB of code\n", $1 / 1000 + 0.5 }'; }
