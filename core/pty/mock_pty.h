// A far end that a test plays itself. The Pty goes to the code under test, the MockProgram stays with the test; both are
// joined by a socket pair, so poll(), partial writes and back-pressure are the kernel's own.
//
// Threads: the Pty on its session's thread, the MockProgram on the test's.
#pragma once
#include "core/base/unique_fd.h"
#include "core/base/wake_fd.h"
#include "core/pty/pty.h"

#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

namespace core::pty {

class MockProgram
{
public:
    // Output of the program. Waits while nobody reads it; false once the Pty is gone.
    bool print(std::string_view bytes);
    // What fits now, without waiting.
    std::size_t printSome(std::string_view bytes);
    // Everything that was written to the program so far and not taken yet.
    std::string takeInput();
    void closeOutput();              // the reader sees End; the exit status may come later
    void exit(ExitStatus status);    // the exit descriptor becomes readable
    void setForegroundJob(std::string name);

    std::vector<base::GridSize> sizes() const; // every resize() so far
    int hangUps() const;
    int reads() const; // by the Pty, that found something
    bool isGone() const; // the Pty was destroyed

private:
    friend class MockPty;
    struct Shared;
    explicit MockProgram(std::shared_ptr<Shared> shared, base::UniqueFd fd);
    std::shared_ptr<Shared> m_shared;
    base::UniqueFd m_fd;

    friend struct MockPair makeMockPty(bool holdsMuch);
};

struct MockPair
{
    std::unique_ptr<Pty> pty;
    std::unique_ptr<MockProgram> program;
};
// `holdsMuch`: as a container's (see Pty), else as a terminal's.
MockPair makeMockPty(bool holdsMuch = false);

} // namespace core::pty
