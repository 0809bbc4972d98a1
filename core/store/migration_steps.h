// The schema, step by step. A released step is never changed; a new one is added at the end. Private to core/store.
#pragma once
#include <array>

namespace core::store {

// Statements are separated by a line of "--".
inline constexpr std::array kMigrationSteps{
    // 1: command history, and the words of the commands in an index of their own (external content: text stored once).
    R"(
CREATE TABLE command(
  id INTEGER PRIMARY KEY,
  command TEXT NOT NULL,
  exit_code INTEGER,
  cwd TEXT NOT NULL,
  start_ms INTEGER NOT NULL,
  duration_ms INTEGER NOT NULL,
  engine TEXT NOT NULL,
  container_id TEXT NOT NULL,
  container_name TEXT NOT NULL,
  image TEXT NOT NULL,
  image_id TEXT NOT NULL,
  session TEXT NOT NULL,
  user TEXT NOT NULL,
  host TEXT NOT NULL,
  shell TEXT NOT NULL,
  trace_id TEXT NOT NULL,
  trusted INTEGER NOT NULL
) STRICT
--
CREATE INDEX command_by_start ON command(start_ms)
--
CREATE INDEX command_by_container ON command(container_id, id)
--
CREATE INDEX command_failed ON command(id) WHERE exit_code IS NOT NULL AND exit_code <> 0
--
CREATE VIRTUAL TABLE command_words USING fts5(command, content='command', content_rowid='id', tokenize='unicode61 remove_diacritics 0', prefix='2 3')
--
CREATE TRIGGER command_added AFTER INSERT ON command BEGIN
  INSERT INTO command_words(rowid, command) VALUES (new.id, new.command);
END
--
CREATE TRIGGER command_removed AFTER DELETE ON command BEGIN
  INSERT INTO command_words(command_words, rowid, command) VALUES ('delete', old.id, old.command);
END
--
CREATE TRIGGER command_changed AFTER UPDATE OF command ON command BEGIN
  INSERT INTO command_words(command_words, rowid, command) VALUES ('delete', old.id, old.command);
  INSERT INTO command_words(rowid, command) VALUES (new.id, new.command);
END
)",
    // 2: ids say when a command ended (ms since 1970 * 1000 + a counter), so that imported rows find their place and a
    // time is a range of ids. What many rows share (container, session, folder) is stored once: rows are a fifth as
    // wide, and each filter is a set of small numbers with an index. Kept output lies apart, so that searches do not
    // read it. import_key tells commands without a time apart. The words' index forgets where in a
    // command a word stood: it is smaller and quicker, and LIKE looks at that anyway.
    R"(
DROP TRIGGER command_added
--
DROP TRIGGER command_removed
--
DROP TRIGGER command_changed
--
DROP TABLE command_words
--
DROP INDEX command_by_start
--
DROP INDEX command_by_container
--
DROP INDEX command_failed
--
ALTER TABLE command RENAME TO command_1
--
CREATE TABLE place(
  id INTEGER PRIMARY KEY,
  engine TEXT NOT NULL,
  container_id TEXT NOT NULL,
  container_name TEXT NOT NULL,
  image TEXT NOT NULL,
  image_id TEXT NOT NULL,
  user TEXT NOT NULL,
  host TEXT NOT NULL,
  UNIQUE(container_id, container_name, user, host, image_id, image, engine)
) STRICT
--
CREATE TABLE run(
  id INTEGER PRIMARY KEY,
  session TEXT NOT NULL,
  shell TEXT NOT NULL,
  trace_id TEXT NOT NULL,
  UNIQUE(session, shell, trace_id)
) STRICT
--
CREATE TABLE folder(
  id INTEGER PRIMARY KEY,
  path TEXT NOT NULL UNIQUE
) STRICT
--
CREATE TABLE command(
  id INTEGER PRIMARY KEY,
  command TEXT NOT NULL,
  exit_code INTEGER,
  start_ms INTEGER NOT NULL,
  duration_ms INTEGER NOT NULL,
  place_id INTEGER NOT NULL,
  run_id INTEGER NOT NULL,
  folder_id INTEGER NOT NULL,
  trusted INTEGER NOT NULL,
  masked INTEGER NOT NULL,
  import_key INTEGER
) STRICT
--
CREATE TABLE command_output(
  id INTEGER PRIMARY KEY,
  cut INTEGER NOT NULL,
  packed BLOB NOT NULL
) STRICT
--
INSERT INTO place(engine, container_id, container_name, image, image_id, user, host)
  SELECT DISTINCT engine, container_id, container_name, image, image_id, user, host FROM command_1
--
INSERT INTO run(session, shell, trace_id) SELECT DISTINCT session, shell, trace_id FROM command_1
--
INSERT INTO folder(path) SELECT DISTINCT cwd FROM command_1
--
INSERT INTO command(id, command, exit_code, start_ms, duration_ms, place_id, run_id, folder_id, trusted, masked)
  SELECT
    n + max(ended - n) OVER (ORDER BY n ROWS UNBOUNDED PRECEDING),
    o.command, o.exit_code, o.start_ms, o.duration_ms, p.id, r.id, f.id, o.trusted, instr(o.command, '‹redacted›') > 0
  FROM (
      SELECT *, row_number() OVER (ORDER BY ended, id) AS n
      FROM (SELECT *, min(max(start_ms + duration_ms, 0), 9000000000000) * 1000 + 1 AS ended FROM command_1)
    ) o
    JOIN place p ON p.engine = o.engine AND p.container_id = o.container_id AND p.container_name = o.container_name
      AND p.image = o.image AND p.image_id = o.image_id AND p.user = o.user AND p.host = o.host
    JOIN run r ON r.session = o.session AND r.shell = o.shell AND r.trace_id = o.trace_id
    JOIN folder f ON f.path = o.cwd
  ORDER BY n
--
DROP TABLE command_1
--
CREATE INDEX command_by_start ON command(start_ms)
--
CREATE INDEX command_by_place ON command(place_id)
--
CREATE INDEX command_by_run ON command(run_id)
--
CREATE INDEX command_by_folder ON command(folder_id)
--
CREATE INDEX command_failed ON command(id) WHERE exit_code IS NOT NULL AND exit_code <> 0
--
CREATE UNIQUE INDEX command_imported ON command(import_key) WHERE import_key IS NOT NULL
--
CREATE VIRTUAL TABLE command_words USING fts5(command, content='command', content_rowid='id', tokenize='unicode61 remove_diacritics 0', prefix='2 3', detail=none)
--
INSERT INTO command_words(command_words) VALUES ('rebuild')
--
CREATE TRIGGER command_added AFTER INSERT ON command BEGIN
  INSERT INTO command_words(rowid, command) VALUES (new.id, new.command);
END
--
CREATE TRIGGER command_removed AFTER DELETE ON command BEGIN
  INSERT INTO command_words(command_words, rowid, command) VALUES ('delete', old.id, old.command);
  DELETE FROM command_output WHERE id = old.id;
END
--
CREATE TRIGGER command_changed AFTER UPDATE OF command ON command BEGIN
  INSERT INTO command_words(command_words, rowid, command) VALUES ('delete', old.id, old.command);
  INSERT INTO command_words(rowid, command) VALUES (new.id, new.command);
END
)",
    // 3: what adds a command adds its words too (HistoryInserter). In a trigger that cost more than all the rest: one
    // statement then changes two tables, so that SQLite keeps a journal for it, and FTS5 writes its words at its start.
    // Failed commands of a container or a folder are found without looking at all of them.
    R"(
DROP TRIGGER command_added
--
CREATE INDEX command_failed_by_place ON command(place_id) WHERE exit_code IS NOT NULL AND exit_code <> 0
--
CREATE INDEX command_failed_by_folder ON command(folder_id) WHERE exit_code IS NOT NULL AND exit_code <> 0
)",
    // 4: a job that was stopped (Ctrl-Z: 128 and the signal) is no failure.
    R"(
DROP INDEX command_failed
--
DROP INDEX command_failed_by_place
--
DROP INDEX command_failed_by_folder
--
CREATE INDEX command_failed ON command(id) WHERE exit_code IS NOT NULL AND exit_code <> 0 AND exit_code NOT BETWEEN 147 AND 150
--
CREATE INDEX command_failed_by_place ON command(place_id) WHERE exit_code IS NOT NULL AND exit_code <> 0 AND exit_code NOT BETWEEN 147 AND 150
--
CREATE INDEX command_failed_by_folder ON command(folder_id) WHERE exit_code IS NOT NULL AND exit_code <> 0 AND exit_code NOT BETWEEN 147 AND 150
)",
    // 5: whether it was stopped is told, because a program may return those codes itself; of what is there, the code is all
    // that is known. An older Berth that still runs names these indexes in its queries, and SQLite refuses one whose rows
    // might be too few for it: their conditions are those of step 3 again, which are wide enough for every version, and
    // what differs is a column of theirs.
    R"(
DROP INDEX command_failed
--
DROP INDEX command_failed_by_place
--
DROP INDEX command_failed_by_folder
--
ALTER TABLE command ADD COLUMN stopped INTEGER NOT NULL DEFAULT 0
--
UPDATE command SET stopped = 1 WHERE exit_code BETWEEN 147 AND 150
--
CREATE INDEX command_failed ON command(stopped) WHERE exit_code IS NOT NULL AND exit_code <> 0
--
CREATE INDEX command_failed_by_place ON command(place_id, stopped) WHERE exit_code IS NOT NULL AND exit_code <> 0
--
CREATE INDEX command_failed_by_folder ON command(folder_id, stopped) WHERE exit_code IS NOT NULL AND exit_code <> 0
)",
};

} // namespace core::store
