// Which process of a terminal's foreground job a person would name, as /proc shows it on this machine.
//
// Threads: any; each call reads /proc anew.
#pragma once
#include <string>
#include <sys/types.h>
#include <vector>

namespace core::pty {

// The process that stands for the foreground group of `shell`'s terminal: its first one, another of the shell's children
// when that has ended (`printf x | less`), and for a copy of the shell (a subshell) the program that runs in it. -1 when
// there is none that can be seen.
pid_t foregroundProcess(pid_t shell, pid_t group);

// "vim"; empty when it cannot be seen.
std::string programName(pid_t process);
// The programs from the one that `shell` has started to `process`, each as its arguments with argv[0], as far as they fit
// in some kilobytes. Without copies of other processes that have not become programs of their own, and without what lies
// more than a few levels down: nobody nests shells so deep.
std::vector<std::vector<std::string>> programsBetween(pid_t shell, pid_t process);

} // namespace core::pty
