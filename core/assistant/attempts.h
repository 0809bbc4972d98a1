// How often the same failure came in a row: the same program, exit code and message, in one session. A success of that
// program, or another failure of it, begins anew; other commands between do not.
#pragma once
#include "core/base/ids.h"

#include <list>
#include <string>
#include <string_view>

namespace core::assistant {

class Attempts
{
public:
    int failed(base::SessionId session, std::string_view command, int exitCode, std::string_view output); // from 1
    void succeeded(base::SessionId session, std::string_view command);
    void forget(base::SessionId session);

private:
    struct Entry
    {
        base::SessionId session;
        std::string program;
        std::string failure; // exit code and message
        int count = 0;
    };
    std::list<Entry> m_entries; // newest first, bounded
};

// The line that names the problem, without what changes from run to run (numbers, addresses): for comparing.
std::string normalisedMessage(std::string_view output);

} // namespace core::assistant
