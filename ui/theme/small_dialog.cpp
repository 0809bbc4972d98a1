#include "ui/theme/small_dialog.h"

#include "ui/theme/theme.h"

#include <QEvent>
#include <QFormLayout>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

namespace ui::theme {

namespace {

constexpr int kWidth = 440;

QLabel *label(const QString &text, const char *tone, QWidget *parent)
{
    auto *const made = new QLabel(text, parent);
    made->setTextFormat(Qt::PlainText);
    made->setWordWrap(true);
    setVariant(made, "tone", tone);
    return made;
}

} // namespace

SmallDialog::SmallDialog(const QString &title, const QString &text, const QString &agree, const QString &keep, Kind kind, QWidget *parent)
    : QDialog(parent), m_body(new QVBoxLayout), m_problem(label({}, "fail", this)), m_agree(new QPushButton(agree)), m_keep(new QPushButton(keep, this))
{
    setWindowTitle(title);
    setFixedWidth(kWidth);
    auto *const words = label(text, "dim", this);
    words->setObjectName(QStringLiteral("question"));
    words->setVisible(!text.isEmpty());
    m_problem->setObjectName(QStringLiteral("problem"));
    m_problem->hide();
    QPushButton *const no = m_keep;
    no->setObjectName(QStringLiteral("keep"));
    m_agree->setObjectName(QStringLiteral("agree"));
    setVariant(m_agree, "kind", kind == Kind::Dangerous ? "danger" : "primary");
    connect(no, &QPushButton::clicked, this, &QDialog::reject);
    connect(m_agree, &QPushButton::clicked, this, &SmallDialog::accept);

    auto *const column = new QVBoxLayout(this);
    column->setContentsMargins(kSpace4, kSpace4, kSpace4, kSpace4);
    column->setSpacing(kSpace3);
    column->addWidget(label(title, "title", this));
    column->addWidget(words);
    m_body->setSpacing(kSpace3);
    column->addLayout(m_body);
    column->addWidget(m_problem);
    column->addSpacing(kSpace1);
    auto *const row = new QHBoxLayout;
    row->setSpacing(kSpace2);
    row->addStretch();
    row->addWidget(no);
    row->addWidget(m_agree);
    // Tab comes to the button that has its parent only now after the other; Qt 6.4's setTabOrder() does not turn the two round.
    column->addLayout(row);
    QPushButton *const usual = kind == Kind::Dangerous ? no : m_agree;
    usual->setDefault(true);
    usual->setFocus();
}

void SmallDialog::add(QWidget *widget)
{
    m_body->addWidget(widget);
}

void SmallDialog::addField(const QString &text, QWidget *field)
{
    if (!m_form) {
        m_form = new QFormLayout;
        m_form->setHorizontalSpacing(kSpace4);
        m_form->setVerticalSpacing(kSpace2);
        m_body->addLayout(m_form);
    }
    if (text.isEmpty())
        return m_form->addRow(QString(), field);
    auto *const name = new QLabel(text, this);
    setVariant(name, "tone", "dim");
    name->setBuddy(field);
    field->setAccessibleName(text);
    m_form->addRow(name, field);
}

void SmallDialog::showProblem(const QString &sentence)
{
    m_problem->setText(sentence);
    m_problem->setVisible(!sentence.isEmpty());
}

void SmallDialog::accept()
{
    const QString wrong = problem();
    showProblem(wrong);
    if (wrong.isEmpty())
        QDialog::accept();
}

// By itself Qt asks for the height at the width that the words would like, which may be more than there is.
bool SmallDialog::event(QEvent *event)
{
    const bool mayGrow = event->type() == QEvent::Show || event->type() == QEvent::LayoutRequest;
    const bool known = QDialog::event(event); // a deferred deletion happens in here
    if (mayGrow && layout())
        setFixedHeight(layout()->totalHeightForWidth(width()));
    return known;
}

} // namespace ui::theme
