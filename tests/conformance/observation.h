// What can be seen of a terminal after some bytes, in the words in which the cases expect it.
#pragma once
#include "core/vt/emulator.h"

#include <QString>
#include <QStringList>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

class Observation : private core::vt::EmulatorEvents
{
public:
    // Fed piece by piece, each of them looked at: a row that changes must be seen to.
    Observation(const core::vt::Emulator::Options &options, const std::vector<std::string_view> &pieces);

    // Of the thing that the key names; none when there is no such thing.
    std::optional<QString> value(const QString &key) const;
    const core::vt::Frame &frame() const { return *m_frame; }
    // The stretches of a row that are not plain, "FROM-TO FOREGROUND BACKGROUND ATTRIBUTES; …", but for one at its end that
    // is only a background.
    QString styles(std::size_t row) const;

private:
    void mark(core::base::OscMark &&mark) override;
    void bell() override { ++m_bells; }

    std::optional<QString> ofCells(const QStringList &words) const;
    QString widths(const core::vt::Row &row) const;

    core::vt::FramePtr m_frame;
    std::string m_replies;
    QStringList m_modes, m_marks;
    int m_bells = 0;
};
