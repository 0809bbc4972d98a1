// How an engine's things are named and counted in its window's pages, and what is not a name. Pure functions.
#pragma once
#include "core/engine/types.h"
#include "ui/desk/desk_text.h"

namespace ui::desk {

QString partText(std::int64_t done, std::int64_t total);  // "12.4 of 48.0 MB"
QString shortId(const std::string &id); // 12 digits, without "sha256:"

// Of a table, in one unit, or the date: "5 min ago", "3 d ago", "12 Nov 2025". Empty when it is not known.
QString ageCell(core::base::WallTime then, core::base::WallTime now);
QString whenCell(core::base::WallTime then);
QString clockText(core::base::WallTime then); // "14:02"

// "shop-api, shop-db and 3 more"
QString namesOf(const std::vector<const core::engine::Container *> &containers, int most = 2);
// What is not an image's name, in a sentence; empty: it is one. Source: the reference grammar of github.com/distribution/reference.
QString referenceProblem(const QString &reference);
// What is not a name of a container, volume or network, in a sentence; empty: it is one.
QString nameProblem(const QString &name);

} // namespace ui::desk
