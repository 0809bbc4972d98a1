// What a failed statement means for us.
#pragma once
#include "core/base/result.h"

#include <QSqlError>

namespace core::store {

enum class Cause : unsigned char { Other, Busy, Corrupt };

Cause causeOf(const QSqlError &error);
base::Error errorOf(const QSqlError &error, std::string_view code, std::string_view message); // the driver's words are detail only

} // namespace core::store
