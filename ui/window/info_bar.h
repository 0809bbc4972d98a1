// A line at a tab's lower edge that says something and offers what can be done about it; nothing waits for an answer.
#pragma once
#include <QFrame>
#include <functional>

class QBoxLayout;
class QHBoxLayout;
class QLabel;
class QPushButton;

namespace ui::window {

class InfoBar : public QFrame
{
    Q_OBJECT
public:
    explicit InfoBar(QWidget *parent);

    // Replaces what it said before. `name` is the bar's purpose, so that only its owner clears it.
    void say(const QString &name, const QString &text, const char *tone = "dim");
    QPushButton *offer(const QString &button, std::function<void()> run);
    void clear(const QString &name);
    QString name() const { return m_name; }
    QString text() const;

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    void arrange();

    QBoxLayout *m_row;
    QString m_name;
    QLabel *m_text;
    QHBoxLayout *m_buttons;
};

} // namespace ui::window
