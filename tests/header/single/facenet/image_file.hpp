// SPDX-License-Identifier: MIT
// Stands in for the readable tree where a program is compiled against the generated header alone.
#include <facenet_single.hpp>
