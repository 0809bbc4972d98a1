// A raised card of the panel: title with tier bars, text, whatever else, buttons.
#pragma once
#include <QFrame>

class QHBoxLayout;
class QLabel;
class QPushButton;
class QVBoxLayout;

namespace ui::assistant {

// The hint's tier as three bars, filled up to it.
class TierBars : public QWidget
{
    Q_OBJECT
public:
    TierBars(int tier, QWidget *parent);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    int m_tier;
};

class Card : public QFrame
{
    Q_OBJECT
public:
    explicit Card(QWidget *parent);

    QLabel *addTitle(const QString &text, int tier = 0); // tier 0: no bars
    QLabel *addText(const QString &text, const char *tone = "dim");
    QLabel *addCode(const QString &command);
    QPushButton *addButton(const QString &text); // in one row at the bottom

private:
    QVBoxLayout *m_layout;
    QHBoxLayout *m_buttons = nullptr;
};

} // namespace ui::assistant
