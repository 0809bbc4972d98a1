#include "app/berthctl/commands.h"
#include "app/berthctl/exit_codes.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <ctime>

namespace berthctl {
namespace {

namespace pb = berth::control::v1;

QString text(const std::string &utf8)
{
    return QString::fromStdString(utf8);
}

void printJson(const QJsonObject &object)
{
    std::printf("%s\n", QJsonDocument(object).toJson(QJsonDocument::Compact).constData());
}

std::string isoTime(std::int64_t milliseconds)
{
    const std::time_t seconds = milliseconds / 1000;
    std::tm parts{};
    ::gmtime_r(&seconds, &parts);
    char buffer[64];
    const std::size_t n = std::strftime(buffer, sizeof buffer, "%Y-%m-%dT%H:%M:%S", &parts);
    char whole[80];
    std::snprintf(whole, sizeof whole, "%.*s.%03dZ", static_cast<int>(n), buffer, static_cast<int>(milliseconds % 1000));
    return whole;
}

std::string localTime(std::int64_t milliseconds)
{
    const std::time_t seconds = milliseconds / 1000;
    std::tm parts{};
    ::localtime_r(&seconds, &parts);
    char buffer[64];
    return {buffer, std::strftime(buffer, sizeof buffer, "%Y-%m-%d %H:%M:%S", &parts)};
}

// Titles, names and commands come from programs: nothing of theirs may steer the terminal they are listed in, nor turn
// the order of what is read. Controls (C0, DEL, C1) and format characters (bidi, zero width) become spaces.
std::string printable(const std::string &value)
{
    QString out = QString::fromStdString(value);
    for (QChar &c : out) {
        if (c.category() == QChar::Other_Control || c.category() == QChar::Other_Format || c.unicode() == 0x2028 || c.unicode() == 0x2029)
            c = QLatin1Char(' ');
    }
    return out.toStdString();
}

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
                       {QStringLiteral("container"), session.container().empty() ? QJsonValue() : text(session.container())},
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
                       {QStringLiteral("project"), container.project().empty() ? QJsonValue() : text(container.project())}});
        } else {
            std::printf("%-12.12s %-28s %-12s %-32s %s\n", container.id().c_str(), printable(container.name()).c_str(), printable(container.state()).c_str(),
                        printable(container.image()).c_str(), printable(container.engine()).c_str());
        }
    }
    for (const std::string &problem : response.problems())
        std::fprintf(stderr, "%s\n", printable(problem).c_str());
    return kDone;
}

int history(Stub &stub, const HistoryOptions &options)
{
    pb::SearchHistoryRequest request;
    request.set_text(options.text);
    request.set_has_container(options.container.has_value());
    request.set_container(options.container.value_or(std::string()));
    request.set_cwd(options.cwd);
    request.set_failed(options.failed);
    request.set_limit(static_cast<std::uint32_t>(std::max(options.limit, 1)));
    if (options.today) {
        std::time_t now = std::time(nullptr);
        std::tm midnight{};
        ::localtime_r(&now, &midnight);
        midnight.tm_hour = midnight.tm_min = midnight.tm_sec = 0;
        request.set_since_ms(std::int64_t(std::mktime(&midnight)) * 1000);
    }
    pb::SearchHistoryResponse response;
    if (const auto status = stub.SearchHistory(context().get(), request, &response); !status.ok())
        return report(status);
    // The service answers newest first; people and scripts read downwards in time.
    for (int i = response.commands_size() - 1; i >= 0; --i) {
        const pb::Command &command = response.commands(i);
        if (options.json) {
            printJson({{QStringLiteral("command"), text(command.command())},
                       {QStringLiteral("exit"), command.has_exit() ? QJsonValue(command.exit()) : QJsonValue()},
                       {QStringLiteral("cwd"), text(command.cwd())},
                       {QStringLiteral("start"), text(isoTime(command.start_ms()))},
                       {QStringLiteral("duration_ms"), qint64(command.duration_ms())},
                       {QStringLiteral("container"), command.container().empty() ? QJsonValue() : text(command.container())},
                       {QStringLiteral("image"), command.image().empty() ? QJsonValue() : text(command.image())},
                       {QStringLiteral("engine"), command.engine().empty() ? QJsonValue() : text(command.engine())},
                       {QStringLiteral("session"), text(command.session())},
                       {QStringLiteral("trusted"), command.trusted()}});
        } else {
            const std::string exit = command.has_exit() ? std::to_string(command.exit()) : "-";
            std::printf("%s  %4s  %-16s  %s\n", localTime(command.start_ms()).c_str(), exit.c_str(),
                        command.container().empty() ? "host" : printable(command.container()).c_str(), printable(command.command()).c_str());
        }
    }
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
    std::printf("link: %s\n", response.link().c_str());
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
