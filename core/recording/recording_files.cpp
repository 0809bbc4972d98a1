#include "core/recording/recording_files.h"

#include "core/base/unique_fd.h"
#include "core/recording/cast_file.h"

#include <algorithm>
#include <dirent.h>
#include <fcntl.h>
#include <memory>
#include <sys/stat.h>
#include <unistd.h>

namespace core::recording {
namespace {

constexpr std::size_t kHeaderBytes = 64 * 1024; // a header is one line, and ours has some 200 bytes
constexpr std::size_t kTailBytes = 64 * 1024;
constexpr std::string_view kSuffix = ".cast";

std::string readAt(int fd, std::uint64_t offset, std::size_t count)
{
    std::string bytes(count, '\0');
    const ssize_t n = ::pread(fd, bytes.data(), count, off_t(offset));
    bytes.resize(n > 0 ? std::size_t(n) : 0);
    return bytes;
}

// Of the last whole line that says one.
Time lastTime(std::string_view tail)
{
    while (!tail.empty()) {
        const std::size_t end = tail.find_last_not_of('\n');
        if (end == std::string_view::npos)
            return {};
        tail = tail.substr(0, end + 1);
        const std::size_t line = tail.rfind('\n');
        CastEvent event;
        std::size_t dataAt = 0;
        if (line != std::string_view::npos && parseHead(tail.substr(line + 1), event, dataAt))
            return event.time;
        tail = tail.substr(0, line == std::string_view::npos ? 0 : line);
    }
    return {};
}

} // namespace

RecordingFile describeRecording(const std::string &path)
{
    RecordingFile file;
    file.path = path;
    const base::UniqueFd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
    struct stat info;
    if (!fd || ::fstat(fd.get(), &info) != 0 || !S_ISREG(info.st_mode)) {
        file.problem = "It cannot be read.";
        return file;
    }
    file.bytes = std::uint64_t(info.st_size);
    file.changed = base::WallTime(std::chrono::seconds(info.st_mtim.tv_sec));
    const std::string begin = readAt(fd.get(), 0, kHeaderBytes);
    auto header = parseHeader(std::string_view(begin).substr(0, begin.find('\n')));
    if (!header) {
        file.problem = header.error().message;
        return file;
    }
    file.header = std::move(*header);
    if (file.header.version == 2) { // in version 3 times are relative: only reading all of it would tell
        const std::uint64_t from = file.bytes > kTailBytes ? file.bytes - kTailBytes : 0;
        file.length = lastTime(readAt(fd.get(), from, kTailBytes));
    }
    file.beingWritten = isBeingWritten(path);
    return file;
}

std::vector<RecordingFile> listRecordings(const std::string &folder)
{
    std::vector<RecordingFile> files;
    const std::unique_ptr<DIR, int (*)(DIR *)> dir(::opendir(folder.c_str()), &::closedir);
    if (!dir)
        return files;
    while (const dirent *entry = ::readdir(dir.get())) {
        const std::string_view name = entry->d_name;
        if (name.ends_with(kSuffix) && files.size() < kMostListed)
            files.push_back(describeRecording(folder + '/' + std::string(name)));
    }
    const auto when = [](const RecordingFile &file) { return file.header.started.value_or(file.changed); };
    std::ranges::sort(files, [&](const RecordingFile &a, const RecordingFile &b) { return when(a) != when(b) ? when(a) > when(b) : a.path > b.path; });
    return files;
}

std::vector<std::string> expired(const std::vector<RecordingFile> &files, const Retention &retention, base::WallTime now)
{
    std::vector<const RecordingFile *> newestFirst;
    std::uint64_t kept = 0;
    for (const RecordingFile &file : files) {
        newestFirst.push_back(&file);
        kept += file.beingWritten ? file.bytes : 0;
    }
    std::ranges::stable_sort(newestFirst, [](const auto *a, const auto *b) { return a->changed > b->changed; });
    std::vector<std::string> out;
    const auto oldest = now - std::chrono::hours(24) * retention.days;
    for (const RecordingFile *file : newestFirst) {
        if (file->beingWritten)
            continue;
        if ((retention.days > 0 && file->changed < oldest) || (retention.bytes > 0 && kept + file->bytes > retention.bytes))
            out.push_back(file->path);
        else
            kept += file->bytes;
    }
    return out;
}

std::size_t sweep(const std::string &folder, const Retention &retention, base::WallTime now)
{
    if (retention.days == 0 && retention.bytes == 0)
        return 0;
    std::size_t removed = 0;
    for (const std::string &path : expired(listRecordings(folder), retention, now))
        removed += removeRecording(path) ? 1 : 0; // which looks again whether it is being written
    return removed;
}

} // namespace core::recording
