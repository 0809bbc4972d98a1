// A log on screen: colours, times, whose line it is, matches, and a selection to copy. It stays at the newest line until
// the user scrolls up, then at what the user reads. Only lines in sight are laid out.
#pragma once
#include "ui/desk/log_feed.h"
#include "ui/desk/log_rows.h"
#include "ui/terminal/palette.h"

#include <QAbstractScrollArea>
#include <memory>
#include <unordered_map>

class QPushButton;
class QTextLayout;

namespace ui::desk {

class LogView : public QAbstractScrollArea
{
    Q_OBJECT
public:
    LogView(const LogFeed &feed, const LogRows &rows, QWidget *parent); // both outlive it
    ~LogView() override;

    void refresh();           // lines came or went
    void restyle();           // theme, filter: everything is laid out anew
    void setTimesShown(bool shown);
    bool timesShown() const { return m_times; }
    void setHighlight(std::optional<terminal::CompiledQuery> query);
    void setMark(const QString &mark); // above the first line: "1,204 earlier lines were dropped"; empty: none

    bool isFollowing() const { return m_isFollowing; }
    void jumpToNewest();
    void selectAll();
    QString selectedText() const;
    void copy() const;        // the selection, or nothing
    // The last `count` lines that are shown, as they are shown; at most so many bytes of text.
    QString newestText(std::size_t count) const;
    QString prefixOf(const LogLine &line) const; // time and name, where they are shown

Q_SIGNALS:
    void followingChanged(bool following);

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void scrollContentsBy(int dx, int dy) override;
    void keyPressEvent(QKeyEvent *event) override;
    void wheelEvent(QWheelEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseDoubleClickEvent(QMouseEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    static constexpr int kGutter = 14; // the mark of the error stream stands in it
    struct Laid;
    struct Place // in the text of a line
    {
        std::uint64_t id = 0;
        int column = 0;
        friend auto operator<=>(const Place &, const Place &) = default;
    };

    Laid &laid(const LogLine &line) const;
    Place placeAt(const QPoint &pos) const;
    int columnAt(const LogLine &line, int x) const;
    std::pair<Place, Place> selection() const; // in order
    int headHeight() const { return m_mark.isEmpty() ? 0 : m_lineHeight + 8; }
    int prefixWidth() const;
    void fitScrollBars();
    void setFollowing(bool following);
    void notePlace();
    void placeJump();
    void paintLine(QPainter &painter, int y, const LogLine &line) const;
    void select(Place from, Place to);

    const LogFeed &m_feed;
    const LogRows &m_rows;
    terminal::Palette m_palette;
    QPushButton *m_jump;
    QString m_mark;
    std::optional<terminal::CompiledQuery> m_highlight;
    mutable std::unordered_map<std::uint64_t, std::unique_ptr<Laid>> m_laid;
    mutable int m_widest = 0;
    Place m_anchor, m_head;
    std::uint64_t m_topId = 0, m_leftAt = 0; // what is read; the newest line when the end was left
    int m_topOffset = 0;
    int m_lineHeight = 18, m_charWidth = 8;
    bool m_isFollowing = true, m_times = false, m_isFitting = false;
};

} // namespace ui::desk
