// What is said of a command that took long and ended while nobody looked. Pure.
#pragma once
#include "core/session/session_handle.h"

#include <QString>
#include <QStringList>
#include <chrono>

namespace ui::window {

struct EndedCommandPolicy
{
    std::chrono::seconds after{0}; // 0: nothing is ever said
    QStringList skipped;           // programs that a person ends: editors, pagers, shells on other machines
};

// Names parted by blanks or commas, as the setting has them.
QStringList programNames(const QString &list);

// What the command starts, without its folder, assignments before it and wrappers such as sudo; empty when that is unclear.
QString programOf(const std::string &command);

bool isWorthSaying(const core::shell::Block &block, const EndedCommandPolicy &policy);

// For the desktop: redacted, without control and invisible characters, short.
struct EndedNotice
{
    QString title; // "Failed after 6 min 20 s: exit 1"
    QString text;  // "npm test — shop-api, /srv/app"
};
EndedNotice endedNotice(const core::shell::Block &block, const core::session::Place &place);

} // namespace ui::window
