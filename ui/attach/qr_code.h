// A QR code on a white ground, whatever the theme: cameras want dark on light.
#pragma once
#include <QImage>
#include <QWidget>

namespace ui::attach {

// One pixel per module with the quiet zone of four around it; null when the text is too long to encode.
QImage qrImage(const QString &text);

class QrCode : public QWidget
{
    Q_OBJECT
public:
    explicit QrCode(QWidget *parent);
    void setText(const QString &text);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QImage m_image;
};

} // namespace ui::attach
