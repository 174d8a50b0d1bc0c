# SPDX-License-Identifier: MIT
# A big-endian machine: the library refuses it, since blobs are little-endian and are read in place.
# shellcheck shell=bash disable=SC2034

packages=(g++-s390x-linux-gnu:s390x-linux-gnu-g++)
title="big-endian"
compiler=s390x-linux-gnu-g++
refused="big-endian machines are not supported"
