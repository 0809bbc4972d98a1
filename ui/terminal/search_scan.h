// One pass of a search over a frame: everything kept, history and screen, from the newest lines to the oldest. Frames are
// immutable, so it runs on any thread.
#pragma once
#include "ui/terminal/search_matches.h"
#include "ui/terminal/search_query.h"
#include "core/vt/frame.h"

#include <atomic>
#include <chrono>
#include <memory>

namespace ui::terminal {

struct ScanRequest
{
    core::vt::FramePtr frame;
    std::shared_ptr<const CompiledQuery> query;
    core::base::LineId fromLine = 0; // lines before it are left out
    std::chrono::milliseconds budget{0};
    std::shared_ptr<const std::atomic<bool>> cancelled;
};

struct ScanResult
{
    std::vector<SearchMatch> found; // in the order of the text
    std::size_t sorted = 0;         // so many of them are in lines that the history holds
    core::base::LineId settled = 0; // lines before this one have left the screen: their text stays as it is
    bool cut = false;               // more than SearchMatches::kMost
    bool outOfTime = false;         // the oldest lines were not looked at
    std::size_t refused = 0;        // lines on which the pattern took too many steps
};

core::base::LineId lowestLine(const core::vt::Frame &frame); // of those on the screen

ScanResult scan(const ScanRequest &request);

} // namespace ui::terminal
