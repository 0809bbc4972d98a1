// A line each of the form's lists, as `docker run` takes them. Errors are sentences. Pure functions.
#pragma once
#include "core/engine/types.h"

#include <QString>
#include <expected>

namespace ui::desk {

// "80", "8080:80", "127.0.0.1:8080:80/udp", "[::1]:8080:80"
std::expected<core::engine::PortMapping, QString> portIn(const QString &line);
// "/folder:/data", "/folder:/data:ro", "volume:/data", "/data" (an anonymous volume), "tmpfs:/run"
std::expected<core::engine::Mount, QString> mountIn(const QString &line);
std::expected<core::engine::Device, QString> deviceIn(const QString &line); // "/dev/kvm", "/dev/sdb:/dev/disk", "/dev/sdb:/dev/disk:r"
std::chrono::seconds secondsIn(const QString &text); // "30", "30s", "2m", "1h"; 0: it is no such thing
std::expected<std::string, QString> variableIn(const QString &line); // "NAME=value"
// "512m", "1.5g", "1000000": bytes; 0: it is no such thing, or more than can be.
std::int64_t memoryIn(const QString &text);

} // namespace ui::desk
