#include "core/engine/prune_task.h"

#include "core/engine/saturated.h"

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
    const auto [method, path] = requestFor(item);
    run(m_api.call(method, path, {.deadline = m_api.timings().disk}, [this](const base::Result<HttpReply> &reply) { removed(reply); }, this));
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
