// berthctl db check
#include "app/berthctl/commands.h"
#include "app/berthctl/exit_codes.h"
#include "app/berthctl/history_json.h"
#include "app/berthctl/output.h"
#include "app/common/environment.h"
#include "core/config/settings.h"
#include "core/store/file_check.h"

#include <QCoreApplication>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <cstdio>
#include <unistd.h>

namespace berthctl {
namespace {

using core::store::FileReport;

void printText(const std::string &path, const FileReport &report, bool saved)
{
    std::printf("%s: %.1f MiB, schema %d\n", path.c_str(), static_cast<double>(report.bytes) / (1 << 20), report.schema);
    if (report.isNewer)
        std::printf("It was written by a newer Berth; this one does not read its commands.\n");
    if (report.isOlder && report.problems.empty())
        std::printf("Berth brings it up to date at its next start.\n");
    if (report.problems.empty()) {
        std::printf("It is whole: %zu commands, %zu with output.\n", report.commands, report.outputs);
        return;
    }
    constexpr std::size_t kShown = 5;
    std::printf("It is damaged:\n");
    for (std::size_t i = 0; i < std::min(kShown, report.problems.size()); ++i)
        std::printf("  %s\n", printable(report.problems[i]).c_str());
    if (report.problems.size() > kShown)
        std::printf("  and %zu more\n", report.problems.size() - kShown);
    std::printf("%zu commands can be read, %zu with output.\n", report.commands, report.outputs);
    if (!saved && report.commands > 0 && !report.isOlder && !report.isNewer)
        std::printf("To save them: berthctl db check --save FILE; then end Berth, move the damaged file away, start Berth, and "
                    "berthctl history import FILE.\n");
}

} // namespace

int checkDatabase(const std::string &file, const std::string &save, bool json)
{
    int argc = 1;
    char name[] = "berthctl";
    char *argv[] = {name, nullptr};
    const QCoreApplication application(argc, argv); // Qt loads the SQLite driver through it
    const std::string path = file.empty() ? core::config::defaultPaths(app::environment(), ::geteuid()).dataDir + "/history.db" : file;
    QFile out(QString::fromStdString(save));
    if (!save.empty() && !out.open(QIODevice::WriteOnly | QIODevice::NewOnly, QFileDevice::ReadOwner | QFileDevice::WriteOwner)) {
        std::fprintf(stderr, "berthctl: %s cannot be made: %s.\n", save.c_str(), out.errorString().toUtf8().constData());
        return kFailed;
    }
    std::function<void(const core::store::CommandRecord &)> write;
    if (!save.empty())
        write = [&](const core::store::CommandRecord &record) { out.write(QJsonDocument(jsonOf(record, {true, true, false})).toJson(QJsonDocument::Compact) + '\n'); };
    const auto report = core::store::checkFile(path, write);
    if (!report)
        return berthctl::report(report.error());
    if (!save.empty() && (!out.flush() || out.error() != QFileDevice::NoError)) {
        std::fprintf(stderr, "berthctl: %s could not be written: %s.\n", save.c_str(), out.errorString().toUtf8().constData());
        return kFailed;
    }
    if (json) {
        QJsonArray problems;
        for (const std::string &problem : report->problems)
            problems.append(text(problem));
        printJson({{QStringLiteral("file"), text(path)},
                   {QStringLiteral("bytes"), qint64(report->bytes)},
                   {QStringLiteral("schema"), report->schema},
                   {QStringLiteral("ok"), report->problems.empty() && !report->isNewer},
                   {QStringLiteral("commands"), qint64(report->commands)},
                   {QStringLiteral("outputs"), qint64(report->outputs)},
                   {QStringLiteral("problems"), problems}});
    } else {
        printText(path, *report, !save.empty());
    }
    return report->problems.empty() && !report->isNewer ? kDone : kFailed;
}

} // namespace berthctl
