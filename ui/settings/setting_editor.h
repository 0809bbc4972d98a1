// One setting's editor, of the kind its type asks for. It knows the schema, not the file: a changed value is announced
// as text, as a flag would say it.
#pragma once
#include "core/config/settings.h"

#include <QWidget>

namespace ui::settings {

class SettingEditor : public QWidget
{
    Q_OBJECT
public:
    // `locked`: shown but not editable, because a flag or a variable decides.
    SettingEditor(const core::config::Spec &spec, const core::config::Value &value, bool locked, QWidget *parent);

Q_SIGNALS:
    void edited(const QString &value);

private:
    QWidget *makeBool(bool value);
    QWidget *makeChoice(const std::string &value);
    QWidget *makeText(const std::string &value);
    QWidget *makeInteger(std::int64_t value);
    QWidget *makeReal(double value);

    const core::config::Spec &m_spec;
};

} // namespace ui::settings
