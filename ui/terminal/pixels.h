// The painter's innermost loops: opaque 32-bit pixels, filled and blended in place.
#pragma once
#include <QRgb>
#include <QtGlobal>
#include <vector>

namespace ui::terminal {

// Somebody else's image. Format_RGB32.
struct Pixels
{
    QRgb *bits = nullptr;
    qsizetype stride = 0; // pixels
    int width = 0, height = 0;
    QRgb *at(int x, int y) const { return bits + y * stride + x; }
};

// A rasterised picture of a character: coverage to be blended in any colour, or, from a colour font, premultiplied
// colours. Only what is not empty is kept.
struct Tile
{
    int x = 0, y = 0; // from the cell's top left
    int width = 0, height = 0;
    int stride = 0;                // of `coverage`: a multiple of kGroup, what is beyond the width is zero
    std::vector<uchar> coverage;
    std::vector<QRgb> colors;      // instead of coverage, `width` to the line
    static constexpr int kGroup = 4; // pixels blended at a time

    std::size_t bytes() const { return sizeof(Tile) + coverage.capacity() + colors.capacity() * sizeof(QRgb); }
};

// All clip to the image.
void fill(const Pixels &pixels, int x, int y, int width, int height, QRgb color);
// With the tile's cell at x, y. `color` does not matter to a tile with colours of its own.
void blend(const Pixels &pixels, const Tile &tile, int x, int y, QRgb color);

} // namespace ui::terminal
