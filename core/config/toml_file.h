// A TOML file flattened to dotted keys. The only place that sees toml++.
#pragma once
#include "core/base/result.h"
#include "core/config/settings.h"

#include <optional>

namespace core::config {

struct TextRegion // 1-based; columns count code points; `end` is exclusive
{
    std::size_t beginLine = 0, beginColumn = 0, endLine = 0, endColumn = 0;
    friend bool operator==(const TextRegion &, const TextRegion &) = default;
};

struct TomlEntry
{
    std::string key;            // "terminal.font_size"
    std::optional<Value> value; // nullopt: a kind that no setting has (array, date)
    TextRegion where;           // of the value
};

struct TomlError
{
    std::size_t line = 0;
    std::string message;
};

std::expected<std::vector<TomlEntry>, TomlError> parseToml(std::string_view text);

// nullopt: no such file. An unreadable or oversized one is an error. Code: config.read.
base::Result<std::optional<std::string>> readTomlFile(const std::string &path);

} // namespace core::config
