// SPDX-License-Identifier: MIT
// measure LIMIT_MIB COMMAND...: runs a command, prints its seconds and its peak memory, and fails if it fails or takes
// more memory than the limit. Exit code 77 (skipped) where there is no such command.
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>

int main(int argc, char** argv) {
    if (argc < 3) return 2;
    const auto start = std::chrono::steady_clock::now();
    const pid_t child = fork();
    if (child < 0) return 2;
    if (child == 0) {
        execvp(argv[2], argv + 2);
        std::printf("%s: %s\n", argv[2], std::strerror(errno));
        std::fflush(stdout);
        _exit(errno == ENOENT ? 77 : 126);
    }
    int status = 0;
    if (waitpid(child, &status, 0) != child) return 2;
    const int code = WIFEXITED(status) ? WEXITSTATUS(status) : 126;
    if (code == 77) return 77;
    rusage usage{};
    getrusage(RUSAGE_CHILDREN, &usage);  // the largest of the child and the compiler proper that it runs
    const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    const double mebibytes = static_cast<double>(usage.ru_maxrss) / 1024;
    std::printf("%s: %.1f s, %.0f MiB at most\n", argv[2], seconds, mebibytes);
    if (code != 0) return code;
    return mebibytes <= std::atof(argv[1]) ? 0 : 1;
}
