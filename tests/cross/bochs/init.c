/* SPDX-License-Identifier: MIT */
/* The only process of an emulated machine: runs /program with the lines of /arguments, says how it ended, and switches the
 * machine off. */
#include <stdio.h>
#include <string.h>
#include <sys/io.h>
#include <sys/wait.h>
#include <unistd.h>

int main(void) {
    static char lines[64][512];
    char* arguments[66] = {"/program"};
    int count = 1, status = 0;
    FILE* file = fopen("/arguments", "r");
    for (; file != NULL && count < 65 && fgets(lines[count - 1], sizeof lines[0], file) != NULL; ++count) {
        lines[count - 1][strcspn(lines[count - 1], "\n")] = 0;
        arguments[count] = lines[count - 1];
    }
    printf("init: start\n");
    fflush(stdout);
    const pid_t child = fork();
    if (child == 0) {
        execv("/program", arguments);
        _exit(127);
    }
    waitpid(child, &status, 0);
    printf("init: code %d\n", WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status));
    fflush(stdout);
    sleep(1);
    /* Bochs' own switch. */
    if (ioperm(0x8900, 1, 1) == 0)
        for (const char* c = "Shutdown"; *c != 0; ++c) outb((unsigned char)*c, 0x8900);
    for (;;) pause();
}
