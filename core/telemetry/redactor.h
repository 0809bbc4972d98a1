// The one redactor: secrets in text that leaves the terminal (logs, history, the assistant's context, recordings) are
// replaced by a visible mark. Known token shapes, KEY=VALUE of telling names, URL credentials, bearer headers, PEM.
//
// Threads: any; stateless. Give it whole texts (the joined buffer): a secret split over two calls is not seen.
#pragma once
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace core::telemetry {

inline constexpr std::string_view kRedacted = "‹redacted›";

struct Span // of a text, in bytes
{
    std::size_t begin = 0, end = 0;
    friend bool operator==(const Span &, const Span &) = default;
};

struct Redaction
{
    std::string text;
    std::size_t count = 0;   // secrets replaced
    std::vector<Span> spans; // where they were, in order
};

Redaction redact(std::string_view text);

// How much of a text that is still being written is settled: what follows may make a secret only of what lies behind it.
// For who must pass on a stream. A token's well-known beginning ("ghp_") counts as soon as it is whole.
std::size_t settledLength(std::string_view text);

} // namespace core::telemetry
