#include "core/store/history_table.h"

#include <QVariant>

namespace core::store {
namespace {

// Commands and paths are bytes of a program; what is not UTF-8 becomes U+FFFD, and NUL would end the text.
QString storable(const std::string &text)
{
    return QString::fromStdString(text).remove(QChar::Null);
}

} // namespace

qint64 millisecondsOf(base::WallTime time)
{
    return std::chrono::duration_cast<std::chrono::milliseconds>(time.time_since_epoch()).count();
}

void bindRecord(QSqlQuery &insert, const CommandRecord &record)
{
    const auto text = [](const std::string &value) {
        const QString stored = storable(value);
        return stored.isNull() ? QStringLiteral("") : stored; // a null QString would bind NULL
    };
    insert.bindValue(0, text(record.command));
    insert.bindValue(1, record.exitCode ? QVariant(*record.exitCode) : QVariant());
    insert.bindValue(2, text(record.cwd));
    insert.bindValue(3, millisecondsOf(record.start));
    insert.bindValue(4, static_cast<qint64>(record.duration.count()));
    insert.bindValue(5, text(record.engine));
    insert.bindValue(6, text(record.containerId));
    insert.bindValue(7, text(record.containerName));
    insert.bindValue(8, text(record.image));
    insert.bindValue(9, text(record.imageId));
    insert.bindValue(10, text(record.session));
    insert.bindValue(11, text(record.user));
    insert.bindValue(12, text(record.host));
    insert.bindValue(13, text(record.shell));
    insert.bindValue(14, text(record.traceId));
    insert.bindValue(15, record.trusted ? 1 : 0);
}

CommandRecord recordOf(const QSqlQuery &row)
{
    const auto text = [&row](int column) { return row.value(column).toString().toStdString(); };
    CommandRecord record;
    record.id = row.value(0).toLongLong();
    record.command = text(1);
    if (!row.isNull(2))
        record.exitCode = row.value(2).toInt();
    record.cwd = text(3);
    record.start = base::WallTime(std::chrono::milliseconds(row.value(4).toLongLong()));
    record.duration = std::chrono::milliseconds(row.value(5).toLongLong());
    record.engine = text(6);
    record.containerId = text(7);
    record.containerName = text(8);
    record.image = text(9);
    record.imageId = text(10);
    record.session = text(11);
    record.user = text(12);
    record.host = text(13);
    record.shell = text(14);
    record.traceId = text(15);
    record.trusted = row.value(16).toBool();
    return record;
}

} // namespace core::store
