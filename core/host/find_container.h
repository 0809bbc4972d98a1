// Which container a person means.
#pragma once
#include "core/engine/discovery.h"

#include <string>
#include <utility>

namespace core::host {

// A container by exact name or id, else by the beginning of its id.
inline std::pair<engine::Engine *, const engine::Container *> findContainer(const engine::Registry &engines, const std::string &wanted)
{
    constexpr std::size_t kShortestId = 4;
    for (engine::Engine *engine : engines.engines()) {
        if (const engine::Container *found = engine->find(wanted))
            return {engine, found};
    }
    for (engine::Engine *engine : engines.engines()) {
        for (const engine::Container &container : engine->containers()) {
            if (wanted.size() >= kShortestId && container.id.starts_with(wanted))
                return {engine, &container};
        }
    }
    return {nullptr, nullptr};
}

} // namespace core::host
