// What is selected, held in shared positions: it stays on its text while output scrolls, lines reflow and history is
// forgotten. Knows nothing of windows, clipboards or pixels.
#pragma once
#include "ui/terminal/document.h"

#include <QString>
#include <utility>

namespace ui::terminal {

enum class SelectionMode { Character, Word, Line, Block };

class Selection
{
public:
    // `col` is an edge between cells (0..cols) for Character and Block, else the cell that was hit.
    void start(const Document &document, std::size_t row, int col, SelectionMode mode);
    void extend(const Document &document, std::size_t row, int col);
    void selectAll(const Document &document);
    void clear();

    SelectionMode mode() const { return m_mode; }
    bool isActive() const { return m_active; } // started, though perhaps nothing is in it yet

    // Where it lies in this document: rows and the columns on each. Nothing when empty or when all of it is gone.
    class Span
    {
    public:
        std::size_t firstRow = 0, lastRow = 0;
        int firstCol = 0, endCol = 0; // of the first and the last row; with `block` of every row
        bool block = false;
        std::pair<int, int> columns(std::size_t row, int cols) const; // from, to (exclusive); equal: none
    };
    std::optional<Span> span(const Document &document) const;

    // Wrapped rows are joined, trailing blanks trimmed, lines parted by '\n'. Cut near `most` characters.
    static constexpr qsizetype kMostText = 64 * 1024 * 1024;
    QString text(const Document &document, qsizetype most = kMostText) const;

private:
    using Ends = std::pair<core::base::Position, core::base::Position>;
    Ends unitAt(const Document &document, std::size_t row, int col) const;

    bool m_active = false;
    SelectionMode m_mode = SelectionMode::Character;
    Ends m_anchor; // the unit (edge, word or line) where it started
    Ends m_head;   // and where it is now
};

} // namespace ui::terminal
