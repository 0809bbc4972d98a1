#include "core/engine/disk_usage_task.h"

#include "core/engine/store_json.h"

namespace core::engine {
namespace {
constexpr std::size_t kMostBody = 64u << 20;
}

void DiskUsageTask::start()
{
    run(m_api.call("GET", "/system/df", {.deadline = m_api.timings().disk, .body = kMostBody},
                   [this](const base::Result<HttpReply> &reply) { measured(reply); }, this));
}

void DiskUsageTask::measured(const base::Result<HttpReply> &reply)
{
    auto usage = reply ? diskUsageIn(reply->body) : base::Result<DiskUsage>(std::unexpected(reply.error()));
    if (!usage || !lacksNames(*usage))
        return end(std::move(usage));
    m_usage = *std::move(usage);
    run(m_api.call("GET", "/images/json", {.deadline = m_api.timings().list, .body = kMostBody},
                   [this](const base::Result<HttpReply> &listed) { imagesListed(listed); }, this));
}

void DiskUsageTask::imagesListed(const base::Result<HttpReply> &reply)
{
    if (const auto images = reply ? imagesIn(reply->body) : base::Result<std::vector<Image>>(std::unexpected(reply.error())))
        addNames(m_usage, *images);
    end(std::move(m_usage)); // the sizes are known all the same
}

} // namespace core::engine
