// A card with a title and rows of "name, value". Values can be selected; links in them are used by mouse and keyboard.
#pragma once
#include "ui/desk/overview_text.h"

#include <QFrame>

class QGridLayout;

namespace ui::desk {

class FactCard : public QFrame
{
    Q_OBJECT
public:
    explicit FactCard(QWidget *parent);
    void setSection(const Section &section); // built anew only where it differs
    QString plainText() const;         // all of it, for tests and assistive technology

Q_SIGNALS:
    void linkActivated(const QString &target);

private:
    void fill();

    Section m_section;
    QWidget *m_body = nullptr;
};

} // namespace ui::desk
