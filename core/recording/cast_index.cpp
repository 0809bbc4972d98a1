#include "core/recording/cast_index.h"

#include "core/recording/note.h"

#include <algorithm>
#include <map>
#include <utility>

namespace core::recording {
namespace {

class Indexer
{
public:
    void take(const CastEvent &event, std::uint64_t offset)
    {
        m_index.length = event.time;
        if (event.code == code::kMarker)
            marker(event, offset);
        else if (event.code == code::kBerth)
            note(event, offset);
    }
    CastIndex &index() { return m_index; }

private:
    // A command's own marker follows its note at once.
    void marker(const CastEvent &event, std::uint64_t offset)
    {
        if (std::exchange(m_markerIsCommands, false) || isFull())
            return;
        RecordedCommand mark;
        mark.command = event.data;
        mark.start = event.time;
        mark.offset = offset;
        mark.isMarker = true;
        m_index.commands.push_back(std::move(mark));
    }

    void note(const CastEvent &event, std::uint64_t offset)
    {
        auto parsed = parseNote(event.data);
        if (!parsed)
            return;
        if (auto *began = std::get_if<CommandBegan>(&*parsed)) {
            m_markerIsCommands = true;
            if (isFull())
                return;
            RecordedCommand command;
            command.command = std::move(began->command);
            command.cwd = std::move(began->cwd);
            command.start = event.time;
            command.offset = offset;
            m_running[began->number] = m_index.commands.size();
            m_index.commands.push_back(std::move(command));
        } else if (const auto *ended = std::get_if<CommandEnded>(&*parsed)) {
            const auto found = m_running.find(ended->number);
            if (found == m_running.end())
                return;
            RecordedCommand &command = m_index.commands[found->second];
            command.end = event.time;
            command.exitCode = ended->exitCode;
            command.stopped = ended->stopped;
            command.duration = ended->duration;
            m_running.erase(found);
        } else if (std::holds_alternative<Skipped>(*parsed)) {
            ++m_index.skipped;
        } else if (auto *end = std::get_if<RecordingEnded>(&*parsed)) {
            m_index.ended = true;
            m_index.endReason = std::move(end->reason);
        }
    }

    bool isFull() const { return m_index.commands.size() >= CastIndex::kMostCommands; }

    CastIndex m_index;
    std::map<std::uint64_t, std::size_t> m_running; // at most as many as there are commands
    bool m_markerIsCommands = false;
};

} // namespace

int CastIndex::commandAt(Time time) const
{
    const auto after = std::ranges::upper_bound(commands, time, {}, &RecordedCommand::start);
    return int(after - commands.begin()) - 1;
}

int CastIndex::nextFailure(int after) const
{
    for (std::size_t i = std::size_t(after + 1); i < commands.size(); ++i) {
        if (commands[i].hasFailed())
            return int(i);
    }
    return -1;
}

base::Result<CastIndexPtr> indexCast(const std::string &path, const std::atomic<bool> *stop)
{
    auto reader = CastReader::open(path);
    if (!reader)
        return std::unexpected(reader.error());
    Indexer indexer;
    CastEvent event;
    std::uint64_t offset = 0;
    const std::string wants{code::kMarker, code::kBerth};
    while (reader->next(event, offset, wants)) {
        if (stop && stop->load(std::memory_order_relaxed))
            return base::fail("recording.cancelled", "The recording was closed.");
        indexer.take(event, offset);
    }
    CastIndex &index = indexer.index();
    index.header = reader->header();
    index.badLines = reader->badLines();
    index.cutOff = reader->isCutOff();
    return std::make_shared<const CastIndex>(std::move(index));
}

} // namespace core::recording
