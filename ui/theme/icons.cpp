#include "ui/theme/icons.h"

#include <QFile>
#include <QIconEngine>
#include <QPainter>
#include <QPixmapCache>
#include <QSvgRenderer>

// Resources of a static library are linked only when asked for, and the macro wants the global namespace.
static void initIconResources()
{
    Q_INIT_RESOURCE(icons);
}

namespace ui::theme {
namespace {

QPixmap render(const QString &name, const QColor &color, QSize pixels)
{
    const QString key = QStringLiteral("berth/%1/%2/%3x%4").arg(name, color.name(QColor::HexArgb)).arg(pixels.width()).arg(pixels.height());
    QPixmap pixmap;
    if (QPixmapCache::find(key, &pixmap))
        return pixmap;
    initIconResources();
    QFile file(QStringLiteral(":/icons/%1.svg").arg(name));
    if (!file.open(QIODevice::ReadOnly))
        return {};
    QSvgRenderer svg(file.readAll().replace("currentColor", color.name().toLatin1()));
    pixmap = QPixmap(pixels);
    pixmap.fill(Qt::transparent);
    QPainter painter(&pixmap);
    painter.setOpacity(color.alphaF());
    svg.render(&painter);
    QPixmapCache::insert(key, pixmap);
    return pixmap;
}

class TokenIconEngine : public QIconEngine
{
public:
    TokenIconEngine(QString name, Role role) : m_name(std::move(name)), m_role(role) {}

    void paint(QPainter *painter, const QRect &rect, QIcon::Mode mode, QIcon::State) override
    {
        drawIcon(*painter, rect, m_name, color(mode == QIcon::Disabled ? Role::Faint : m_role));
    }
    QPixmap pixmap(const QSize &size, QIcon::Mode mode, QIcon::State) override
    {
        return render(m_name, color(mode == QIcon::Disabled ? Role::Faint : m_role), size);
    }
    QIconEngine *clone() const override { return new TokenIconEngine(*this); }

private:
    QString m_name;
    Role m_role;
};

} // namespace

QIcon icon(const QString &name, Role role)
{
    return QIcon(new TokenIconEngine(name, role));
}

QIcon applicationIcon()
{
    initIconResources();
    return QIcon(QStringLiteral(":/icons/berth-app.svg"));
}

void drawIcon(QPainter &painter, const QRectF &box, const QString &name, const QColor &color)
{
    const qreal ratio = painter.device()->devicePixelRatioF();
    painter.drawPixmap(box, render(name, color, (box.size() * ratio).toSize()), QRectF(QPointF(), box.size() * ratio));
}

} // namespace ui::theme
