#include "ui/terminal/shown_rows.h"

#include <algorithm>

namespace ui::terminal {

ShownRows::ShownRows(Document document, std::vector<Piece> pieces)
    : m_document(std::move(document)), m_all(false), m_pieces(std::move(pieces))
{
    for (Piece &piece : m_pieces) {
        piece.place = m_count;
        m_count += piece.count();
    }
}

std::size_t ShownRows::lastTop() const
{
    if (m_all)
        return m_document.historyRows();
    const std::size_t page = m_document.frame() ? m_document.frame()->rows.size() : 0;
    return m_count > page ? m_count - page : 0;
}

const ShownRows::Piece *ShownRows::pieceAt(std::size_t place) const
{
    if (place >= m_count)
        return nullptr;
    const auto after = std::upper_bound(m_pieces.begin(), m_pieces.end(), place, [](std::size_t p, const Piece &piece) { return p < piece.place; });
    return after == m_pieces.begin() ? nullptr : &*(after - 1);
}

const ShownRows::Piece *ShownRows::pieceFrom(std::size_t row) const
{
    const auto found = std::lower_bound(m_pieces.begin(), m_pieces.end(), row, [](const Piece &piece, std::size_t r) { return piece.end <= r; });
    return found == m_pieces.end() ? nullptr : &*found;
}

std::optional<std::size_t> ShownRows::rowAt(std::size_t place) const
{
    if (m_all)
        return place < m_document.rowCount() ? std::optional(place) : std::nullopt;
    const Piece *const piece = pieceAt(place);
    return piece ? std::optional(piece->first + (place - piece->place)) : std::nullopt;
}

const ShownRows::Piece *ShownRows::foldAt(std::size_t place) const
{
    const Piece *const piece = m_all ? nullptr : pieceAt(place);
    return piece && piece->folded.isValid() ? piece : nullptr;
}

std::size_t ShownRows::placeOf(std::size_t row) const
{
    if (m_all)
        return row;
    const Piece *const piece = pieceFrom(row);
    if (!piece)
        return m_count;
    return piece->folded.isValid() || row < piece->first ? piece->place : piece->place + (row - piece->first);
}

bool ShownRows::isShown(std::size_t row) const
{
    if (m_all)
        return row < m_document.rowCount();
    const Piece *const piece = pieceFrom(row);
    return piece && row >= piece->first && !piece->folded.isValid();
}

} // namespace ui::terminal
