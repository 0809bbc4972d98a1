// The attach page's files, from the Qt resource that resources/web builds.
//
// Threads: any, after the first call; the files are read once.
#pragma once
#include <QByteArray>
#include <string>

namespace core::attach {

struct PageFile
{
    QByteArray bytes;
    QByteArray type; // "text/html; charset=utf-8"
};

// By request path ("/", "/app.js"); null when there is none. A look-up in a fixed list: no path is ever opened.
const PageFile *pageFile(const std::string &path);

} // namespace core::attach
