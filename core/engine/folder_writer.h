// Writes a hostile archive's entries below a folder, by descriptors only: no part of a name is followed through a link,
// and nothing of the process (its umask, its working directory) changes, so that it may run on any thread. Blocking.
//
// Names are relative, without dots ("top/sub/file"); the first part of each is the top. Codes: engine.local_file,
// engine.conflict (the top is there already, or a file is in the way of a folder, or the reverse).
#pragma once
#include "core/base/result.h"
#include "core/base/unique_fd.h"
#include "core/engine/container_files.h"

#include <ctime>
#include <string>
#include <string_view>
#include <sys/stat.h>
#include <vector>

namespace core::engine {

class FolderWriter
{
public:
    struct Meta
    {
        unsigned permissions = 0; // 0777 of it; the umask applies
        std::timespec modified{0, UTIME_OMIT};
    };
    // Code: engine.local_file (it is not there).
    static base::Result<FolderWriter> open(const std::string &folder, Existing existing);

    base::Result<void> directory(const std::string &name, const Meta &meta); // its meta is set by finish()
    base::Result<base::UniqueFd> file(const std::string &name, unsigned permissions); // for writing; new
    static void setModified(int fd, std::timespec modified);
    base::Result<void> symlink(const std::string &name, const std::string &target, std::timespec modified);
    base::Result<void> hardlink(const std::string &name, const std::string &target); // target: a name as above
    void finish(); // folders get their permissions and times

private:
    struct Folder
    {
        std::string name;
        Meta meta;
    };
    FolderWriter(std::string path, base::UniqueFd root, Existing existing);
    base::Result<int> parentOf(const std::string &name); // its folder; folders that are missing are made
    base::Result<void> makeRoom(int parent, const std::string &name); // for what is about to be made anew
    std::unexpected<base::Error> failed(const std::string &name, int error) const;

    std::string m_path; // for sentences
    base::UniqueFd m_root;
    Existing m_existing;
    bool m_begun = false; // the top is ours
    std::string m_lastParent; // archives are sorted by folder
    base::UniqueFd m_lastFd;
    std::vector<Folder> m_folders;
};

} // namespace core::engine
