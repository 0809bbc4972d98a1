// The rows on show as text for assistive technology, with cursor, selection and the place of each character.
#pragma once
#include <QAccessibleWidget>

namespace ui::terminal {

class TerminalWidget;

class AccessibleTerminal : public QAccessibleWidget, public QAccessibleTextInterface
{
public:
    static void install(); // once per program is enough; more does no harm

    explicit AccessibleTerminal(TerminalWidget *widget);
    void *interface_cast(QAccessible::InterfaceType type) override;
    QAccessible::State state() const override;

    void selection(int index, int *start, int *end) const override;
    int selectionCount() const override;
    void addSelection(int start, int end) override;
    void removeSelection(int index) override;
    void setSelection(int index, int start, int end) override;
    int cursorPosition() const override;
    void setCursorPosition(int) override {} // the cursor is the program's
    QString text(int start, int end) const override;
    using QAccessibleWidget::text;
    int characterCount() const override;
    QRect characterRect(int offset) const override;
    int offsetAtPoint(const QPoint &point) const override;
    void scrollToSubstring(int, int) override {}
    QString attributes(int offset, int *start, int *end) const override;

private:
    TerminalWidget *terminal() const;
    QString wholeText() const;
    int rowUnits(int row) const;
    int offsetOf(int row, int col) const;
    struct Cell
    {
        int row, col;
    };
    Cell cellOf(int offset) const; // within the text on show
};

} // namespace ui::terminal
