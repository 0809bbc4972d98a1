// What an instance knows in Prometheus' text format 0.0.4 (prometheus.io/docs/instrumenting/exposition_formats). Pure.
#pragma once
#include "core/control/control_server.h"

#include <map>
#include <string>
#include <vector>

namespace core::host {

struct InstanceMetrics
{
    struct Engine
    {
        std::string id, title;
        bool up = false;
        std::map<std::string, std::size_t> containers; // by state
    };
    std::size_t sessions = 0;
    std::vector<Engine> engines;
    std::vector<control::Instance::UsageRow> usage;
};

std::string metricsText(const InstanceMetrics &metrics);

} // namespace core::host
