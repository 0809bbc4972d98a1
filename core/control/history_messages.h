// History between messages and core/store's values: for the service, and for berthctl on the other end.
#pragma once
#include "berth/control/v1/control.pb.h"
#include "core/store/store.h"

namespace core::control {

store::HistoryQuery queryOf(const berth::control::v1::SearchHistoryRequest &request);
void fill(berth::control::v1::Command &out, const store::CommandRecord &record);
store::CommandRecord recordOf(const berth::control::v1::Command &command);

} // namespace core::control
