// Errors as values. Every fallible call in core returns Result<T>; exceptions do not cross a module.
#pragma once
#include <expected>
#include <string>
#include <string_view>
#include <utility>

namespace core::base {

// What a caller, a person and a log each need to know of a failure.
//   code    stable, dotted, lower case ("engine.unreachable"): callers act on it, clients see it. Each module lists its
//           codes in its public header.
//   message one sentence for the user: what happened, why, what to do next. No paths of ours, SQL or stack details.
//   detail  for the log only; never sent to a client.
struct Error
{
    std::string code;
    std::string message;
    std::string detail;

    bool is(std::string_view other) const { return code == other; }
    friend bool operator==(const Error &, const Error &) = default;
};

template<class T = void>
using Result = std::expected<T, Error>;

inline std::unexpected<Error> fail(std::string_view code, std::string message, std::string detail = {})
{
    return std::unexpected(Error{std::string(code), std::move(message), std::move(detail)});
}

} // namespace core::base
