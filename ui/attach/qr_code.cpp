#include "ui/attach/qr_code.h"

#include <QPainter>
#include <memory>
#include <qrencode.h>

namespace ui::attach {

QImage qrImage(const QString &text)
{
    constexpr int quiet = 4; // modules around the code, ISO 18004
    const std::unique_ptr<QRcode, decltype(&QRcode_free)> code(QRcode_encodeString8bit(text.toUtf8().constData(), 0, QR_ECLEVEL_M), &QRcode_free);
    if (!code)
        return {};
    QImage image(code->width + 2 * quiet, code->width + 2 * quiet, QImage::Format_RGB32);
    image.fill(Qt::white);
    for (int y = 0; y < code->width; ++y) {
        for (int x = 0; x < code->width; ++x) {
            if (code->data[y * code->width + x] & 1)
                image.setPixel(x + quiet, y + quiet, qRgb(0, 0, 0));
        }
    }
    return image;
}

QrCode::QrCode(QWidget *parent) : QWidget(parent)
{
    setFixedSize(148, 148);
    setAccessibleName(tr("QR code of the link"));
}

void QrCode::setText(const QString &text)
{
    m_image = qrImage(text);
    update();
}

void QrCode::paintEvent(QPaintEvent *)
{
    if (m_image.isNull())
        return;
    QPainter painter(this);
    painter.drawImage(rect(), m_image); // nearest neighbour: modules stay sharp
}

} // namespace ui::attach
