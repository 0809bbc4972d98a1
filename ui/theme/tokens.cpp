#include "ui/theme/tokens.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace ui::theme {
namespace {

using Pair = std::array<QRgb, 2>; // dark, light
constexpr std::array<Pair, 15> kRoles = {{
    {0xff0b0e12, 0xffffffff}, // Terminal
    {0xff0e1116, 0xffeef1f4}, // Window
    {0xff141920, 0xfff7f9fb}, // Panel
    {0xff1b212a, 0xffffffff}, // Raised
    {0xff222a35, 0xffe9eef3}, // Hover
    {0xff28313d, 0xffd5dce4}, // Line
    {0xffdbe2ea, 0xff1d2630}, // Text
    {0xff8593a3, 0xff5b6877}, // Dim
    {0xff5a6675, 0xff8a96a3}, // Faint
    {0xff4fb8ff, 0xff0b6bcb}, // Accent
    {0xff06131f, 0xffffffff}, // OnAccent
    {0xff46c065, 0xff1c8a3c}, // Ok
    {0xffe0ac3b, 0xff9a6a00}, // Warn
    {0xfff26464, 0xffc93232}, // Fail
    {0xffb794ff, 0xff6f44d1}, // Assistant
}};

// Violet belongs to the assistant and to sandboxes, grey to the host: neither is a container's colour.
constexpr std::array<Pair, 12> kIdentities = {{
    {0xff5ad19a, 0xff12805a},
    {0xfff0a050, 0xffad5a00},
    {0xfff27ea6, 0xffc02d6a},
    {0xffd1a58a, 0xff8a5a3c},
    {0xffe6c34a, 0xff8f6a00},
    {0xff3ecfcf, 0xff0a7d86},
    {0xfff28b6e, 0xffbf4526},
    {0xff7f9cff, 0xff4359d6},
    {0xffa3d45a, 0xff4f7809},
    {0xffe08ae6, 0xffa33bb0},
    {0xff66c2a5, 0xff2b7a78},
    {0xff4fb8ff, 0xff0b6bcb},
}};

constexpr std::array<Pair, 16> kAnsi = {{
    {0xff2a323d, 0xff1d2630},
    {0xfff26464, 0xffc93232},
    {0xff46c065, 0xff188038},
    {0xffe0ac3b, 0xff9a6a00},
    {0xff4fb8ff, 0xff0b6bcb},
    {0xffc58af9, 0xff8a3fb8},
    {0xff45c8cf, 0xff0a7d86},
    {0xffc3ccd6, 0xff5b6877},
    {0xff748293, 0xff46525f},
    {0xffff8080, 0xffb02020},
    {0xff63d982, 0xff13702e},
    {0xfff3c662, 0xff7d5600},
    {0xff7fccff, 0xff0957a6},
    {0xffd7aaff, 0xff6f2f99},
    {0xff6fe0e6, 0xff07666e},
    {0xfff2f6fa, 0xff6b7785},
}};

double luminance(const QColor &color)
{
    const auto linear = [](double c) { return c <= 0.03928 ? c / 12.92 : std::pow((c + 0.055) / 1.055, 2.4); };
    return 0.2126 * linear(color.redF()) + 0.7152 * linear(color.greenF()) + 0.0722 * linear(color.blueF());
}

Scheme g_current = Scheme::Dark;

QColor pick(const Pair &pair, Scheme scheme)
{
    return QColor::fromRgb(pair[scheme == Scheme::Dark ? 0 : 1]);
}

} // namespace

QColor color(Role role, Scheme scheme)
{
    return pick(kRoles[static_cast<std::size_t>(role)], scheme);
}

Scheme current()
{
    return g_current;
}

void setCurrent(Scheme scheme)
{
    g_current = scheme;
}

QColor identity(const QString &name, Scheme scheme)
{
    // FNV-1a: qHash is seeded per process, and the colour must be the same tomorrow.
    quint32 hash = 2166136261U;
    const QByteArray bytes = name.toUtf8();
    for (const char byte : bytes)
        hash = (hash ^ static_cast<quint8>(byte)) * 16777619U;
    return pick(kIdentities[(hash ^ (hash >> 16)) % kIdentities.size()], scheme);
}

QColor hostIdentity(Scheme scheme)
{
    return color(Role::Dim, scheme);
}

QColor ansi(int index, Scheme scheme)
{
    return pick(kAnsi[static_cast<std::size_t>(index) % kAnsi.size()], scheme);
}

double contrast(const QColor &one, const QColor &other)
{
    const auto [dark, light] = std::minmax({luminance(one), luminance(other)});
    return (light + 0.05) / (dark + 0.05);
}

} // namespace ui::theme
