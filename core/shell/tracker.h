// The command tracker: OSC marks in, events out. One pure state machine: no lock, no clock but the one passed in, no
// I/O. Any chunking of a stream gives the same events, because the scanner hands over whole marks.
//
// Dialects: OSC 133 A/B/C/D (FinalTerm, kitty, VS Code), 633 A-F with E;command;nonce and P;Cwd= (VS Code), 7 (cwd URL),
// 9;9, 1337 CurrentDir, and the predecessor's 133;…;cmd=<base64>.
// Trust: Berth's integration sends 633;E;<command>;<nonce> and nonce=<nonce> on its 133 marks. Marks without the
// session's nonce never fill a command, a trusted cwd, or history.
#pragma once
#include "core/base/osc_mark.h"
#include "core/shell/block.h"

#include <string>
#include <variant>
#include <vector>

namespace core::shell {

struct PromptShown { base::Position position; bool trusted = false; };
struct CommandStarted { Block block; };
struct CommandFinished { Block block; };
struct CwdChanged { std::string path; bool trusted = false; };
using TrackerEvent = std::variant<PromptShown, CommandStarted, CommandFinished, CwdChanged>;

class Tracker
{
public:
    explicit Tracker(std::string nonce, std::size_t maxBlocks = 10'000);

    std::vector<TrackerEvent> consume(const base::OscMark &mark, base::SteadyTime now, base::WallTime wall);
    // Blocks whose text has left the history are forgotten.
    void forgetBefore(base::LineId line);

    const BlockList &blocks() const { return m_blocks; }
    bool sawTrustedMark() const { return m_sawTrusted; } // "blocks on" in the status bar
    const std::string &cwd() const { return m_cwd; }

private:
    std::string m_nonce;
    std::size_t m_maxBlocks;
    BlockList m_blocks;
    bool m_sawTrusted = false;
    std::string m_cwd;
    struct Pending;
};

} // namespace core::shell
