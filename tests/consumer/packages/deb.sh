#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# deb.sh BUILD WORK_FOLDER: the Debian packages, of the headers and of the programs that BUILD makes.
# shellcheck source=common.sh
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

have apt-get || leave_out "no apt-get here"
[[ $(id -u) == 0 ]] || sudo -n true 2>/dev/null || leave_out "packages are installed by root"
# Beforehand, so that removing the packages leaves the machine as it was.
install_missing "${build_packages[@]}" dpkg-dev:dpkg-shlibdeps pkg-config:pkg-config
installed() { [[ $(dpkg-query -W -f='${db:Status-Status}' "$1" 2>/dev/null) == installed ]]; }
for package in libfacenet-dev facenet; do
    if installed "$package"; then leave_out "$package is installed here already, and would be removed"; fi
done

packages=(libfacenet-dev)
if grep -q '^set(CPACK_COMPONENTS_ALL .*facenet_tools' "$built/CPackConfig.cmake"; then
    packages+=(facenet)
    cmake --build "$built" --target facenet_program facenet_weights_tool
fi
rm -f "$work"/*.deb
cpack --config "$built/CPackConfig.cmake" -G DEB -B "$work"

field() { dpkg-deb --field "$work/$1" "$2"; }
headers=libfacenet-dev_${version}_all.deb
[[ $(field "$headers" Architecture) == all && $(field "$headers" Depends) == *libxsimd-dev*libstb-dev* ]]
if [[ ${packages[*]} == *" facenet" ]]; then
    [[ $(field "facenet_${version}_$(dpkg --print-architecture).deb" Depends) == *libstdc++6* ]]
fi

wait_for_others=(-o DPkg::Lock::Timeout=300)
# Those that dpkg knows: apt-get removes none where it has not heard of one.
remove_packages() {
    local known
    mapfile -t known < <(dpkg-query -W -f='${Package}\n' "${packages[@]}" 2>/dev/null)
    if ((${#known[@]} > 0)); then apt_get "${wait_for_others[@]}" purge -y "${known[@]}"; fi
}
trap remove_packages EXIT
apt_get "${wait_for_others[@]}" install -y --no-install-recommends "$work"/*.deb
for package in "${packages[@]}"; do
    installed "$package"
    [[ -f /usr/share/doc/$package/copyright ]]
done
dpkg -L "${packages[@]}" | grep -E '/(facenet|libfacenet-dev|weights_tool)' >"$work/files"

consume_with_cmake -DCONSUMER_WAY=find_package
grep -qx 'facenet_DIR:PATH=/usr/share/cmake/facenet' "$work/consumer/CMakeCache.txt"
[[ $(pkg-config --modversion facenet facenet-image-file | sort -u) == "$version" ]]
if [[ ${packages[*]} == *" facenet" ]]; then
    [[ $(/usr/bin/facenet --version) == *"$version"* ]]
    /usr/bin/weights_tool networks
fi

trap - EXIT
remove_packages
while IFS= read -r file; do
    [[ ! -e $file ]] || { echo "left behind: $file" && exit 1; }
done <"$work/files"
echo "${packages[*]} installed, consumed, removed"
