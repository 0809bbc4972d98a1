// A connection to a running instance, and what went wrong with a call as a sentence and an exit code.
#pragma once
#include "berth/control/v1/control.grpc.pb.h"
#include "core/base/result.h"

#include <chrono>
#include <memory>
#include <string>

namespace berthctl {

using Stub = berth::control::v1::Control::Stub;

// Codes: see core/control/instances.h.
core::base::Result<std::unique_ptr<Stub>> connect(const std::string &runtimeDir, const std::string &instance);

// Gives a call its deadline; a container's first shell may take seconds.
std::unique_ptr<grpc::ClientContext> context(std::chrono::seconds deadline = std::chrono::seconds(30));

int report(const core::base::Error &error); // prints the sentence to stderr; the exit code
int report(const grpc::Status &status);

} // namespace berthctl
