// A root file system for tests with this machine's bash: busybox, and bash with the libraries that it names.
#pragma once
#include "core/base/result.h"

#include <string>

namespace tests {

core::base::Result<std::string> bashRootTar(); // for Engine::importImage; users root and user
// The same with zsh, fish and dash too.
core::base::Result<std::string> shellsRootTar();

} // namespace tests
