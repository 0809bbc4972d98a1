// History files of shells are whatever lies there: each format reads any bytes within bounds.
#include "core/store/shell_history.h"

#include <cstdint>
#include <cstdlib>

using namespace core::store;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    const std::string_view bytes(reinterpret_cast<const char *>(data), size);
    (void)guessFormat(bytes);
    for (const HistoryFormat format : {HistoryFormat::Bash, HistoryFormat::Zsh, HistoryFormat::Fish}) {
        std::size_t total = 0;
        for (const CommandRecord &record : parseHistory(format, bytes).records) {
            total += record.command.size();
            if (record.command.empty() || record.command.size() > kMostCommandBytes || record.trusted || record.count < 1 || record.duration.count() < 0)
                std::abort();
        }
        if (total > size)
            std::abort();
    }
    return 0;
}
