// What a container delivers as it goes: its log, what it uses, and its main process as a terminal. Threads and codes as
// in engine.h.
#pragma once
#include "core/engine/operation.h"
#include "core/engine/types.h"
#include "core/engine/usage.h"
#include "core/pty/pty.h"

#include <string_view>

namespace core::engine {

struct LogOptions
{
    bool follow = false;     // goes on when the end is reached; ends with the container
    bool timestamps = false; // each line begins with one, RFC 3339 with nanoseconds
    bool standardOutput = true;
    bool standardError = true;
    std::optional<int> tail = {}; // only the last so many lines; nullopt: all
    std::optional<base::WallTime> since = {}, until = {};
};

enum class LogSource : unsigned char { Output, Error };
// Bytes as the program wrote them, any split of its lines. With a terminal all of it is Output. Engines do not keep the
// order between the two.
using OnLog = std::function<void(LogSource, std::string_view)>;
using OnUsage = std::function<void(const Usage &)>;

class ContainerStreams
{
public:
    virtual ~ContainerStreams() = default;
    // Ends with a value when the log has ended, which with `follow` is when the container stops.
    virtual StreamPtr logs(const std::string &container, const LogOptions &options, OnLog log, Done<void> done) = 0;
    // About one a second, the first one without a CPU share; ends with engine.conflict when the container does not run.
    virtual StreamPtr stats(const std::string &container, OnUsage usage, Done<void> done) = 0;
    // The main process's terminal. Closing it detaches and ends nothing. engine.conflict when it has no terminal or does
    // not run. Its exit status is the container's.
    virtual OperationPtr attach(const std::string &container, base::GridSize size, Done<std::unique_ptr<pty::Pty>> done) = 0;
    // The same of a container that was created and does not run yet, as `docker run -it` has it: attached to, then started,
    // so that not a byte is missed. Podman's terminal has its size before the program starts, Docker's from 23 on (see
    // CreateSpec::terminalSize); an older Docker's at once after. engine.conflict: no terminal, or it runs already. A start
    // that fails leaves the container as it was.
    virtual OperationPtr startAttached(const std::string &container, base::GridSize size, Done<std::unique_ptr<pty::Pty>> done) = 0;
};

} // namespace core::engine
