#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# What is concurrent under the thread sanitizer: models, teams of threads, searches, a gallery that changes, the program's loop
# over photos. With --all also all unit tests that start threads, with every instruction set of this processor, and the
# program on photos (half an hour on two cores; CI has not the time).
set -euo pipefail
# shellcheck source=../examples/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/../examples/lib.sh"

install_missing "${build_packages[@]}" util-linux:setarch || die "The tests need these."
folder=$root/build-threads
mkdir -p "$folder"
# g++ 12's sanitizer does not know the layouts of newer kernels: no random addresses.
without_random() { setarch "$(uname -m)" -R "$@"; }

run_quick() {
    # One instruction set is compiled in a third of the time.
    local compile=(g++ -std=c++17 -O1 -g1 -fsanitize=thread -DFACENET_NATIVE_ONLY "-DFACENET_SOURCE_DIR=\"$root\""
        -I"$root/include" -I"$root/tests" -I"$root") name pid pids=() objects=()
    for name in unit/main unit/gallery_threads_test threads/models_test; do
        objects+=("$folder/$(basename "$name").o")
        "${compile[@]}" -c "$root/tests/$name.cpp" -o "${objects[-1]}" &
        pids+=($!)
    done
    for pid in "${pids[@]}"; do wait "$pid" || return 1; done
    g++ -fsanitize=thread "${objects[@]}" -o "$folder/thread_tests" && without_random "$folder/thread_tests" --no-intro
}
check "threads share what they may" run_quick

if [[ ${1:-} == --all ]]; then
    build_with_cmake "$folder/all" "-DCMAKE_CXX_FLAGS=-fsanitize=thread -g1" -DCMAKE_BUILD_TYPE=Release \
        -- facenet_tests facenet_program || die "The build failed."
    run_units() {
        local name
        for name in embedder int8_model detect detect_tiles nearest cluster_graph gallery gallery_threads testing; do
            say "$name" && without_random "$folder/all/bin/facenet_tests" "--source-file=*/${name}_test.cpp" --no-intro || return 1
        done
    }
    check "the unit tests that start threads" run_units
    if [[ -f $models/dlib_resnet.blob && -f $models/mtcnn.blob ]] && fetch_group_photos; then
        run_program() {
            without_random "$folder/all/bin/facenet" people "$downloads/vladmandic-face-api/demo" --models "$models" \
                --html "$folder/people.html" --cache "$folder/cache"
        }
        check "facenet people, on photos" run_program
    else
        warn "skipped: facenet on photos; there are no models (tests/run.sh makes them)"
        skipped=$((skipped + 1))
    fi
fi
finish
