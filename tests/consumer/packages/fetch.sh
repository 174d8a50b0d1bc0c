#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# fetch.sh BUILD WORK_FOLDER: FACENET_FETCH_DEPENDENCIES, where nothing is installed: from repositories made of this machine's
# headers, to which git is redirected. Not tested: that the real ones have these tags.
# shellcheck source=common.sh
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

install_missing "${build_packages[@]}" git:git
[[ -d /usr/include/xsimd && -d /usr/include/stb ]] || leave_out "xsimd and stb are not in /usr/include"

repository() { # repository NAME TAG: what the current folder holds
    git init --quiet --initial-branch=master
    git add .
    git -c user.name=test -c user.email=test@localhost commit --quiet --message "$1"
    if [[ $2 != master ]]; then git tag "$2"; fi
}
rm -rf "$work/repositories"
mkdir -p "$work/repositories"/{xtensor-stack/xsimd.git/include,nothings/stb.git}
cp -r /usr/include/xsimd "$work/repositories/xtensor-stack/xsimd.git/include"
cp /usr/include/stb/stb_image.h "$work/repositories/nothings/stb.git"
(cd "$work/repositories/xtensor-stack/xsimd.git" && repository xsimd 13.0.0)
(cd "$work/repositories/nothings/stb.git" && repository stb master)

export GIT_CONFIG_COUNT=1 "GIT_CONFIG_KEY_0=url.file://$work/repositories/.insteadOf" GIT_CONFIG_VALUE_0=https://github.com/
# CMake is kept from seeing the installed ones.
hidden=("-DCMAKE_IGNORE_PATH=/usr/include;/usr/include/stb;/usr/local/include" -DCONSUMER_WAY=add_subdirectory "-DFACENET_ROOT=$root")
if cmake -S "$consumer" -B "$work/without" "${hidden[@]}" >"$work/without.log" 2>&1; then
    echo "configured without xsimd"
    exit 1
fi
grep -q 'needs facenet::xsimd' "$work/without.log"
consume_with_cmake "${hidden[@]}" -DFACENET_FETCH_DEPENDENCIES=ON
[[ -d $work/consumer/_deps/facenet__xsimd-src/include/xsimd ]]
echo "xsimd and stb fetched from repositories and consumed"
