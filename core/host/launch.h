// From the settings and a wish to what is started: pure functions.
#pragma once
#include "core/config/settings.h"
#include "core/engine/types.h"
#include "core/host/host.h"
#include "core/host/shell_environment.h"
#include "core/pty/local_pty.h"
#include "core/session/session.h"
#include "core/shell/injection.h"

namespace core::host {

struct LocalLaunch
{
    pty::LocalSpec pty;
    std::string shell;         // program name
    bool integration = false;
};

// `scriptDir` empty: the scripts could not be written, and shells start without them.
LocalLaunch localLaunch(const LocalShell &wish, const config::Settings &settings, const Environment &environment, const std::string &loginShell,
                        const std::string &scriptDir, const std::string &nonceFile);

// A shell that is asked for by its name alone is started by the launcher, with its integration. What has a path (an image
// with no /bin/sh has its shell elsewhere) or is a login shell runs as it is.
std::optional<shell::PlainShell> containerShell(const std::vector<std::string> &command);
// An empty command: the launcher, which finds a shell.
engine::ExecSpec containerExec(const ContainerShell &wish, const std::vector<std::string> &command, const config::Settings &settings,
                               const std::string &nonce);

session::SessionOptions sessionOptions(const config::Settings &settings);

std::string baseName(const std::string &path);

} // namespace core::host
