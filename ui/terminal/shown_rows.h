// Which rows of a document are on show, and the way between them and the rows of a view, when outputs are folded or only
// some blocks are listed. A value. Nothing of the document changes: folding is a matter of the view.
#pragma once
#include "core/base/ids.h"
#include "ui/terminal/document.h"

#include <vector>

namespace ui::terminal {

class ShownRows
{
public:
    // Rows of the document: shown as they are, or, with a block, replaced by one row that says so.
    struct Piece
    {
        std::size_t first = 0, end = 0;
        core::base::BlockId folded;       // invalid: shown
        std::size_t place = 0;            // of its first row among the shown ones; filled in by ShownRows
        std::size_t count() const { return folded.isValid() ? 1 : end - first; }
    };

    ShownRows() = default;
    explicit ShownRows(Document document) : m_document(std::move(document)) {} // everything is shown
    // Ascending, without overlaps; what is in no piece is not shown.
    ShownRows(Document document, std::vector<Piece> pieces);

    const Document &document() const { return m_document; }
    std::size_t count() const { return m_all ? m_document.rowCount() : m_count; }
    std::size_t lastTop() const;          // the view's top row when it shows the end

    // The row of the document at a place; of a fold its first. Nothing beyond the end.
    std::optional<std::size_t> rowAt(std::size_t place) const;
    const Piece *foldAt(std::size_t place) const; // null for a row that is shown as it is
    // Where a row of the document is on show: a folded one where its fold is, a hidden one where the next that is shown is.
    std::size_t placeOf(std::size_t row) const;
    bool isShown(std::size_t row) const;

private:
    const Piece *pieceAt(std::size_t place) const;
    const Piece *pieceFrom(std::size_t row) const; // the one with the row, or the next

    Document m_document;
    bool m_all = true;
    std::vector<Piece> m_pieces;
    std::size_t m_count = 0;
};

} // namespace ui::terminal
