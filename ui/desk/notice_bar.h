// A line across a window or page that says what is not as usual (stale, removed, an action that failed), until it is over
// or dismissed. Hidden when it has nothing to say.
#pragma once
#include <QFrame>
#include <functional>

class QLabel;
class QPushButton;
class QToolButton;

namespace ui::desk {

class NoticeBar : public QFrame
{
    Q_OBJECT
public:
    explicit NoticeBar(QWidget *parent);

    // `tone` as in ui/theme/theme.h. An empty `offer`: no button.
    void say(const QString &sentence, const char *tone, const QString &offer = {}, std::function<void()> run = {});
    void setDismissible(bool dismissible);
    QString text() const; // empty when hidden

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QLabel *m_text;
    QPushButton *m_offer;
    QToolButton *m_dismiss;
    std::function<void()> m_run;
};

} // namespace ui::desk
