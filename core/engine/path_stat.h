// What an engine says of a path in a container: the header X-Docker-Container-Path-Stat, base64 of Go's os.FileInfo.
#pragma once
#include "core/base/result.h"
#include "core/engine/container_files.h"
#include "core/engine/http_message.h"

#include <optional>

namespace core::engine {

std::optional<FileInfo> pathStatIn(const HttpHead &head); // nullopt: absent or nonsense
// An answer to HEAD has no words in it, only a status: what it means for a path.
base::Error pathError(base::Error error);

} // namespace core::engine
