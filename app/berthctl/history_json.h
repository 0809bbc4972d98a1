// A command of the history as a JSON object, and back from a line of an exported file.
#pragma once
#include "core/store/store.h"

#include <QJsonObject>
#include <optional>
#include <string_view>

namespace berthctl {

struct JsonWish
{
    bool everything = false; // an export: whatever is known, so that it can be read back
    bool output = false;
    bool count = false;
};
// The fields that scripts lean on always; a start that is not known is null.
QJsonObject jsonOf(const core::store::CommandRecord &record, const JsonWish &wish);

// nullopt: not an object with a command.
std::optional<core::store::CommandRecord> recordOfJson(std::string_view line);

} // namespace berthctl
