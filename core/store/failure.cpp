#include "core/store/failure.h"

namespace core::store {
namespace {

// Primary result codes (sqlite.org/rescode.html); an extended code has them in its low byte.
constexpr int kBusy = 5;
constexpr int kLocked = 6;
constexpr int kCorrupt = 11;
constexpr int kNotADatabase = 26;

} // namespace

Cause causeOf(const QSqlError &error)
{
    switch (error.nativeErrorCode().toInt() & 0xff) {
    case kBusy:
    case kLocked: return Cause::Busy;
    case kCorrupt:
    case kNotADatabase: return Cause::Corrupt;
    default: return Cause::Other;
    }
}

base::Error errorOf(const QSqlError &error, std::string_view code, std::string_view message)
{
    return {std::string(code), std::string(message), error.nativeErrorCode().toStdString() + ' ' + error.databaseText().toStdString()};
}

} // namespace core::store
