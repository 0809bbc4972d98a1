// What engines say in JSON and in their own formats, as bytes that anyone may have written: every reader ends with a value
// or an error. The first byte chooses the reader.
#include "core/engine/api_json.h"
#include "core/engine/folder_task.h"
#include "core/engine/image_progress.h"
#include "core/engine/path_stat.h"
#include "core/engine/store_json.h"
#include "core/engine/usage.h"

#include <cstdlib>
#include <string_view>

using namespace core::engine;

extern "C" int LLVMFuzzerTestOneInput(const unsigned char *data, std::size_t size)
{
    if (size < 1)
        return 0;
    const std::string_view bytes(reinterpret_cast<const char *>(data) + 1, size - 1);
    switch (data[0] % 12) {
    case 0: (void)containersIn(bytes); break;
    case 1: (void)detailsIn(bytes, Raw::Keep); break;
    case 2:
        if (const auto table = processesIn(bytes)) {
            for (const auto &row : table->rows) {
                if (row.size() != table->titles.size())
                    std::abort();
            }
        }
        break;
    case 3: (void)changesIn(bytes); break;
    case 4: (void)imagesIn(bytes); break;
    case 5: (void)imageDetailsIn(bytes); break;
    case 6: (void)volumesIn(bytes); break;
    case 7: (void)networksIn(bytes); break;
    case 8:
        if (const auto usage = diskUsageIn(bytes))
            (void)planOf(*usage, {}, {.unusedImages = true, .anonymousVolumes = true, .namedVolumes = true, .buildCache = true});
        break;
    case 9: {
        UsageMeter meter;
        if (const auto object = objectIn(bytes)) {
            meter.take(*object);
            if (const auto again = meter.take(*object); again && again->memoryBytes < 0)
                std::abort();
        }
        break;
    }
    case 10: (void)FolderTask::entriesIn(bytes); break;
    default: {
        HttpHead head;
        head.headers = {{"x-docker-container-path-stat", std::string(bytes)}};
        (void)pathStatIn(head);
        ImageProgress progress([](const Progress &p) {
            if (p.done > p.total)
                std::abort();
        });
        (void)(progress.feed(bytes) && progress.end());
    }
    }
    return 0;
}
