#include "app/berthctl/commands.h"
#include "app/berthctl/exit_codes.h"
#include "app/berthctl/output.h"

#include <cstdio>

namespace berthctl {
namespace {

namespace pb = berth::control::v1;

} // namespace

int listSessions(Stub &stub, bool json)
{
    pb::ListSessionsResponse response;
    if (const auto status = stub.ListSessions(context().get(), {}, &response); !status.ok())
        return report(status);
    for (const pb::Session &session : response.sessions()) {
        if (json) {
            printJson({{QStringLiteral("id"), qint64(session.id())},
                       {QStringLiteral("title"), text(session.title())},
                       {QStringLiteral("container"), textOrNull(session.container())},
                       {QStringLiteral("viewers"), qint64(session.viewers())},
                       {QStringLiteral("created"), text(isoTime(session.created_ms()))}});
        } else {
            std::printf("%-4llu %-24s %-32s %u viewing  %s\n", static_cast<unsigned long long>(session.id()),
                        session.container().empty() ? "host" : printable(session.container()).c_str(), printable(session.title()).c_str(),
                        session.viewers(), localTime(session.created_ms()).c_str());
        }
    }
    return kDone;
}

int listContainers(Stub &stub, bool json)
{
    pb::ListContainersResponse response;
    if (const auto status = stub.ListContainers(context().get(), {}, &response); !status.ok())
        return report(status);
    for (const pb::Container &container : response.containers()) {
        if (json) {
            printJson({{QStringLiteral("engine"), text(container.engine())},
                       {QStringLiteral("id"), text(container.id())},
                       {QStringLiteral("name"), text(container.name())},
                       {QStringLiteral("image"), text(container.image())},
                       {QStringLiteral("state"), text(container.state())},
                       {QStringLiteral("project"), textOrNull(container.project())}});
        } else {
            std::printf("%-12.12s %-28s %-12s %-32s %s\n", container.id().c_str(), printable(container.name()).c_str(), printable(container.state()).c_str(),
                        printable(container.image()).c_str(), printable(container.engine()).c_str());
        }
    }
    for (const std::string &problem : response.problems())
        std::fprintf(stderr, "%s\n", printable(problem).c_str());
    return kDone;
}

int newSession(Stub &stub, const std::string &container, const std::vector<std::string> &command)
{
    pb::NewSessionRequest request;
    request.set_container(container);
    for (const std::string &word : command)
        request.add_command(word);
    pb::NewSessionResponse response;
    if (const auto status = stub.NewSession(context().get(), request, &response); !status.ok())
        return report(status);
    std::printf("%llu\n", static_cast<unsigned long long>(response.id()));
    return kDone;
}

int share(Stub &stub, std::uint64_t session, const std::string &role, int minutes)
{
    pb::ShareRequest request;
    request.set_session(session);
    request.set_role(role == "operate" ? berth::attach::v1::ROLE_OPERATE : berth::attach::v1::ROLE_VIEW);
    request.set_expires_s(static_cast<std::uint32_t>(minutes) * 60);
    pb::ShareResponse response;
    if (const auto status = stub.Share(context().get(), request, &response); !status.ok())
        return report(status);
    std::printf("%s\n", response.link().c_str());
    return kDone;
}

int doctor(Stub &stub)
{
    pb::DoctorResponse response;
    if (const auto status = stub.Doctor(context().get(), {}, &response); !status.ok())
        return report(status);
    bool failed = false;
    for (const pb::Finding &finding : response.findings()) {
        const char *mark = finding.level() == pb::Finding::OK ? "ok  " : finding.level() == pb::Finding::WARN ? "warn" : "FAIL";
        failed |= finding.level() == pb::Finding::FAIL;
        std::printf("%s  %-10s %s\n", mark, finding.area().c_str(), printable(finding.text()).c_str());
        if (!finding.fix().empty())
            std::printf("%16s try: %s\n", "", printable(finding.fix()).c_str());
    }
    return failed ? kFailed : kDone;
}

} // namespace berthctl
