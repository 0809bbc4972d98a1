#include "core/host/metrics_text.h"

#include <cstdio>
#include <functional>

namespace core::host {
namespace {

using Row = control::Instance::UsageRow;

std::string label(const char *name, std::string_view value)
{
    std::string out = std::string(name) + "=\"";
    for (const char c : value) {
        if (c == '\\' || c == '"')
            out += '\\';
        if (c == '\n')
            out += "\\n";
        else
            out += static_cast<unsigned char>(c) < 0x20 || c == 0x7f ? '?' : c; // an image chose it, and a terminal may show it
    }
    return out + '"';
}

void head(std::string &out, const char *name, const char *type, const char *help)
{
    out += std::string("# HELP ") + name + ' ' + help + "\n# TYPE " + name + ' ' + type + '\n';
}

void sample(std::string &out, const char *name, const std::string &labels, const std::string &value)
{
    out += std::string(name) + (labels.empty() ? "" : '{' + labels + '}') + ' ' + value + '\n';
}

std::string seconds(std::int64_t nanoseconds)
{
    char text[40];
    std::snprintf(text, sizeof text, "%.6f", double(nanoseconds) / 1e9);
    return text;
}

struct Family
{
    const char *name, *type, *help;
    std::function<std::string(const Row &)> value;
};

const std::vector<Family> &families()
{
    static const std::vector<Family> all{
        {"berth_container_cpu_seconds_total", "counter", "CPU time since the container's start, all CPUs.", [](const Row &r) { return seconds(r.cpuNs); }},
        {"berth_container_memory_bytes", "gauge", "Memory in use without the page cache that can be dropped.", [](const Row &r) { return std::to_string(r.memoryBytes); }},
        {"berth_container_memory_limit_bytes", "gauge", "Memory that it may use.", [](const Row &r) { return std::to_string(r.memoryLimit); }},
        {"berth_container_network_receive_bytes_total", "counter", "Received on all its networks.", [](const Row &r) { return std::to_string(r.networkReceived); }},
        {"berth_container_network_transmit_bytes_total", "counter", "Sent on all its networks.", [](const Row &r) { return std::to_string(r.networkSent); }},
        {"berth_container_block_read_bytes_total", "counter", "Read from block devices.", [](const Row &r) { return std::to_string(r.blockRead); }},
        {"berth_container_block_write_bytes_total", "counter", "Written to block devices.", [](const Row &r) { return std::to_string(r.blockWritten); }},
        {"berth_container_processes", "gauge", "Processes and threads in it.", [](const Row &r) { return std::to_string(r.processes); }},
    };
    return all;
}

} // namespace

std::string metricsText(const InstanceMetrics &metrics)
{
    std::string out;
    head(out, "berth_sessions", "gauge", "Open sessions.");
    sample(out, "berth_sessions", {}, std::to_string(metrics.sessions));
    head(out, "berth_engine_up", "gauge", "Whether the engine answers.");
    for (const auto &engine : metrics.engines)
        sample(out, "berth_engine_up", label("engine", engine.id) + ',' + label("title", engine.title), engine.up ? "1" : "0");
    head(out, "berth_containers", "gauge", "Containers by state.");
    for (const auto &engine : metrics.engines) {
        for (const auto &[state, count] : engine.containers)
            sample(out, "berth_containers", label("engine", engine.id) + ',' + label("state", state), std::to_string(count));
    }
    for (const Family &family : families()) {
        head(out, family.name, family.type, family.help);
        for (const Row &row : metrics.usage) {
            if (row.hasSample)
                sample(out, family.name, label("engine", row.engine) + ',' + label("id", row.id.substr(0, 12)) + ',' + label("name", row.name) + ',' + label("project", row.project),
                       family.value(row));
        }
    }
    return out;
}

} // namespace core::host
