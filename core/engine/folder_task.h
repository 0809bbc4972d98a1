// Lists a folder of a container: by find(1) and stat(1) inside it, or else from an archive of it, of which only the headers of
// the entries are kept: what is in the files, and below, passes by.
#pragma once
#include "core/engine/container_files.h"
#include "core/engine/exec_keeper.h"

namespace core::engine {

class FolderTask final : public Task
{
    Q_OBJECT
public:
    using Done = core::engine::Done<std::vector<FileInfo>>;
    FolderTask(const ApiClient &api, ExecKeeper &keeper, std::string container, std::string path, OnProgress progress, Done done, QObject *parent);
    void start();
    void cancel() override { end(std::unexpected(cancelledError())); }

    // What the command of `command()` prints. Nullopt: it makes no sense.
    static std::optional<std::vector<FileInfo>> entriesIn(std::string_view output);
    static std::vector<std::string> command(const std::string &path);

private:
    void listed(const base::Result<ExecOutput> &output);
    void readArchive();
    void end(base::Result<std::vector<FileInfo>> result);

    const ApiClient &m_api;
    ExecKeeper &m_keeper;
    std::string m_container;
    std::string m_path;
    OnProgress m_progress;
    Done m_done;
    QTimer m_deadline; // of the archive
    QPointer<Task> m_step;
    bool m_ended = false;
};

} // namespace core::engine
