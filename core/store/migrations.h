// The schema's history: numbered steps, each one transaction; the file's user_version says how many it has had.
#pragma once
#include "core/store/connection.h"

namespace core::store {

int schemaVersion(); // of this program

// Brings the file to schemaVersion(). Another process may be doing the same: the lock decides, the other one finds it
// done. Codes: store.newer, store.corrupt, store.open.
base::Result<void> migrate(const Connection &connection);

// SQLite's own words when the file is damaged, where that shows without reading all of it.
base::Result<void> checkReadable(const Connection &connection);

} // namespace core::store
