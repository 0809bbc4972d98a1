#include "core/engine/prune_task.h"

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
    : Task(parent)
    , m_api(api)
    , m_plan(std::move(plan))
    , m_progress(std::move(progress))
    , m_done(std::move(done))
{
}

void PruneTask::next()
{
    if (m_ended)
        return;
    if (m_at == m_plan.size())
        return end(std::move(m_report));
    const DiskItem &item = m_plan[m_at];
    if (m_progress)
        m_progress({"Removing " + item.name, std::int64_t(m_at), std::int64_t(m_plan.size()), {}});
    if (m_ended)
        return;
    const auto [method, path] = requestFor(item);
    m_call = m_api.call(method, path, {.deadline = m_api.timings().disk}, [this](const base::Result<HttpReply> &reply) { removed(reply); }, this);
    m_call->start();
}

void PruneTask::removed(const base::Result<HttpReply> &reply)
{
    DiskItem &item = m_plan[m_at++];
    if (reply || reply.error().is("engine.not_found")) {
        m_report.freedBytes += item.sizeBytes;
        m_report.removed.push_back(std::move(item));
    } else if (reply.error().is("engine.conflict") || reply.error().is("engine.refused")) {
        m_report.kept.emplace_back(std::move(item), reply.error());
    } else {
        return end(std::unexpected(reply.error())); // the engine is gone
    }
    next();
}

void PruneTask::end(base::Result<PruneReport> result)
{
    if (std::exchange(m_ended, true))
        return;
    if (m_call)
        m_call->abandon();
    deleteLater();
    auto done = std::move(m_done);
    done(std::move(result));
}

} // namespace core::engine
