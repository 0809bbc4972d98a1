#include "ui/settings/setting_editor.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QSpinBox>
#include <QWheelEvent>
#include <limits>

namespace ui::settings {

using core::config::Type;

namespace {

// A wheel over a page of settings scrolls the page; it must not change what it passes.
template<class Base>
class Still : public Base
{
public:
    using Base::Base;

protected:
    void wheelEvent(QWheelEvent *event) override { event->ignore(); }
};

QString suffixOf(const core::config::Spec &spec)
{
    return *spec.unit ? QStringLiteral(" ") + QString::fromUtf8(spec.unit) : QString();
}

} // namespace

SettingEditor::SettingEditor(const core::config::Spec &spec, const core::config::Value &value, bool locked, QWidget *parent)
    : QWidget(parent), m_spec(spec)
{
    auto *const layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    QWidget *editor = nullptr;
    switch (spec.type) {
    case Type::Bool: editor = makeBool(std::get<bool>(value)); break;
    case Type::Choice: editor = makeChoice(std::get<std::string>(value)); break;
    case Type::Text: editor = makeText(std::get<std::string>(value)); break;
    case Type::Integer: editor = makeInteger(std::get<std::int64_t>(value)); break;
    case Type::Real: editor = makeReal(std::get<double>(value)); break;
    }
    editor->setObjectName(QString::fromUtf8(spec.key));
    editor->setAccessibleName(QString::fromUtf8(spec.key));
    editor->setAccessibleDescription(QString::fromUtf8(spec.doc));
    editor->setEnabled(!locked);
    layout->addStretch();
    layout->addWidget(editor);
}

QWidget *SettingEditor::makeBool(bool value)
{
    auto *const box = new QCheckBox(this);
    box->setChecked(value);
    connect(box, &QCheckBox::toggled, this, [this](bool on) { Q_EMIT edited(on ? QStringLiteral("true") : QStringLiteral("false")); });
    return box;
}

QWidget *SettingEditor::makeChoice(const std::string &value)
{
    auto *const box = new Still<QComboBox>(this);
    box->addItems(QString::fromUtf8(m_spec.choices).split(QLatin1Char('|')));
    box->setCurrentText(QString::fromStdString(value));
    connect(box, &QComboBox::currentTextChanged, this, &SettingEditor::edited);
    return box;
}

QWidget *SettingEditor::makeText(const std::string &value)
{
    auto *const line = new QLineEdit(QString::fromStdString(value), this);
    line->setFixedWidth(200);
    connect(line, &QLineEdit::editingFinished, this, [this, line] {
        if (line->isModified()) {
            line->setModified(false);
            Q_EMIT edited(line->text());
        }
    });
    return line;
}

QWidget *SettingEditor::makeInteger(std::int64_t value)
{
    auto *const box = new Still<QSpinBox>(this);
    const bool bounded = m_spec.low != 0 || m_spec.high != 0;
    box->setRange(bounded ? int(m_spec.low) : std::numeric_limits<int>::min(), bounded ? int(m_spec.high) : std::numeric_limits<int>::max());
    box->setSuffix(suffixOf(m_spec));
    box->setKeyboardTracking(false);
    box->setValue(int(value));
    box->setFixedWidth(130);
    connect(box, &QSpinBox::valueChanged, this, [this](int now) { Q_EMIT edited(QString::number(now)); });
    return box;
}

QWidget *SettingEditor::makeReal(double value)
{
    auto *const box = new Still<QDoubleSpinBox>(this);
    if (m_spec.low != 0 || m_spec.high != 0)
        box->setRange(m_spec.low, m_spec.high);
    box->setDecimals(2);
    box->setSuffix(suffixOf(m_spec));
    box->setKeyboardTracking(false);
    box->setValue(value);
    box->setFixedWidth(130);
    connect(box, &QDoubleSpinBox::valueChanged, this, [this](double now) { Q_EMIT edited(QString::number(now)); });
    return box;
}

} // namespace ui::settings
