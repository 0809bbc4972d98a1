// The folder of one running instance: <runtime dir>/instances/<id>/, 0700, with its sockets. A lock on its `pid` file
// says that the instance lives, whatever became of the process id; folders without it are left-overs and are removed.
#pragma once
#include "core/base/result.h"
#include "core/base/unique_fd.h"

#include <string>

namespace core::host {

class InstanceDir
{
public:
    // Also removes what crashed instances left behind. Code: host.runtime_dir.
    static base::Result<InstanceDir> create(const std::string &runtimeDir);
    InstanceDir(InstanceDir &&) = default;
    ~InstanceDir(); // removes the folder
    InstanceDir &operator=(InstanceDir &&) = delete;

    const std::string &id() const { return m_id; }     // eight hex digits
    const std::string &path() const { return m_path; }

private:
    InstanceDir() = default;
    std::string m_id;
    std::string m_path;
    base::UniqueFd m_lock;
};

} // namespace core::host
