// A command line as its words, as sh would see them: quotes and backslashes, nothing is expanded. Pure.
#pragma once
#include <QString>
#include <expected>
#include <string>
#include <vector>

namespace ui::desk {

// The error is a sentence: a quote that is not closed, a backslash at the end.
std::expected<std::vector<std::string>, QString> shellWords(const QString &line);

} // namespace ui::desk
