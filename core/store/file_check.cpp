#include "core/store/file_check.h"

#include "core/store/failure.h"
#include "core/store/history_search.h"
#include "core/store/history_table.h"
#include "core/store/migrations.h"
#include "core/store/sql_part.h"

#include <algorithm>
#include <filesystem>

namespace core::store {
namespace {

constexpr int kRowsAtOnce = 500;

class Salvage
{
public:
    Salvage(const Connection &connection, FileReport &report, const std::function<void(const CommandRecord &)> &each)
        : m_connection(connection), m_report(report), m_each(each)
    {
    }

    // From the oldest on up to what cannot be read, then from the newest back to there.
    void run()
    {
        qint64 last = std::numeric_limits<qint64>::min();
        if (read(true, last))
            return;
        const qint64 stop = last;
        last = std::numeric_limits<qint64>::max();
        m_stop = stop;
        read(false, last);
    }

private:
    // False: it met something unreadable.
    bool read(bool upwards, qint64 &last)
    {
        for (int rows = kRowsAtOnce; rows > 0;) {
            const QString sql = QStringLiteral("SELECT %1 FROM command c LEFT JOIN place p ON p.id = c.place_id LEFT JOIN run r ON r.id = c.run_id "
                                               "LEFT JOIN folder f ON f.id = c.folder_id WHERE c.id %2 ? AND c.id > ? ORDER BY c.id %3 LIMIT %4")
                                    .arg(QLatin1String(kCommandColumns), QLatin1String(upwards ? ">" : "<"), QLatin1String(upwards ? "ASC" : "DESC"))
                                    .arg(rows);
            QSqlError error;
            auto query = SqlPart{sql, {last, m_stop}}.run(m_connection, error);
            int count = 0;
            for (; query && query->next(); ++count) {
                CommandRecord record = recordOf(*query);
                last = record.id;
                take(std::move(record));
            }
            if (query && !query->lastError().isValid()) {
                if (count < rows)
                    return true;
                continue;
            }
            note(query ? query->lastError() : error);
            if (count == 0)
                rows /= 8; // the rows before the damage are on their own
        }
        return false;
    }

    void take(CommandRecord record)
    {
        ++m_report.commands;
        if (record.hasOutput) {
            if (auto kept = readOutput(m_connection, record.id)) {
                ++m_report.outputs;
                record.output = std::move(kept->text);
            }
        }
        if (m_each)
            m_each(record);
    }

    void note(const QSqlError &error)
    {
        const std::string text = error.databaseText().toStdString();
        if (std::ranges::find(m_report.problems, text) == m_report.problems.end() && m_report.problems.size() < FileReport::kMostProblems)
            m_report.problems.push_back(text);
    }

    const Connection &m_connection;
    FileReport &m_report;
    const std::function<void(const CommandRecord &)> &m_each;
    qint64 m_stop = std::numeric_limits<qint64>::min();
};

} // namespace

base::Result<FileReport> checkFile(const std::string &path, const std::function<void(const CommandRecord &)> &each)
{
    FileReport report;
    std::error_code failed;
    report.bytes = static_cast<std::int64_t>(std::filesystem::file_size(path, failed));
    if (failed)
        return base::fail("store.open", path + ": " + failed.message() + '.');
    auto connection = Connection::open(path, Connection::Access::ReadOnly, std::chrono::seconds(5));
    if (!connection)
        return std::unexpected(connection.error());
    const auto problem = [&](const QSqlError &error) {
        if (causeOf(error) != Cause::Corrupt)
            return base::Result<FileReport>(std::unexpected(errorOf(error, "store.open", "The file cannot be read.")));
        report.problems.push_back(error.databaseText().toStdString());
        return base::Result<FileReport>(report);
    };
    QSqlError error;
    const auto version = SqlPart{QStringLiteral("PRAGMA user_version"), {}}.numbers(*connection, error);
    if (!version)
        return problem(error);
    report.schema = version->empty() ? 0 : static_cast<int>(version->front());
    report.isNewer = report.schema > schemaVersion();
    report.isOlder = report.schema < schemaVersion();
    auto check = SqlPart{QStringLiteral("PRAGMA integrity_check(%1)").arg(FileReport::kMostProblems), {}}.run(*connection, error);
    if (!check)
        return problem(error);
    while (check->next()) {
        // One row may hold several lines.
        for (const QString &line : check->value(0).toString().split(QLatin1Char('\n'), Qt::SkipEmptyParts)) {
            if (line != QLatin1String("ok") && report.problems.size() < FileReport::kMostProblems)
                report.problems.push_back(line.toStdString());
        }
    }
    if (check->lastError().isValid())
        report.problems.push_back(check->lastError().databaseText().toStdString());
    check.reset();
    if (report.isNewer || report.isOlder) {
        if (const auto count = SqlPart{QStringLiteral("SELECT count(*) FROM command"), {}}.numbers(*connection, error))
            report.commands = static_cast<std::size_t>(count->front());
        return report;
    }
    Salvage(*connection, report, each).run();
    return report;
}

} // namespace core::store
