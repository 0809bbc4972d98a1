// What the link ids of a frame's styles stand for.
#pragma once
#include "core/vt/style.h"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace core::vt {

struct Links
{
    Links() = default;
    explicit Links(std::vector<std::string> targets) : uris(std::move(targets)) {}

    // Empty for 0 and for what is forgotten.
    std::string_view target(LinkId id) const { return id > forgotten && id - forgotten <= uris.size() ? std::string_view(uris[id - forgotten - 1]) : std::string_view(); }

    LinkId forgotten = 0; // ids up to this one
    std::vector<std::string> uris; // of the ids behind it, in order
};

} // namespace core::vt
