// Several Qt Test classes in one program: BERTH_TEST(Class) registers a class, main() runs each in turn.
// `prog Class [qtest args]` runs one class. In CI (CI=true) a skip fails the program unless its reason
// starts with "expected:" — a skip of something CI can run must not pass unseen.
#pragma once
#include <QObject>
#include <functional>

#include "tests/support/patience.h"

namespace tests {
int registerTest(const char *name, std::function<QObject *()> make);
}

#define BERTH_TEST(Class) \
    static const int registered_##Class = ::tests::registerTest(#Class, [] { return static_cast<QObject *>(new Class); });
