#include "ui/terminal/scrollback_writer.h"

#include <QCoreApplication>
#include <QSaveFile>
#include <algorithm>
#include <functional>

namespace ui::terminal {
namespace {

using core::vt::RowPtr;

constexpr std::size_t kPieceBytes = 64 * 1024;

class Writer
{
public:
    explicit Writer(QSaveFile &file) : m_file(file) {}

    // False when the file takes no more.
    bool add(const RowPtr &row)
    {
        return !row || add(*row, row->wrapped ? row->text(0, int(row->cells.size())) : row->trimmedText());
    }

    bool add(const core::vt::Row &row, const std::string &text)
    {
        m_line += text;
        if (row.wrapped && m_line.size() < kPieceBytes)
            return true;
        if (row.wrapped) { // a line may be megabytes long
            m_begun = true;
            takeLine();
        } else {
            endLine();
        }
        return flush(kPieceBytes);
    }

    bool finish()
    {
        if (!m_line.empty() || m_begun)
            endLine();
        return flush(1);
    }

private:
    void takeLine()
    {
        m_pending.append(std::exchange(m_blank, 0), '\n');
        m_pending += std::exchange(m_line, {});
    }

    void endLine()
    {
        if (m_line.empty() && !m_begun) {
            ++m_blank; // written when something follows: a screen's blank rest is no text
            return;
        }
        takeLine();
        m_pending += '\n';
        m_begun = false;
    }

    bool flush(std::size_t atLeast)
    {
        if (m_pending.size() < atLeast)
            return true;
        const bool done = m_file.write(m_pending.data(), qint64(m_pending.size())) == qint64(m_pending.size());
        m_pending.clear();
        return done;
    }

    QSaveFile &m_file;
    std::string m_line, m_pending;
    std::size_t m_blank = 0;
    bool m_begun = false; // a piece of the line is written already
};

} // namespace

namespace {

QString write(const QString &path, const std::function<bool(Writer &)> &fill)
{
    QSaveFile file(path);
    const auto problem = [&] { return QCoreApplication::translate("ui::terminal", "The text was not saved: %1").arg(file.errorString()); };
    if (!file.open(QIODevice::WriteOnly))
        return problem();
    // What was printed may be secret. Where a file system has no permissions, the text is saved all the same.
    file.setPermissions(QFileDevice::ReadOwner | QFileDevice::WriteOwner);
    Writer writer(file);
    return fill(writer) && writer.finish() && file.commit() ? QString() : problem();
}

} // namespace

QString writeScrollback(const core::vt::Frame &frame, const QString &path)
{
    return write(path, [&frame](Writer &writer) {
        for (std::size_t i = 0; frame.history && i < frame.history->rowCount(); ++i) {
            if (!writer.add(frame.history->row(i)))
                return false;
        }
        return std::ranges::all_of(frame.rows, [&](const RowPtr &row) { return writer.add(row); });
    });
}

QString writeRows(const Document &document, const Selection::Span &span, const QString &path)
{
    return write(path, [&](Writer &writer) {
        for (std::size_t i = span.firstRow; i <= span.lastRow; ++i) {
            const RowPtr row = document.row(i);
            const auto [from, to] = span.columns(i, document.cols());
            const bool whole = from == 0 && row && to >= int(row->cells.size());
            if (row && !(whole ? writer.add(row) : writer.add(*row, row->text(from, std::min(to, int(row->cells.size()))))))
                return false;
        }
        return true;
    });
}

} // namespace ui::terminal
