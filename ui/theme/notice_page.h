// In the list's place when there is nothing to list: what that means, and what can be done about it.
#pragma once
#include <QWidget>

class QLabel;
class QPushButton;

namespace ui::theme {

class NoticePage : public QWidget
{
    Q_OBJECT
public:
    explicit NoticePage(QWidget *parent);

    // An empty `offer`: no button. `name` tells what the button is for: offered(name).
    void say(const QString &icon, const QString &title, const QString &sentence, const QString &offer = {}, const QString &name = {});
    QString text() const;

Q_SIGNALS:
    void offered(const QString &name);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QString m_icon, m_name;
    QWidget *m_picture;
    QLabel *m_title, *m_sentence;
    QPushButton *m_offer;
};

} // namespace ui::theme
