// Shows frames of an emulator in the terminal that berthctl runs in: as much as there is room for around the cursor, only what
// has changed, and a line of status below where one is wanted.
#pragma once
#include "core/vt/frame.h"

#include <string>

namespace berthctl {

class FramePrinter
{
public:
    enum class Status { Line, None };
    explicit FramePrinter(Status status = Status::Line) : m_hasStatus(status == Status::Line) {}

    void setSize(core::base::GridSize terminal); // everything is drawn anew
    // What to write to the terminal. `status` has no controls; it is cut to the terminal's width.
    std::string print(const core::vt::Frame &frame, const std::string &status = {});

private:
    void printRow(std::string &out, const core::vt::Row &row, int first, int columns) const;

    core::base::GridSize m_size;
    std::vector<core::vt::RowPtr> m_rows; // on show, top first
    std::string m_status;
    int m_first = 0, m_columns = 0; // on show
    const bool m_hasStatus;
    bool m_fresh = true;
};

} // namespace berthctl
