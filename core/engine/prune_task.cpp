#include "core/engine/prune_task.h"

#include "core/engine/api_json.h"
#include "core/engine/saturated.h"
#include "core/engine/store_json.h"

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

std::string_view bare(std::string_view imageId)
{
    return imageId.starts_with("sha256:") ? imageId.substr(7) : imageId;
}

base::Result<ImageDetails> imageOf(const base::Result<HttpReply> &reply)
{
    if (!reply)
        return std::unexpected(reply.error());
    return imageDetailsIn(reply->body);
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
    remove();
}

void PruneTask::remove()
{
    const auto [method, path] = requestFor(m_plan[m_at]);
    run(m_api.call(method, path, {.deadline = m_api.timings().disk}, [this](const base::Result<HttpReply> &reply) { removed(reply); }, this));
}

// Engines refuse to remove an image of several names by its id, and take each name but the last one away even where a
// container has come to use it.
void PruneTask::untagIfUnused(const base::Result<HttpReply> &reply)
{
    const auto containers = reply ? containersIn(reply->body) : base::Result<std::vector<Container>>(std::unexpected(reply.error()));
    if (!containers)
        return end(std::unexpected(containers.error()));
    const bool isUsed = std::ranges::any_of(*containers, [&](const Container &each) { return bare(each.imageId) == bare(m_plan[m_at].id); });
    if (isUsed)
        return removed(base::fail("engine.conflict", "A container has come to use it."));
    m_tag = 0;
    untag();
}

// A name may be another image's since the plan was made (a pull): each is looked up first. And the image may have got a
// new one, so what is left of it is looked at last.
void PruneTask::untag()
{
    const DiskItem &item = m_plan[m_at];
    const bool isName = m_tag < item.tags.size();
    run(m_api.call("GET", "/images/" + percentEncoded(isName ? item.tags[m_tag] : item.id) + "/json", {.deadline = m_api.timings().quick},
                   [this, isName](const base::Result<HttpReply> &reply) { isName ? untagIfSame(reply) : removeNameless(reply); }, this));
}

void PruneTask::untagIfSame(const base::Result<HttpReply> &found)
{
    const DiskItem &item = m_plan[m_at];
    const auto image = imageOf(found);
    if (!image && !image.error().is("engine.not_found"))
        return removed(std::unexpected(image.error()));
    const std::string &tag = item.tags[m_tag++];
    if (!image || bare(image->id) != bare(item.id))
        return untag();
    run(m_api.call("DELETE", "/images/" + percentEncoded(tag) + "?force=0", {.deadline = m_api.timings().disk},
                   [this](const base::Result<HttpReply> &reply) { reply || reply.error().is("engine.not_found") ? untag() : removed(reply); }, this));
}

void PruneTask::removeNameless(const base::Result<HttpReply> &found)
{
    const auto image = imageOf(found);
    if (!image)
        return removed(std::unexpected(image.error())); // with its last name, as a rule
    if (!image->tags.empty())
        return removed(base::fail("engine.conflict", "It has another name by now."));
    remove();
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
