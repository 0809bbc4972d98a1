#include "app/common/environment.h"

#include <string_view>
#include <unistd.h>

namespace app {

std::map<std::string, std::string> environment()
{
    std::map<std::string, std::string> all;
    for (char **entry = environ; *entry; ++entry) {
        const std::string_view line(*entry);
        if (const auto equals = line.find('='); equals != line.npos)
            all.emplace(line.substr(0, equals), line.substr(equals + 1));
    }
    return all;
}

} // namespace app
