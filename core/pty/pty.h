// The far end of a session: a local process on a pseudo-terminal, a shell inside a container, or a test's mock. A
// Session does not care which.
//
// Threads: all calls on the session's thread. An implementation that needs another thread (a container's resize is an
// HTTP call on the engine's) posts there and returns at once.
#pragma once
#include "core/base/coordinates.h"
#include "core/base/result.h"

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace core::pty {

struct ReadResult
{
    enum State { Data, WouldBlock, End } state = WouldBlock;
    std::size_t count = 0; // bytes, with Data
};

struct ExitStatus
{
    std::optional<int> code;   // exit status 0..255
    std::optional<int> signal; // or the signal that ended it
    std::string reason;        // or why there is neither ("the engine went away"), a sentence
    int shellCode() const { return code ? *code : signal ? 128 + *signal : 255; } // as $? shows it
};

class Pty
{
public:
    virtual ~Pty() = default; // hangs up if still open; never blocks for long, leaves no zombie

    // For poll(): readable when read() has something; writable when write() takes something. -1 once ended.
    virtual int fd() const = 0;
    virtual ReadResult read(std::span<char> into) = 0;
    // Whether fd() holds much of what comes while nobody reads, so that a flood is better read in few large pieces: a socket
    // holds some 100 KiB of an engine's pieces, a terminal 4 KiB.
    virtual bool holdsMuch() const { return false; }
    // Takes what fits now; 0 when the far end does not read (poll fd()). Error: pty.ended.
    virtual base::Result<std::size_t> write(std::string_view bytes) = 0;
    virtual void resize(base::GridSize size) = 0;

    // Readable once the exit status is known, which may be after End. -1: exitStatus() is known at End.
    virtual int exitFd() const = 0;
    virtual std::optional<ExitStatus> exitStatus() = 0;

    // SIGHUP to a local shell and its foreground job; closes a container's stream. Returns at once. A second call is for
    // who ignored the first: SIGKILL.
    virtual void hangUp() = 0;
    // The name of the foreground job if it is not the shell itself ("vim"), for 'closing with a running job asks';
    // empty when idle or unknown.
    virtual std::string foregroundJob() const { return {}; }
    // The programs from the one that the shell has started to the one in the foreground (`su`, its `bash`, `vim`), each as
    // its arguments, argv[0] included. Empty when the shell itself is in the foreground, or unknown.
    virtual std::vector<std::vector<std::string>> foregroundPrograms() const { return {}; }
};

} // namespace core::pty
