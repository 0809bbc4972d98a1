// A line or two over the last minutes, with its newest value in words. What is not known is a gap. Not alone in colour: the
// second line is dashed, and the words name both.
#pragma once
#include "ui/containers/usage_history.h"
#include "ui/theme/tokens.h"

#include <QWidget>
#include <functional>

namespace ui::desk {

using containers::UsageHistory, containers::UsagePoint;

class Plot : public QWidget
{
    Q_OBJECT
public:
    struct Line
    {
        QString name; // empty: the title says it
        theme::Role ink = theme::Role::Accent;
        std::function<std::optional<double>(const UsagePoint &)> value;
    };

    Plot(const QString &title, std::vector<Line> lines, std::function<QString(double)> words, const UsageHistory &history, QWidget *parent);

    void setLimit(double limit);      // drawn as a line where it is in sight; 0: none
    void setLeast(double top);        // the scale does not go below
    void setWords(const QString &now, const QString &detail); // "12 %", "of 2 CPUs"
    void setNow(core::base::WallTime now); // the right edge
    QString plainText() const;

protected:
    void paintEvent(QPaintEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void leaveEvent(QEvent *event) override;
    QSize sizeHint() const override { return {320, 160}; }
    QSize minimumSizeHint() const override { return {180, 120}; }

private:
    QRectF area() const;
    double top() const;
    double xOf(core::base::WallTime at) const;
    void paintLine(QPainter &painter, const Line &line, double top, bool dashed) const;
    void paintUnderMouse(QPainter &painter) const;

    QString m_title, m_now, m_detail;
    std::vector<Line> m_lines;
    std::function<QString(double)> m_words;
    const UsageHistory &m_history;
    core::base::WallTime m_edge{};
    double m_limit = 0, m_least = 1;
    int m_mouse = -1; // x; -1: not over it
};

} // namespace ui::desk
