#include "core/engine/prune_task.h"

#include "core/engine/api_json.h"
#include "core/engine/saturated.h"

#include <algorithm>

namespace core::engine {
namespace {

// Nothing is forced: what has come into use since the plan was made stays.
std::pair<const char *, std::string> requestFor(const DiskItem &item)
{
    const std::string id = percentEncoded(item.id);
    switch (item.kind) {
    case DiskItem::Kind::Container: return {"DELETE", "/containers/" + id + "?v=0&force=0"};
    case DiskItem::Kind::Image: return {"DELETE", "/images/" + id + "?force=0"};
    case DiskItem::Kind::Volume: return {"DELETE", "/volumes/" + id};
    case DiskItem::Kind::Network: return {"DELETE", "/networks/" + id};
    case DiskItem::Kind::BuildCache: break;
    }
    return {"POST", "/build/prune?all=1&filters=" + percentEncoded(R"({"id":[")" + item.id + R"("]})")};
}

} // namespace

PruneTask::PruneTask(const ApiClient &api, PrunePlan plan, OnProgress progress, Done<PruneReport> done, QObject *parent)
    : ResultTask(api, std::move(done), parent)
    , m_plan(std::move(plan))
    , m_progress(std::move(progress))
{
}

void PruneTask::next()
{
    if (hasEnded())
        return;
    if (m_at == m_plan.size())
        return end(std::move(m_report));
    const DiskItem &item = m_plan[m_at];
    if (m_progress)
        m_progress({"Removing " + item.name, std::int64_t(m_at), std::int64_t(m_plan.size()), {}});
    if (hasEnded())
        return;
    if (item.kind == DiskItem::Kind::Image && item.tags.size() > 1) {
        run(m_api.call("GET", "/containers/json?all=1", {.deadline = m_api.timings().list, .body = 64u << 20},
                       [this](const base::Result<HttpReply> &reply) { untagIfUnused(reply); }, this));
        return;
    }
    const auto [method, path] = requestFor(item);
    run(m_api.call(method, path, {.deadline = m_api.timings().disk}, [this](const base::Result<HttpReply> &reply) { removed(reply); }, this));
}

// Engines refuse to remove an image of several names by its id, and take each name but the last one away even where a
// container has come to use it.
void PruneTask::untagIfUnused(const base::Result<HttpReply> &reply)
{
    const auto containers = reply ? containersIn(reply->body) : base::Result<std::vector<Container>>(std::unexpected(reply.error()));
    if (!containers)
        return end(std::unexpected(containers.error()));
    const auto bare = [](std::string_view id) { return id.starts_with("sha256:") ? id.substr(7) : id; };
    const bool isUsed = std::ranges::any_of(*containers, [&](const Container &each) { return bare(each.imageId) == bare(m_plan[m_at].id); });
    if (isUsed)
        return removed(base::fail("engine.conflict", "A container has come to use it."));
    m_tag = 0;
    untag();
}

void PruneTask::untag()
{
    const DiskItem &item = m_plan[m_at];
    run(m_api.call("DELETE", "/images/" + percentEncoded(item.tags[m_tag]) + "?force=0", {.deadline = m_api.timings().disk},
                   [this](const base::Result<HttpReply> &reply) {
                       if (hasEnded())
                           return;
                       const bool isGone = reply || reply.error().is("engine.not_found");
                       if (isGone && ++m_tag < m_plan[m_at].tags.size())
                           return untag();
                       removed(reply);
                   },
                   this));
}

void PruneTask::removed(const base::Result<HttpReply> &reply)
{
    DiskItem &item = m_plan[m_at++];
    if (reply || reply.error().is("engine.not_found")) {
        addSaturated(m_report.freedBytes, item.sizeBytes);
        m_report.removed.push_back(std::move(item));
    } else if (reply.error().is("engine.conflict") || reply.error().is("engine.refused")) {
        m_report.kept.emplace_back(std::move(item), reply.error());
    } else {
        return end(std::unexpected(reply.error())); // the engine is gone
    }
    next();
}

} // namespace core::engine
