// A line at a tab's lower edge that says something and offers what can be done about it; nothing waits for an answer.
#pragma once
#include <QFrame>
#include <functional>

class QBoxLayout;
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
    // `shortWords`: for where the button has no room for the others; empty for the same.
    QPushButton *offer(const QString &button, std::function<void()> run, const QString &shortWords = {});
    void clear(const QString &name);
    QString name() const { return m_name; }
    QString text() const;
    // To the first thing that it offers. False when there is nothing to answer.
    bool takeFocus();

Q_SIGNALS:
    void left(); // the keyboard was here and is to go back: Escape, or what was asked is answered

protected:
    void keyPressEvent(QKeyEvent *event) override;
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    void arrange();

    QBoxLayout *m_row;
    QString m_name;
    QLabel *m_text;
    QBoxLayout *m_buttons;
};

} // namespace ui::window
