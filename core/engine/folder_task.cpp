#include "core/engine/folder_task.h"

#include "core/engine/archive_files.h"
#include "core/engine/collect_task.h"
#include "core/engine/transfer_task.h"
#include "core/engine/wall_time.h"

#include <algorithm>
#include <charconv>
#include <sys/stat.h>

namespace core::engine {
namespace {

constexpr std::size_t kMostOutput = 16u << 20;   // some 200,000 names
constexpr std::string_view kEnd = "//\n";        // a path of find's never holds "//", so no name is cut here

std::optional<std::uint64_t> number(std::string_view text, int base)
{
    std::uint64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, base);
    return error == std::errc() && end == text.data() + text.size() ? std::optional(value) : std::nullopt;
}

FileInfo::Type typeOf(std::uint64_t mode)
{
    switch (mode & S_IFMT) {
    case S_IFREG: return FileInfo::Type::File;
    case S_IFDIR: return FileInfo::Type::Directory;
    case S_IFLNK: return FileInfo::Type::Link;
    default: return FileInfo::Type::Other;
    }
}

// "81a4|1234|1700000000|root|/etc/./passwd"
std::optional<FileInfo> entryIn(std::string_view line)
{
    std::string_view fields[4];
    for (std::string_view &field : fields) {
        const auto bar = line.find('|');
        if (bar == std::string_view::npos)
            return std::nullopt;
        field = line.substr(0, bar);
        line.remove_prefix(bar + 1);
    }
    const auto mode = number(fields[0], 16), size = number(fields[1], 10), modified = number(fields[2], 10);
    const auto slash = line.find_last_of('/');
    if (!mode || !size || !modified || slash == std::string_view::npos || slash + 1 == line.size())
        return std::nullopt;
    FileInfo info;
    info.type = typeOf(*mode);
    info.name = line.substr(slash + 1);
    info.size = std::int64_t(std::min<std::uint64_t>(*size, INT64_MAX));
    info.permissions = unsigned(*mode & 07777);
    info.modified = wallTimeAt(std::int64_t(std::min<std::uint64_t>(*modified, INT64_MAX)));
    info.owner = fields[3];
    return info;
}

} // namespace

FolderTask::FolderTask(const ApiClient &api, ExecKeeper &keeper, std::string container, std::string path, OnProgress progress, Done done, QObject *parent)
    : Task(parent)
    , m_api(api)
    , m_keeper(keeper)
    , m_container(std::move(container))
    , m_path(std::move(path))
    , m_progress(std::move(progress))
    , m_done(std::move(done))
{
    m_deadline.setSingleShot(true);
    connect(&m_deadline, &QTimer::timeout, this, [this] {
        const auto minutes = std::chrono::duration_cast<std::chrono::minutes>(m_api.timings().copy).count();
        end(base::fail("engine.timeout", "There is so much below the folder that it could not be read in " + std::to_string(minutes) + " minutes."));
    });
}

std::vector<std::string> FolderTask::command(const std::string &path)
{
    // "/.": a link to a folder is followed, and no path begins with a dash.
    return {"find", path + "/.", "-mindepth", "1", "-maxdepth", "1", "-exec", "stat", "-c", "%f|%s|%Y|%U|%n//", "{}", "+"};
}

std::optional<std::vector<FileInfo>> FolderTask::entriesIn(std::string_view output)
{
    std::vector<FileInfo> out;
    while (!output.empty()) {
        const auto end = output.find(kEnd);
        if (end == std::string_view::npos)
            return std::nullopt;
        auto entry = entryIn(output.substr(0, end));
        if (!entry)
            return std::nullopt;
        out.push_back(*std::move(entry));
        output.remove_prefix(end + kEnd.size());
    }
    return out;
}

void FolderTask::start()
{
    ExecSpec spec;
    spec.command = command(m_path == "/" ? "" : m_path);
    spec.user = "0"; // as the archive, which shows everything
    auto *collect = new CollectTask(m_api, m_keeper, m_container, spec, kMostOutput,
                                    [this](const base::Result<ExecOutput> &output) { listed(output); }, this);
    m_step = collect;
    collect->start();
}

void FolderTask::listed(const base::Result<ExecOutput> &output)
{
    if (m_ended)
        return;
    if (!output && (output.error().is("engine.unreachable") || output.error().is("engine.not_found") || output.error().is("engine.timeout")))
        return end(std::unexpected(output.error()));
    if (output && output->truncated)
        return end(base::fail("engine.limit", "The folder has more files than Berth shows."));
    // An error of find may concern one entry that has just gone; only when nothing came is it about the folder.
    const bool usable = output && (output->exitCode == 0 || !output->out.empty());
    auto entries = usable ? entriesIn(output->out) : std::nullopt;
    if (!entries)
        return readArchive();
    end(*std::move(entries));
}

void FolderTask::readArchive()
{
    auto entries = std::make_shared<std::vector<FileInfo>>();
    DownloadTask::Options options;
    options.path = "/containers/" + percentEncoded(m_container) + "/archive?path=" + percentEncoded(m_path == "/" ? "/" : m_path + m_api.dialect().archivedFolder);
    options.what = "Reading the folder";
    options.progress = m_progress;
    m_deadline.start(m_api.timings().copy);
    options.job = [entries](const PipeWorker::Pipe &pipe) -> base::Result<void> {
        auto read = archivedFolder(pipe.fd);
        if (!read)
            return std::unexpected(read.error());
        *entries = *std::move(read);
        return {};
    };
    auto *task = new DownloadTask(
        m_api, std::move(options),
        [this, entries](const base::Result<void> &result) {
            if (result)
                end(std::move(*entries));
            else
                end(std::unexpected(result.error()));
        },
        this);
    m_step = task;
    task->start();
}

void FolderTask::end(base::Result<std::vector<FileInfo>> result)
{
    if (std::exchange(m_ended, true))
        return;
    m_deadline.stop();
    if (m_step)
        m_step->cancel();
    deleteLater();
    if (result)
        std::ranges::sort(*result, {}, &FileInfo::name);
    auto done = std::move(m_done);
    done(std::move(result));
}

} // namespace core::engine
