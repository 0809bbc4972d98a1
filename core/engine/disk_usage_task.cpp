#include "core/engine/disk_usage_task.h"

#include "core/engine/store_json.h"

#include <QTimer>

namespace core::engine {
namespace {

constexpr std::size_t kMostBody = 64u << 20;
constexpr std::chrono::milliseconds kLongestPause{2'000};

// Docker before 23.0 measures for one client at a time, ours or any other, and refuses the rest (moby daemon/disk_usage.go).
bool measuresForAnother(const base::Error &error)
{
    return error.message.contains("disk usage operation is already running");
}

} // namespace

void DiskUsageTask::start()
{
    m_since.start();
    measure();
}

void DiskUsageTask::measure()
{
    if (hasEnded())
        return;
    run(m_api.call("GET", "/system/df", {.deadline = m_api.timings().disk, .body = kMostBody},
                   [this](const base::Result<HttpReply> &reply) { measured(reply); }, this));
}

void DiskUsageTask::measured(const base::Result<HttpReply> &reply)
{
    if (hasEnded())
        return;
    if (!reply && measuresForAnother(reply.error()) && !m_since.hasExpired(m_api.timings().disk.count())) {
        QTimer::singleShot(m_pause, this, &DiskUsageTask::measure);
        m_pause = std::min(m_pause * 2, kLongestPause);
        return;
    }
    auto usage = reply ? diskUsageIn(reply->body) : base::Result<DiskUsage>(std::unexpected(reply.error()));
    if (!usage || !lacksNames(*usage))
        return end(std::move(usage));
    m_usage = *std::move(usage);
    run(m_api.call("GET", "/images/json", {.deadline = m_api.timings().list, .body = kMostBody},
                   [this](const base::Result<HttpReply> &listed) { imagesListed(listed); }, this));
}

void DiskUsageTask::imagesListed(const base::Result<HttpReply> &reply)
{
    const auto images = reply ? imagesIn(reply->body) : base::Result<std::vector<Image>>(std::unexpected(reply.error()));
    if (!images)
        return end(std::unexpected(images.error())); // without names an image that has one would look like one that nobody misses
    addNames(m_usage, *images);
    end(std::move(m_usage));
}

} // namespace core::engine
