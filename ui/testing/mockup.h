// The window of the design's pictures as data: engines, containers, sessions with blocks, a hint, a question's context.
#pragma once
#include "ui/testing/fake_host.h"

namespace ui::testing {

// Fills `host`; returns the session of shop-api, which the pictures show.
std::shared_ptr<FakeSession> fillMockup(FakeHost &host, core::base::GridSize grid);

} // namespace ui::testing
