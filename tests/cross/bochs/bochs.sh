# SPDX-License-Identifier: MIT
# Runs one static program in Bochs, as the only process under Debian's kernel, which starts from a CD. Sourced by platforms.
# shellcheck shell=bash disable=SC2154

# Debian's kernel for virtual machines, unpacked but not installed.
bochs_kernel() {
    local package
    if [[ -f $folder/linux ]]; then return 0; fi
    package=$(apt-cache depends linux-image-cloud-amd64 | sed -n 's/.*Depends: \(linux-image-.*\)/\1/p' | tail -n 1)
    [[ -n $package ]] || die "linux-image-cloud-amd64: apt knows no such package (apt-get update?)"
    say "fetching $package"
    rm -rf "$folder/kernel"
    mkdir -p "$folder/kernel"
    (cd "$folder/kernel" && apt-get -qq download "$package" && dpkg-deb -x ./*.deb .) >"$folder/kernel.log" 2>&1 || {
        cat "$folder/kernel.log" >&2
        die "$package could not be fetched"
    }
    cp "$folder"/kernel/boot/vmlinuz-* "$folder/linux"
    rm -rf "$folder/kernel"
}

# bochs_run MODEL PROGRAM ARGUMENT...: prints what the program prints, and returns its code. `bochs --help cpu` lists models.
bochs_run() {
    local model=$1 program=$2 cd=$folder/cd ram=$folder/initramfs serial=$folder/serial.log emulator screen code
    shift 2
    rm -rf "$cd" "$ram" "$serial"
    mkdir -p "$cd" "$ram"
    cc -O1 -static "$here/bochs/init.c" -o "$ram/init"
    strip -o "$ram/program" "$program"
    printf '%s\n' "$@" >"$ram/arguments"
    (cd "$ram" && find . | cpio -o -H newc --quiet) >"$cd/initrd"
    cp "$folder/linux" /usr/lib/ISOLINUX/isolinux.bin /usr/lib/syslinux/modules/bios/ldlinux.c32 "$cd"
    # Bochs 2.7 misstates the size of the compacted XSAVE area and, in its later models, the place of PKRU in it, whereupon
    # the kernel would switch AVX off; with the rest of what Ice Lake brought, the kernel stops early: without these.
    cat >"$cd/isolinux.cfg" <<END
default test
prompt 0
label test
kernel linux
append initrd=initrd console=ttyS0 quiet loglevel=2 panic=-1 noxsaves clearcpuid=xsavec,pku,fsrm,erms,umip,rdpid mitigations=off nosmp nokaslr tsc=reliable nowatchdog
END
    xorrisofs -quiet -o "$folder/cd.iso" -b isolinux.bin -c boot.cat -no-emul-boot -boot-load-size 4 -boot-info-table "$cd" 2>/dev/null
    cat >"$folder/bochsrc" <<END
megs: 256
cpu: model=$model, count=1, ips=100000000, reset_on_triple_fault=0, ignore_bad_msrs=1
romimage: file=/usr/share/bochs/BIOS-bochs-latest
vgaromimage: file=/usr/share/bochs/VGABIOS-lgpl-latest
display_library: term
ata0-master: type=cdrom, path="$folder/cd.iso", status=inserted
boot: cdrom
com1: enabled=1, mode=file, dev="$serial"
clock: sync=none, time0=1700000000
log: "$folder/bochs.log"
panic: action=fatal
error: action=ignore
info: action=ignore
END
    # Debian's Bochs stops in its debugger; it heeds no signal but KILL; and it waits when nobody reads its screen.
    echo c >"$folder/continue"
    TERM=linux timeout --signal=KILL "$time_limit" bochs -q -f "$folder/bochsrc" -rc "$folder/continue" \
        >"$folder/bochs.out" 2>&1 </dev/null &
    emulator=$!
    until screen=$(sed -n 's/^Bochs connected to screen "\(.*\)"/\1/p' "$folder/bochs.out") && [[ -n $screen ]]; do
        kill -0 "$emulator" 2>/dev/null || break
        sleep 0.2
    done
    if [[ -n $screen ]]; then
        stty -F "$screen" raw -echo
        cat "$screen" >"$folder/screen" 2>/dev/null &
    fi
    wait "$emulator" || true
    if [[ ! -f $serial ]]; then
        tail -n 20 "$folder/bochs.out"
        return 1
    fi
    tr -d '\r' <"$serial" | sed '0,/^init: start/d'
    code=$(tr -d '\r' <"$serial" | sed -n 's/^init: code //p')
    return "${code:-124}"
}
