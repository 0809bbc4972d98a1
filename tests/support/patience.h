// Qt Test's QTRY_ macros with a wait that a busy machine needs; a test that passes does not wait for it.
#pragma once
#include <string> // first: moc 6.4 stumbles over <compare> before <string>

#include <QTest>

namespace tests {
inline constexpr int kTryPatience = 30'000; // ms
}

#undef QTRY_VERIFY
#undef QTRY_VERIFY2
#undef QTRY_COMPARE
#define QTRY_VERIFY(expr) QTRY_VERIFY_WITH_TIMEOUT(expr, ::tests::kTryPatience)
#define QTRY_VERIFY2(expr, message) QTRY_VERIFY2_WITH_TIMEOUT(expr, message, ::tests::kTryPatience)
#define QTRY_COMPARE(expr, expected) QTRY_COMPARE_WITH_TIMEOUT(expr, expected, ::tests::kTryPatience)
