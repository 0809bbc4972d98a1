// The one redactor: secrets in text that leaves the terminal (logs, history, the assistant's context, recordings) are
// replaced by a visible mark. Known token shapes, KEY=VALUE of telling names, URL credentials, bearer headers, PEM.
//
// Threads: any; stateless. Give it whole texts (the joined buffer): a secret split over two calls is not seen.
#pragma once
#include <cstddef>
#include <string>
#include <string_view>

namespace core::telemetry {

inline constexpr std::string_view kRedacted = "‹redacted›";

struct Redaction
{
    std::string text;
    std::size_t count = 0; // secrets replaced
};

Redaction redact(std::string_view text);

} // namespace core::telemetry
