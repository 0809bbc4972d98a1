#include "app/berthctl/commands.h"
#include "app/berthctl/exit_codes.h"
#include "app/berthctl/output.h"

#include <QJsonObject>
#include <chrono>
#include <cstdio>
#include <iterator>
#include <thread>
#include <unistd.h>

namespace berthctl {
namespace {

namespace pb = berth::control::v1;

std::string byteText(std::int64_t bytes) // "12.3 MiB"
{
    static constexpr const char *kUnits[] = {"B", "KiB", "MiB", "GiB", "TiB"};
    double value = double(bytes);
    std::size_t unit = 0;
    while (value >= 1024 && unit + 1 < std::size(kUnits)) {
        value /= 1024;
        ++unit;
    }
    char out[40];
    std::snprintf(out, sizeof out, unit == 0 ? "%.0f %s" : "%.1f %s", value, kUnits[unit]);
    return out;
}

void printRow(const pb::ContainerUsage &row)
{
    char cpu[20] = "-";
    if (row.has_cpu())
        std::snprintf(cpu, sizeof cpu, "%.1f%%", row.cpu_percent());
    std::printf("%-28.28s %8s %10s / %-10s %10s / %-10s %10s / %-10s %5lld  %s\n", printable(row.name()).c_str(),
                cpu, byteText(row.memory_bytes()).c_str(),
                row.memory_limit() > 0 ? byteText(row.memory_limit()).c_str() : "-", byteText(row.network_received()).c_str(),
                byteText(row.network_sent()).c_str(), byteText(row.block_read()).c_str(), byteText(row.block_written()).c_str(),
                static_cast<long long>(row.processes()), printable(row.engine()).c_str());
}

void printObject(const pb::ContainerUsage &row)
{
    const auto number = [&row](std::int64_t value) { return row.has_sample() ? QJsonValue(qint64(value)) : QJsonValue(); };
    printJson({{QStringLiteral("engine"), text(row.engine())},
               {QStringLiteral("id"), text(row.id())},
               {QStringLiteral("name"), text(row.name())},
               {QStringLiteral("project"), row.project().empty() ? QJsonValue() : text(row.project())},
               {QStringLiteral("at"), row.has_sample() ? QJsonValue(text(isoTime(row.at_ms()))) : QJsonValue()},
               {QStringLiteral("cpu_percent"), row.has_cpu() ? QJsonValue(row.cpu_percent()) : QJsonValue()},
               {QStringLiteral("memory_bytes"), number(row.memory_bytes())},
               {QStringLiteral("memory_limit"), number(row.memory_limit())},
               {QStringLiteral("network_received"), number(row.network_received())},
               {QStringLiteral("network_sent"), number(row.network_sent())},
               {QStringLiteral("block_read"), number(row.block_read())},
               {QStringLiteral("block_written"), number(row.block_written())},
               {QStringLiteral("processes"), number(row.processes())}});
}

} // namespace

int stats(Stub &stub, const std::string &container, bool follow, bool json)
{
    const bool redraw = follow && !json && ::isatty(STDOUT_FILENO) != 0;
    for (bool first = true;; first = false) {
        if (!first)
            std::this_thread::sleep_for(std::chrono::seconds(1));
        pb::StatsRequest request;
        request.set_container(container);
        pb::StatsResponse response;
        if (const auto status = stub.Stats(context().get(), request, &response); !status.ok())
            return report(status);
        if (redraw)
            std::printf("\x1b[H\x1b[2J");
        if (!json && (first || redraw))
            std::printf("%-28s %8s %23s %23s %23s %5s  %s\n", "NAME", "CPU", "MEMORY / LIMIT", "NET IN / OUT", "DISK READ / WRITE", "PIDS", "ENGINE");
        for (const pb::ContainerUsage &row : response.containers())
            json ? printObject(row) : printRow(row);
        if (first) {
            for (const std::string &problem : response.problems())
                std::fprintf(stderr, "%s\n", printable(problem).c_str());
        }
        if (std::fflush(stdout) != 0 || !follow) // the reader of a pipe has gone
            return kDone;
    }
}

int metrics(Stub &stub)
{
    pb::MetricsResponse response;
    if (const auto status = stub.Metrics(context().get(), {}, &response); !status.ok())
        return report(status);
    std::fwrite(response.text().data(), 1, response.text().size(), stdout);
    return kDone;
}

} // namespace berthctl
