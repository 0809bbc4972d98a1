// CommandRecord to a row of the table "command" and back.
#pragma once
#include "core/store/store.h"

#include <QSqlQuery>

namespace core::store {

// In the order in which recordOf() reads them; the table's alias is c.
inline constexpr const char *kCommandColumns =
    "c.id, c.command, c.exit_code, c.cwd, c.start_ms, c.duration_ms, c.engine, c.container_id, c.container_name, c.image, c.image_id, "
    "c.session, c.user, c.host, c.shell, c.trace_id, c.trusted";
inline constexpr const char *kInsertCommand =
    "INSERT INTO command(command, exit_code, cwd, start_ms, duration_ms, engine, container_id, container_name, image, image_id, session, "
    "user, host, shell, trace_id, trusted) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";

void bindRecord(QSqlQuery &insert, const CommandRecord &record);
CommandRecord recordOf(const QSqlQuery &row);

qint64 millisecondsOf(base::WallTime time); // since 1970, UTC

} // namespace core::store
