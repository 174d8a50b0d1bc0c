# SPDX-License-Identifier: MIT
# One face on another platform as on x86: detected, embedded in fp32 and in int8, and embedded by the README's ten lines.
# Sourced by tests/cross.sh.
# shellcheck shell=bash disable=SC2030,SC2031,SC2034,SC2154

# Largest differences from x86's portable kernels that pass: of numbers of an embedding of length 1.3, of pixels and of
# probabilities.
face_bounds="fp32 1e-5 int8 1e-5 pixel 0.01 score 1e-4"
face_folder=$build/cross/x86

# The picture, the crop, the int8 blob and what x86 makes of them, into face_folder. Fails where models or photos are absent.
make_face() {
    local photo=$downloads/vladmandic-face-api/demo/sample1.jpg tool=$build/bin/weights_tool known
    known=$(dirname "$root")/shared/faces/face_recognition/test_images/obama.jpg
    if [[ -f $known ]]; then photo=$known; fi
    [[ -f $models/dlib_resnet.blob && -f $models/mtcnn.blob && -f $photo && -x $tool ]] || return 1
    (
        folder=$face_folder compiler=c++ tests=() flags=(-DFACENET_NATIVE_ONLY) link_flags=() cmake_options=()
        face_programs=(cut face) face_link_flags=()
        mkdir -p "$folder"
        link_headers
        build_programs
    ) || die "The programs for this machine could not be built."
    if [[ ! $face_folder/int8.blob -nt $models/dlib_resnet.blob ]]; then
        say "quantising the model"
        "$tool" quantize "$models/dlib_resnet.blob" --calibrate "$downloads/vladmandic-face-api/demo" \
            -o "$face_folder/int8.blob" >"$face_folder/quantize.log" || die "see $face_folder/quantize.log"
    fi
    face_inputs=("$face_folder/small.png" "$face_folder/crop.png" "$models/mtcnn.blob" "$models/dlib_resnet.blob" "$face_folder/int8.blob")
    "$face_folder/cmake/face/cut" "$photo" "$models/mtcnn.blob" "$models/dlib_resnet.blob" "${face_inputs[@]:0:2}" ||
        die "$photo: no face to embed"
    "$face_folder/cmake/face/face" "${face_inputs[@]}" >"$face_folder/face.txt" || die "$photo: not embedded here"
}

# differences WANTED GOT: the largest difference of each kind of number, as "kind difference"; fails where one is above its
# bound or the files do not have the same lines.
differences() {
    awk -v bounds="$face_bounds" '
        BEGIN { n = split(bounds, word); for (i = 1; i < n; i += 2) bound[word[i]] = word[i + 1] }
        NR == FNR { kind[FNR] = $1; value[FNR] = $2; lines = FNR; next }
        $1 != kind[FNR] || $2 !~ /^-?[0-9]/ { bad = 1; exit }
        { d = $2 - value[FNR]; if (d < 0) d = -d; seen = FNR
          if (!($1 in most)) { order[++kinds] = $1; most[$1] = 0 }
          if (d > most[$1]) most[$1] = d
          if (!(d <= bound[$1])) bad = 1 }
        END { for (i = 1; i <= kinds; ++i) printf "%s%s %.1e", (i > 1 ? ", " : ""), order[i], most[order[i]]
              print kinds ? "" : "nothing"; exit bad || seen != lines || lines == 0 }' "$1" "$2"
}

# check_face NAME KINDS FILE: the lines of these kinds, separated by |, against x86's.
check_face() {
    local name=$1 kinds=$2 got=$3 found code=0
    found=$(differences <(grep -E "^($kinds) " "$face_folder/face.txt") <(grep -E "^($kinds) " "$got")) || code=$?
    check "$name ($found)" test "$code" = 0
    face_found+=("$found")
}

# run_face PROGRAM ARGUMENT...: what a program of face/ prints on the platform.
run_face() {
    local name=$1
    shift
    FACENET_ISA=$face_isa timeout "$time_limit" "${emulator[@]}" "$(built "$name")" "$@" 2>"$folder/$name.log" | tr -d '\r' || cat "$folder/$name.log" >&2
}

# What the checks found, without that which is equal: "none" or "fp32 3.4e-07, pixel 7.7e-06".
differing() {
    printf '%s, ' "${face_found[@]}" | sed -E 's/[a-z0-9]+ 0\.0e\+00, //g; s/^$/none/; s/, $//'
}

# Runs the programs, counts the four checks, and writes the platform's line of the table.
test_face() {
    run_face face "${face_inputs[@]}" >"$folder/face.txt"
    run_face ten_lines "$models/dlib_resnet.blob" "$face_folder/crop.png" | sed 's/^/fp32 /' >"$folder/ten_lines.txt"
    face_found=()
    check_face "the ten lines embed as on x86" fp32 "$folder/ten_lines.txt"
    face_found=()
    check_face "an embedding in fp32" fp32 "$folder/face.txt"
    check_face "an embedding in int8" int8 "$folder/face.txt"
    check_face "a face found" "score|pixel" "$folder/face.txt"
    write_row "$(size_of_ten_lines)" "$(differing)"
}
