#include "ui/theme/theme.h"

namespace ui::theme {
namespace {

// @names are replaced by the scheme's colours.
constexpr const char *kSheet = R"(
QWidget { color: @text; }
QDialog, QMessageBox { background: @panel; }
QToolTip { background: @raised; color: @text; border: 1px solid @line; padding: 4px 6px; }
QSplitter::handle { background: @line; }

QLabel { background: transparent; }
QLabel[tone="dim"] { color: @dim; }
QLabel[tone="faint"] { color: @faint; }
QLabel[tone="ok"] { color: @ok; }
QLabel[tone="warn"] { color: @warn; }
QLabel[tone="fail"] { color: @fail; }
QLabel[tone="assistant"] { color: @assistant; }
QLabel[tone="heading"] { font-weight: 600; }
QLabel[tone="title"] { font-size: 15px; font-weight: 600; }
QLabel[tone="warn-title"] { color: @warn; font-size: 15px; font-weight: 600; }

QFrame[kind="card"] { background: @raised; border: 1px solid @line; border-radius: 8px; }
QFrame[kind="outline"] { background: transparent; border: 1px solid @line; border-radius: 8px; }
QFrame[kind="code"] { background: @terminal; border: 1px solid @line; border-radius: 6px; }
QFrame[kind="code"][focused="true"] { border-color: @accent; }
QFrame[kind="line"] { background: @line; border: none; }
QFrame#dropPlace { background: transparent; border: 2px solid @accent; border-radius: 6px; }

QPushButton { background: @raised; color: @text; border: 1px solid @line; border-radius: 6px; padding: 0 11px;
  min-height: 24px; font-size: 12px; outline: none; }
QPushButton:hover { background: @hover; }
QPushButton:pressed { background: @line; }
QPushButton:focus { border-color: @accent; }
QPushButton:disabled { color: @faint; }
QPushButton[kind="primary"] { background: @accent; color: @onaccent; border-color: @accent; font-weight: 600; }
QPushButton[kind="primary"]:hover { background: @accenthover; border-color: @accenthover; }
QPushButton[kind="primary"]:focus { border-color: @text; }
QPushButton[kind="primary"]:disabled { background: @line; color: @dim; border-color: @line; }
QPushButton[kind="danger"] { color: @fail; }
QPushButton[kind="danger"]:focus { border-color: @fail; }
QPushButton[kind="danger"]:disabled { color: @faint; }
QPushButton[kind="quiet"] { background: transparent; border-color: transparent; }
QPushButton[kind="quiet"]:hover { background: @hover; }
QPushButton[kind="quiet"]:focus { border-color: @accent; }
QPushButton[kind="link"] { background: transparent; border: none; color: @accent; padding: 0 2px; text-align: left; }
QPushButton[kind="link"]:hover, QPushButton[kind="link"]:focus { text-decoration: underline; }
QPushButton[kind="pill"] { background: @raised; border: 1px solid @line; border-radius: 9px; color: @dim; font-size: 11px;
  padding: 0 7px; min-height: 16px; }
QPushButton[kind="pill"]:hover, QPushButton[kind="pill"]:focus { color: @text; border-color: @faint; }
QPushButton[size="small"] { min-height: 20px; padding: 0 8px; font-size: 11px; }
QPushButton[segment="true"]:checked { background: @hover; border-color: @accent; }

QToolButton { background: transparent; border: 1px solid transparent; border-radius: 6px; padding: 0; }
QToolButton:hover { background: @hover; }
QToolButton:focus { border-color: @accent; }
QToolButton::menu-indicator { image: none; }

QLineEdit, QPlainTextEdit, QTextEdit, QSpinBox, QDoubleSpinBox, QComboBox { background: @terminal; border: 1px solid @line;
  border-radius: 6px; padding: 0 8px; min-height: 26px; selection-background-color: @accent;
  selection-color: @onaccent; }
QPlainTextEdit, QTextEdit { padding: 6px 8px; }
QLineEdit:focus, QPlainTextEdit:focus, QTextEdit:focus, QSpinBox:focus, QDoubleSpinBox:focus, QComboBox:focus { border-color: @accent; }
QLineEdit:disabled, QSpinBox:disabled, QDoubleSpinBox:disabled, QComboBox:disabled { color: @dim; background: @panel; }
QLineEdit[kind="bare"], QPlainTextEdit[kind="bare"] { background: transparent; border: none; padding: 0; min-height: 20px; }
QPlainTextEdit[kind="field"] { background: @terminal; border: 1px solid @line; border-radius: 6px; padding: 2px 4px; min-height: 48px; }
QPlainTextEdit[kind="field"]:focus { border-color: @accent; }
QPlainTextEdit[kind="field"]:disabled { color: @dim; background: @panel; }
QSpinBox::up-button, QSpinBox::down-button, QDoubleSpinBox::up-button, QDoubleSpinBox::down-button { width: 0; border: none; }
QComboBox::drop-down { border: none; width: 24px; }
QComboBox::down-arrow { image: url(:/icons/chevron-down-@scheme.svg); width: 14px; height: 14px; }
QComboBox QAbstractItemView { background: @raised; border: 1px solid @line; outline: none; padding: 4px; }
QComboBox QAbstractItemView::item { min-height: 26px; padding: 0 6px; border-radius: 4px; }
QComboBox QAbstractItemView::item:selected { background: @hover; color: @text; }

QCheckBox { spacing: 8px; }
QCheckBox::indicator { width: 14px; height: 14px; border: 1px solid @faint; border-radius: 4px; background: @terminal; }
QCheckBox::indicator:hover, QCheckBox::indicator:focus { border-color: @accent; }
QCheckBox::indicator:checked { background: @accent; border-color: @accent; image: url(:/icons/check-@scheme.svg); }
QCheckBox::indicator:disabled { border-color: @line; }

QMenu { background: @raised; border: 1px solid @line; padding: 4px; menu-scrollable: 1; }
QMenu::item { padding: 5px 28px 5px 10px; border-radius: 4px; }
QMenu::icon { padding-left: 8px; }
QMenu::item:selected { background: @hover; }
QMenu::item:disabled { color: @faint; }
QMenu::separator { height: 1px; background: @line; margin: 4px 8px; }

QAbstractScrollArea { border: none; background: transparent; }
QTreeView, QListView { background: transparent; border: none; outline: none; }
QTreeView::item:selected, QTreeView::branch:selected { background: @hover; color: @text; }
QListWidget[kind="pages"] { padding: 8px; }
QListWidget[kind="pages"]::item { padding: 6px 8px; border-radius: 6px; }
QListWidget[kind="pages"]::item:selected { background: @hover; color: @text; }
QHeaderView { background: transparent; border: none; border-bottom: 1px solid @line; }
QHeaderView::section { background: transparent; color: @dim; border: none; padding: 0 16px 0 12px; min-height: 26px; }
QHeaderView::section:hover { color: @text; }
QScrollArea > QWidget > QWidget { background: transparent; }
QScrollBar:vertical { background: transparent; width: 10px; margin: 0; }
QScrollBar:horizontal { background: transparent; height: 10px; margin: 0; }
QScrollBar::handle { background: @line; border-radius: 3px; margin: 2px; }
QScrollBar::handle:vertical { min-height: 32px; }
QScrollBar::handle:horizontal { min-width: 32px; }
QScrollBar::handle:hover { background: @faint; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }

QProgressBar { background: @line; border: none; border-radius: 2px; max-height: 4px; min-height: 4px; }
QProgressBar::chunk { background: @accent; border-radius: 2px; }
)";

} // namespace

QString styleSheet(Scheme scheme)
{
    const auto name = [scheme](Role role) { return color(role, scheme).name(); };
    const QColor accent = color(Role::Accent, scheme);
    // Longer names first: @text must not eat the head of another.
    const std::pair<const char *, QString> values[] = {
        {"@accenthover", (scheme == Scheme::Dark ? accent.lighter(110) : accent.darker(110)).name()},
        {"@onaccent", name(Role::OnAccent)},
        {"@assistant", name(Role::Assistant)},
        {"@terminal", name(Role::Terminal)},
        {"@accent", name(Role::Accent)},
        {"@scheme", scheme == Scheme::Dark ? QStringLiteral("dark") : QStringLiteral("light")},
        {"@raised", name(Role::Raised)},
        {"@panel", name(Role::Panel)},
        {"@hover", name(Role::Hover)},
        {"@faint", name(Role::Faint)},
        {"@line", name(Role::Line)},
        {"@text", name(Role::Text)},
        {"@warn", name(Role::Warn)},
        {"@fail", name(Role::Fail)},
        {"@dim", name(Role::Dim)},
        {"@ok", name(Role::Ok)},
    };
    QString sheet = QString::fromLatin1(kSheet);
    for (const auto &[token, value] : values)
        sheet.replace(QLatin1String(token), value);
    return sheet;
}

} // namespace ui::theme
