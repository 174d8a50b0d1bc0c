// SPDX-License-Identifier: MIT
/// The program, and what it stands on.
#pragma once

/// embed.cpp: 0 where all went well.
int run();

/// board.cpp, host.cpp: prints a line.
void print(const char* line);
