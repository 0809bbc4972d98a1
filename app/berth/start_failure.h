// Why berth does not start, in the words and statuses a shell user expects.
#pragma once
#include "core/base/result.h"

#include <map>
#include <optional>
#include <string>

namespace app {

// Without a display Qt aborts; this is what to say instead. nullopt: a window can be tried.
std::optional<std::string> displayProblem(const std::map<std::string, std::string> &environment);

// While one is alive, what Qt says of a display that does not answer becomes a sentence of ours, and the program ends with 1
// instead of aborting. Not to be nested.
class DisplayOpening
{
public:
    DisplayOpening();
    ~DisplayOpening();
    DisplayOpening(const DisplayOpening &) = delete;
};

// What a shell exits with when it cannot run a command: 127 not found, 126 not executable; 1 for anything else.
int commandFailureStatus(const core::base::Error &error);

} // namespace app
