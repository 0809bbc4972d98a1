// Values as text: what a flag or a variable says, checked against the schema; and the same back as TOML.
#pragma once
#include "core/config/settings.h"

namespace core::config {

// The error's message says what was expected. Code: config.bad_value.
base::Result<Value> parseValue(const Spec &spec, std::string_view text);
base::Result<Value> checkRange(const Spec &spec, Value value);
std::string expectation(const Spec &spec); // "a whole number from 5 to 72 (points)"
std::string tomlLiteral(const Value &value);

} // namespace core::config
