#include "core/control/history_messages.h"

#include "core/base/exit_status.h"

#include <algorithm>
#include <chrono>

namespace core::control {
namespace {

namespace pb = berth::control::v1;

constexpr std::int64_t kLatestMs = 9'000'000'000'000; // the year 2255: bounds what a client sends before it is a time

base::WallTime timeOf(std::int64_t ms)
{
    return base::WallTime(std::chrono::milliseconds(std::clamp<std::int64_t>(ms, 0, kLatestMs)));
}

std::int64_t millisecondsOf(base::WallTime time)
{
    return std::chrono::duration_cast<std::chrono::milliseconds>(time.time_since_epoch()).count();
}

} // namespace

store::HistoryQuery queryOf(const pb::SearchHistoryRequest &request)
{
    store::HistoryQuery query;
    query.match = request.fuzzy() ? store::HistoryQuery::Match::Fuzzy : store::HistoryQuery::Match::Words;
    query.text = request.text();
    if (request.has_container())
        query.container = request.container();
    if (!request.cwd().empty())
        query.cwd = request.cwd();
    if (request.has_engine())
        query.engine = request.engine();
    if (request.has_session())
        query.session = request.session();
    if (request.has_user())
        query.user = request.user();
    if (request.has_host())
        query.host = request.host();
    if (!request.image().empty())
        query.image = request.image();
    query.failedOnly = request.failed();
    if (request.since_ms() > 0)
        query.since = timeOf(request.since_ms());
    if (request.until_ms() > 0)
        query.until = timeOf(request.until_ms());
    query.distinct = request.distinct();
    if (request.before_id() > 0)
        query.beforeId = request.before_id();
    if (request.limit() > 0)
        query.limit = static_cast<int>(std::min<std::uint32_t>(request.limit(), store::kMostRows));
    query.withOutput = request.with_output();
    return query;
}

void fill(pb::Command &out, const store::CommandRecord &record)
{
    out.set_id(record.id);
    out.set_command(record.command);
    out.set_has_exit(record.exitCode.has_value());
    out.set_exit(record.exitCode.value_or(0));
    out.set_stopped(record.stopped);
    out.set_cwd(record.cwd);
    out.set_start_ms(millisecondsOf(record.start));
    out.set_duration_ms(record.duration.count());
    out.set_container(record.containerName);
    out.set_container_id(record.containerId);
    out.set_image(record.image);
    out.set_image_id(record.imageId);
    out.set_engine(record.engine);
    out.set_session(record.session);
    out.set_user(record.user);
    out.set_host(record.host);
    out.set_shell(record.shell);
    out.set_trace_id(record.traceId);
    out.set_trusted(record.trusted);
    out.set_masked(record.masked);
    out.set_has_output(record.hasOutput);
    out.set_output(record.output);
    out.set_count(static_cast<std::uint32_t>(std::max(record.count, 1)));
}

store::CommandRecord recordOf(const pb::Command &command)
{
    store::CommandRecord record;
    record.id = command.id();
    record.command = command.command();
    if (command.has_exit())
        record.exitCode = command.exit();
    record.stopped = command.has_stopped() ? command.stopped() : base::looksStopped(record.exitCode);
    record.cwd = command.cwd();
    record.start = timeOf(command.start_ms());
    record.duration = std::chrono::milliseconds(std::clamp<std::int64_t>(command.duration_ms(), 0, kLatestMs));
    record.containerName = command.container();
    record.containerId = command.container_id();
    record.image = command.image();
    record.imageId = command.image_id();
    record.engine = command.engine();
    record.session = command.session();
    record.user = command.user();
    record.host = command.host();
    record.shell = command.shell();
    record.traceId = command.trace_id();
    record.trusted = command.trusted();
    record.masked = command.masked();
    record.hasOutput = command.has_output();
    record.output = command.output();
    record.count = static_cast<int>(std::clamp<std::uint32_t>(command.count(), 1, 1'000'000'000));
    return record;
}

} // namespace core::control
