// What the link ids of a frame's styles stand for. A value that shares what it holds: the targets are in chunks that are only
// appended to beyond `last`, so any thread may read one while the emulator adds to the next. Only LinkTable, on the session's
// thread, appends to one that was copied: two copies that did would write the same place.
#pragma once
#include "core/vt/style.h"

#include <array>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace core::vt {

struct Links
{
    static constexpr std::size_t kPerChunk = 64;
    using Chunk = std::array<std::string, kPerChunk>;

    Links() = default;
    explicit Links(std::vector<std::string> targets)
    {
        for (std::string &target : targets)
            append(std::move(target));
    }

    // Empty for 0 and for what is forgotten.
    std::string_view target(LinkId id) const
    {
        return id > forgotten && id <= last ? std::string_view((*chunks[(id - 1) / kPerChunk - firstChunk])[(id - 1) % kPerChunk]) : std::string_view();
    }
    std::size_t count() const { return last - forgotten; }

    void append(std::string target)
    {
        if (last % kPerChunk == 0)
            chunks.push_back(std::make_shared<Chunk>());
        (*chunks.back())[last % kPerChunk] = std::move(target);
        ++last;
    }
    void forgetTo(LinkId id)
    {
        forgotten = id;
        const std::size_t whole = forgotten / kPerChunk - firstChunk;
        chunks.erase(chunks.begin(), chunks.begin() + std::ptrdiff_t(whole));
        firstChunk += whole;
    }

    LinkId forgotten = 0, last = 0; // ids up to this one; the newest id
    std::size_t firstChunk = 0;     // how many went
    std::vector<std::shared_ptr<Chunk>> chunks;
};

} // namespace core::vt
